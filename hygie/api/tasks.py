"""Jobs of the open API: telling other tools, and forgetting what has served."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hygie.accounts.sealing import Unreadable, unseal
from hygie.core.clock import now
from hygie.core.jobs import JobKind, Progress, job_kinds

from . import actions
from .actions.deliveries import claim, end_try, purge_deliveries, queue_deliveries
from .actions.webhooks import SEND
from .enums import WebhookFault
from .models import Delivery
from .queries.webhooks import is_something_to_tell
from .rules.deliveries import signature
from .sender import Outcome, Parcel, post

AT_ONCE = 4
"""Deliveries on their way at the same time from one job."""
ROUNDS = 50


def register() -> None:
    job_kinds.register(JobKind(SEND, _("Tell the webhooks"), send, wanted=is_something_to_tell))
    job_kinds.register(JobKind("api.purge", _("Forget old deliveries and their keys"), purge, daily_at="03:50"))


def send(progress: Progress) -> dict[str, int]:
    """Queue what is new, then send what is due, outside any transaction. Returns how much of each."""
    queued, sent = queue_deliveries(), 0
    with ThreadPoolExecutor(AT_ONCE) as senders:
        for _round in range(ROUNDS):
            mine = claim(AT_ONCE)
            if not mine:
                break
            for delivery, outcome in zip(mine, senders.map(_sent, map(parcel_of, mine)), strict=True):
                end_try(delivery, outcome)
            sent += len(mine)
            progress.update(sent)
    return {"queued": queued, "sent": sent}


def parcel_of(delivery: Delivery) -> Parcel | None:
    """What goes out, signed as of now; None when the secret cannot be read any more."""
    try:
        secret = unseal(delivery.webhook.secret)
    except Unreadable:
        return None
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Hygie-Webhooks/1",
        "Hygie-Event": delivery.kind,
        "Hygie-Delivery": str(delivery.uid),
        "Hygie-Signature": signature(secret, int(now().timestamp()), body),
    }
    return Parcel(delivery.webhook.url, body, headers)


def _sent(parcel: Parcel | None) -> Outcome:
    """In a thread of its own: no row is touched here."""
    if parcel is None:
        return Outcome(fault=WebhookFault.SEALED)
    return post(parcel, local=settings.HYGIE_WEBHOOKS_LOCAL)


def purge(progress: Progress) -> dict[str, int]:
    return {"deliveries": purge_deliveries(), "keys": actions.purge_keys()}
