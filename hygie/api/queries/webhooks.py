"""Webhooks in sight, their log, and what waits to be told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import now
from hygie.core.models import AuditEvent
from hygie.core.paging import Page, paginate
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind

from ..enums import DeliveryState
from ..models import Delivery, Webhook

SYSTEM = Scope.system()
EVENTS_AT_ONCE = 500
SETTLED_AFTER = timedelta(minutes=2)
"""A transaction of ours is far shorter: what is older than this is joined by nothing older still."""
WAITING = Q(deliveries__state=DeliveryState.WAITING)
FAILED = Q(deliveries__state=DeliveryState.FAILED)


def webhooks_in_sight(context: Context) -> list[Webhook]:
    """Each with how many deliveries wait and were given up."""
    rows = Webhook.objects.within(context.scope).select_related("organisation")
    counted = rows.annotate(waiting=Count("deliveries", filter=WAITING), failed=Count("deliveries", filter=FAILED))
    return list(counted.order_by("organisation__name", "pk")[:200])


def webhook_or_404(context: Context, uid: UUID) -> Webhook:
    rows = Webhook.objects.within(context.scope).select_related("organisation", "created_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def log_of(context: Context, webhook: Webhook, cursor: str) -> Page[Delivery]:
    rows = Delivery.objects.within(context.scope).filter(webhook=webhook)
    return paginate(rows, ["-pk"], cursor, 30)


def active_webhooks() -> list[Webhook]:
    rows = Webhook.objects.within(SYSTEM).filter(active=True).select_related("organisation")
    return list(rows.order_by("pk"))


def last_event() -> int:
    """The latest audit event of all."""
    with aside(SYSTEM):
        found = AuditEvent.objects.within(SYSTEM).order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def settled_event() -> int:
    """The latest event that nothing older can join any more."""
    old = AuditEvent.objects.within(SYSTEM).filter(at__lte=now() - SETTLED_AFTER)
    return old.order_by("-pk").values_list("pk", flat=True).first() or 0


def new_events(webhook: Webhook) -> tuple[list[AuditEvent], bool]:
    """What it is to tell, oldest first, and whether that is all."""
    rows = AuditEvent.objects.within(_covered(webhook)).filter(pk__gt=webhook.after_event, kind__in=webhook.events)
    found = list(rows.order_by("pk")[: EVENTS_AT_ONCE + 1])
    return found[:EVENTS_AT_ONCE], len(found) <= EVENTS_AT_ONCE


def _covered(webhook: Webhook) -> Scope:
    """What its organisation reaches today: a region whole, a GHT its members, a hospital its sites."""
    if webhook.organisation.kind == OrganisationKind.REGION:
        return Scope(regions=frozenset({webhook.organisation_id}))
    return Scope(holders=frozenset({webhook.organisation_id}))


def due(most: int) -> list[Delivery]:
    """The deliveries whose time has come, of as many webhooks, the first of each."""
    waiting = Delivery.objects.within(SYSTEM).filter(
        state=DeliveryState.WAITING, next_try_at__lte=now(), webhook__active=True
    )
    chosen: list[Delivery] = []
    while len(chosen) < most:
        others = waiting.exclude(webhook_id__in=[one.webhook_id for one in chosen])
        first = others.select_related("webhook__organisation").order_by("next_try_at", "pk").first()
        if first is None:
            break
        chosen.append(first)
    return chosen


def is_something_to_tell() -> bool:
    """Asked every minute: whether an event came since the webhooks last looked, or a delivery is due."""
    with aside(SYSTEM):
        oldest = Webhook.objects.within(SYSTEM).filter(active=True).order_by("after_event").first()
        if oldest is None:
            return False
        if AuditEvent.objects.within(SYSTEM).filter(pk__gt=oldest.after_event).exists():
            return True
        return bool(due(1))
