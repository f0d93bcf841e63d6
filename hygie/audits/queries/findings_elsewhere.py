"""What the timeline, the search and the next things read of findings."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Min, Q
from django.utils.translation import ngettext

from hygie.core.actions import Context
from hygie.core.models import AuditEvent
from hygie.territory.models import Organisation
from hygie.territory.queries.timeline import audited
from hygie.territory.registries import TimelineEntry

from ..access import findings_in_sight
from ..models import Finding

EVENTS = (
    "finding.added",
    "finding.corrected",
    "finding.moved",
    "finding.accepted",
    "finding.acceptance_asked",
    "finding.acceptance_refused",
    "finding.expired",
    "finding.assigned",
    "finding.due_changed",
    "finding.evidence_added",
)


def events_of_findings(
    context: Context, organisation: Organisation, before: datetime, limit: int
) -> list[TimelineEntry]:
    """What happened, with how many findings and nothing else of them, the latest first. Two queries."""
    return audited(context, organisation, EVENTS, before, limit, _how_many)


def findings_said(context: Context, text: str, limit: int) -> list[Finding]:
    """By title, asset or CVE, the most pressing first."""
    said = Q(title__icontains=text) | Q(asset__name__icontains=text) | Q(asset__label__icontains=text)
    rows = findings_in_sight(context).filter(said).select_related("asset", "organisation")
    return list(rows.order_by("-is_open", "-weight", "-pk")[:limit])


def count_assigned(context: Context, organisation: Organisation) -> tuple[int, date | None]:
    """How many open findings are the reader's there, and the first deadline. One query."""
    rows = Finding.objects.within(context.scope).filter(
        organisation=organisation, assignee_id=context.person_id or 0, is_open=True
    )
    counted = rows.aggregate(count=Count("pk"), first=Min("due_on"))
    return counted["count"], counted["first"]


def _how_many(event: AuditEvent) -> str:
    count = event.details.get("count", 1)
    if not isinstance(count, int):
        return ""
    return ngettext("%(count)d finding", "%(count)d findings", count) % {"count": count}
