"""An establishment's findings in figures: now, by age, day by day; its next audits and latest reports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from hygie.core.actions import Context
from hygie.core.clock import PARIS, today
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import AuditState, FindingSeverity, ImportState
from ..models import Audit, Finding, FindingDay, FindingSummary, ReportImport
from ..rules.pictures import AGE_BANDS, AgeBand

SEVERITIES = (FindingSeverity.CRITICAL, FindingSeverity.HIGH, FindingSeverity.MEDIUM, FindingSeverity.LOW)
REPORTS_SHOWN = 5


def summary_of(context: Context, organisation: Organisation) -> FindingSummary | None:
    """None: nothing was ever imported or typed there."""
    return FindingSummary.objects.within(context.scope).filter(organisation=organisation).order_by("pk").first()


def days_of(context: Context, organisation: Organisation, days: Collection[date]) -> list[FindingDay]:
    """What was kept at the end of these days, oldest first; a day before the first one is absent."""
    rows = FindingDay.objects.within(context.scope).filter(organisation=organisation, day__in=days)
    return list(rows.order_by("day"))


def first_counts() -> list[FindingDay]:
    """The first day that was counted at each establishment; for the demonstration, whatever the sight."""
    system = Scope.system()
    days = FindingDay.objects.within(system).filter(organisation=OuterRef("organisation")).order_by("day")
    rows = FindingDay.objects.within(system).filter(day=Subquery(days.values("day")[:1]))
    return list(rows.order_by("organisation_id"))


@dataclass(frozen=True)
class Aged:
    """Open findings of one age, by severity in the order of SEVERITIES."""

    band: AgeBand
    counts: Sequence[int]


def ages_of(context: Context, organisation: Organisation) -> list[Aged]:
    """One query, answered by the index of open findings alone."""
    asked = {f"n_{rank}": Count("region", filter=_in(band)) for rank, band in enumerate(AGE_BANDS)}
    rows = Finding.objects.within(context.scope).filter(organisation=organisation, is_open=True)
    groups: Any = rows.order_by("severity").values("severity").annotate(**asked)
    found: dict[tuple[int, int], int] = {
        (row["severity"], rank): row[f"n_{rank}"] for row in groups for rank in range(len(AGE_BANDS))
    }
    return [
        Aged(band, [found.get((severity, rank), 0) for severity in SEVERITIES]) for rank, band in enumerate(AGE_BANDS)
    ]


def _in(band: AgeBand) -> Q:
    """Counted in civil days: opened this morning or last night at eleven is not the same day."""
    asked = Q(opened_at__lt=_begin_of(today() - timedelta(days=band.least - 1)))
    if band.under is not None:
        asked &= Q(opened_at__gte=_begin_of(today() - timedelta(days=band.under - 1)))
    return asked


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, PARIS)


def next_audits(context: Context, organisation: Organisation) -> list[Audit]:
    """What is being run or comes next, the soonest first."""
    awaited = (AuditState.PLANNED, AuditState.IN_PROGRESS)
    rows = Audit.objects.within(context.scope).filter(organisation=organisation, state__in=awaited)
    return list(rows.order_by("starts_on", "pk")[:2])


def latest_reports(context: Context, organisation: Organisation) -> list[ReportImport]:
    """The newest reports by the day they speak of."""
    rows = ReportImport.objects.within(context.scope).filter(organisation=organisation, state=ImportState.APPLIED)
    return list(rows.order_by("-made_at", "-pk")[:REPORTS_SHOWN])
