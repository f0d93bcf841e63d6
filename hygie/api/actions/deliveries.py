"""Deliveries: queued from audit events, claimed, ended. Run by jobs, with everything in sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import now
from hygie.core.identifiers import new_uid
from hygie.core.models import AuditEvent
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import DeliveryState
from ..events import body_of
from ..models import Delivery, Webhook
from ..policies import WEBHOOK
from ..queries.webhooks import active_webhooks, due, new_events, settled_event
from ..rules.deliveries import wait_after
from ..sender import Outcome

SYSTEM = Scope.system()
CLAIMED = timedelta(minutes=2)
"""How long a sender may take; killed, its deliveries are due again afterwards."""
KEPT = timedelta(days=90)


def queue_deliveries() -> int:
    """One delivery for each new event that an active webhook tells. Returns how many; run twice, it queues none twice.

    Events are numbered when they are written and seen when they are committed, not always in that order: the cursor
    moves only to what is old enough, and what is younger is looked at again.
    """
    queued, settled = 0, settled_event()
    for webhook in active_webhooks():
        events, whole = new_events(webhook)
        with transaction.atomic():
            queued += _queue(webhook, events)
            reached = settled if whole else min(settled, events[-1].pk)
            mine = Webhook.objects.within(SYSTEM).filter(pk=webhook.pk, after_event__lt=reached)
            mine.update(after_event=reached)
    return queued


def _queue(webhook: Webhook, events: Sequence[AuditEvent]) -> int:
    known = Delivery.objects.within(SYSTEM).filter(webhook=webhook, event__in=[event.pk for event in events])
    told = set(known.order_by("pk").values_list("event", flat=True))
    fresh = [event for event in events if event.pk not in told]
    rows = Organisation.objects.within(SYSTEM).filter(pk__in={event.organisation_id for event in fresh})
    places = {place.pk: place for place in rows.order_by("pk")}
    moment = now()
    made = [
        Delivery(
            uid=(uid := new_uid()),
            webhook=webhook,
            organisation_id=webhook.organisation_id,
            region_id=webhook.region_id,
            event=event.pk,
            kind=event.kind,
            body=body_of(
                uid, event.kind, event.at, places[event.organisation_id], (event.subject_type, event.subject_uid)
            ),
            created_at=moment,
            next_try_at=moment,
        )
        for event in fresh
        if event.organisation_id in places
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def claim(most: int) -> list[Delivery]:
    """Take due deliveries, one of each webhook at most: a slow receiver holds up nobody else.

    Each is set ahead in time by the very statement that takes it, so that no other sender takes it too.
    """
    mine = []
    for delivery in due(most):
        same = Delivery.objects.within(SYSTEM).filter(
            pk=delivery.pk, state=DeliveryState.WAITING, next_try_at=delivery.next_try_at
        )
        if same.update(next_try_at=now() + CLAIMED, attempts=F("attempts") + 1):
            delivery.attempts += 1
            mine.append(delivery)
    return mine


def end_try(delivery: Delivery, outcome: Outcome) -> None:
    """Write down what came of a try: delivered, to be tried again, or given up, which the timeline then says."""
    mine = Delivery.objects.within(SYSTEM).filter(pk=delivery.pk, state=DeliveryState.WAITING)
    facts = {"status_code": outcome.status, "error": outcome.fault.value if outcome.fault else ""}
    if outcome.fault is None:
        mine.update(state=DeliveryState.DELIVERED, ended_at=now(), next_try_at=None, **facts)
        return
    wait = wait_after(delivery.attempts)
    if wait is not None:
        mine.update(next_try_at=now() + wait, **facts)
        return
    webhook = delivery.webhook
    with Context.system("webhooks").recording(Verb.ADMINISTER, WEBHOOK, webhook.organisation) as record:
        if mine.update(state=DeliveryState.FAILED, ended_at=now(), next_try_at=None, **facts):
            record.event("webhook.gave_up", webhook, url=webhook.url, event=delivery.kind, error=outcome.fault.value)
        else:
            record.nothing_changed()


def purge_deliveries() -> int:
    """Forget what ended a while ago."""
    over = Delivery.objects.within(SYSTEM).filter(ended_at__lt=now() - KEPT)
    gone, _rows = over.delete()
    return gone
