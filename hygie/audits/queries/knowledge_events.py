"""What the timeline reads of inventories, timelines and days off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.audit import audit_kinds
from hygie.core.models import AuditEvent
from hygie.territory.models import Organisation
from hygie.territory.registries import TimelineEntry


def knowledge_events(
    context: Context, organisation: Organisation, before: datetime | None, limit: int, kinds: Collection[str]
) -> list[TimelineEntry]:
    """The audit events of these kinds, newest first, without detail. At most two queries."""
    rows = AuditEvent.objects.within(context.scope).filter(organisation_id=organisation.pk, kind__in=kinds)
    if before is not None:
        rows = rows.filter(at__lt=before)
    found = list(rows.order_by("-at", "-pk")[:limit])
    people = Person.objects.filter(pk__in={event.person_id for event in found if event.person_id}).order_by("pk")
    names = {person.pk: person.full_name for person in people} if found else {}
    return [
        TimelineEntry(
            event.at,
            str(audit_kinds[event.kind].label),
            who=names.get(event.person_id or 0, ""),
            icon=audit_kinds[event.kind].icon,
        )
        for event in found
    ]
