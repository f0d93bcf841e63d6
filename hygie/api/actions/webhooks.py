"""Webhooks: added, paused, tested by whoever administers; their deliveries queued and sent by jobs."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hygie.accounts.sealing import seal
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now
from hygie.core.identifiers import new_uid
from hygie.territory.models import Organisation

from ..events import TEST, body_of, offered_kinds
from ..models import Delivery, Webhook
from ..policies import WEBHOOK
from ..queries.webhooks import last_event
from ..rules.deliveries import is_allowed_url

SEND = "api.send"
WEBHOOKS_AT_MOST = 10
URL_AT_MOST = 500


def add_webhook(ctx: Context, organisation: Organisation, url: str, events: Collection[str]) -> tuple[Webhook, str]:
    """The new webhook and the secret that signs its deliveries, shown now and never again.

    It tells of what happens from now on. Raises Refused on url or events.
    """
    address = url.strip()
    if len(address) > URL_AT_MOST or not is_allowed_url(address, local=settings.HYGIE_WEBHOOKS_LOCAL):
        raise Refused({"url": _("Enter an address that begins with https://, without a password.")})
    known = [code for code, _label in offered_kinds(ctx.role) if code in events]
    if not known or len(known) != len(set(events)):
        raise Refused({"events": _("Choose at least one event of the list.")})
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    with ctx.recording(Verb.ADMINISTER, WEBHOOK, organisation) as record:
        mine = Webhook.objects.within(ctx.scope).filter(organisation=organisation)
        if mine.count() >= WEBHOOKS_AT_MOST:
            raise Refused(_("There are %(most)d webhooks here already.") % {"most": WEBHOOKS_AT_MOST})
        try:
            with transaction.atomic():
                webhook = Webhook.objects.create(
                    organisation=organisation,
                    region_id=organisation.region_pk,
                    url=address,
                    secret=seal(secret),
                    events=known,
                    after_event=last_event(),
                    created_by_id=ctx.person_id,
                )
        except IntegrityError as twice:
            raise Refused({"url": _("This address already has a webhook here.")}) from twice
        record.event("webhook.added", webhook, url=address, events=known)
    return webhook, secret


def set_active(ctx: Context, webhook: Webhook, *, active: bool) -> None:
    """Pause or resume. What happens during a pause is not told afterwards; what waits goes on once resumed."""
    with ctx.recording(Verb.ADMINISTER, WEBHOOK, webhook.organisation) as record:
        other = Webhook.objects.within(ctx.scope).filter(pk=webhook.pk, active=not active)
        changed = {"active": True, "after_event": last_event()} if active else {"active": False}
        if other.update(**changed):
            record.event("webhook.resumed" if active else "webhook.paused", webhook, url=webhook.url)
        else:
            record.nothing_changed()


def send_test(ctx: Context, webhook: Webhook) -> Delivery:
    """Queue a delivery that tells nothing, to see whether the address answers. Raises Refused while it is paused."""
    if not webhook.active:
        raise Refused(_("This webhook is paused: resume it first."))
    uid, moment = new_uid(), now()
    with ctx.recording(Verb.ADMINISTER, WEBHOOK, webhook.organisation) as record:
        delivery = Delivery.objects.create(
            uid=uid,
            webhook=webhook,
            organisation=webhook.organisation,
            region_id=webhook.region_id,
            kind=TEST,
            body=body_of(uid, TEST, moment, webhook.organisation),
            next_try_at=moment,
        )
        record.event("webhook.tested", webhook, url=webhook.url)
        record.after_commit(SEND, once=SEND)
    return delivery
