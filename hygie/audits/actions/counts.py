"""Counts kept beside the findings, so that pages of a region never go through millions of rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Min, Q

from hygie.core.clock import PARIS, now, today
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import Exposure, FindingSeverity, FindingState, ImportState
from ..models import Finding, FindingDay, FindingSummary, ReportImport

SYSTEM = Scope.system()
RESTING = (FindingState.ACCEPTED, FindingState.FALSE_POSITIVE)
WORDS = {4: "critical", 3: "high", 2: "medium", 1: "low", 0: "info"}
SERIOUS = (FindingSeverity.HIGH, FindingSeverity.CRITICAL)


def recount(organisation: Organisation) -> FindingSummary:
    """Count an establishment's findings again, now and for today; called within the action that changed them."""
    counts = _counts_of(organisation)
    told = {"region_id": organisation.region_pk, "day": today()}
    summary, _made = FindingSummary.objects.within(SYSTEM).update_or_create(
        organisation=organisation,
        defaults=told | counts | _dates_of(organisation),
    )
    FindingDay.objects.within(SYSTEM).update_or_create(
        organisation=organisation, day=today(), defaults=told | counts | _moves_today(organisation)
    )
    return summary


def _counts_of(organisation: Organisation) -> dict[str, Any]:
    still_open = Finding.objects.within(SYSTEM).filter(organisation=organisation, is_open=True)
    late = Q(due_on__lt=today())
    weak = Q(severity__gt=FindingSeverity.INFO)
    asked: dict[str, Any] = {f"open_{word}": Count("pk", filter=Q(severity=value)) for value, word in WORDS.items()}
    asked |= {f"overdue_{word}": Count("pk", filter=late & Q(severity=value)) for value, word in WORDS.items() if value}
    asked["to_verify"] = Count("pk", filter=Q(state=FindingState.TO_VERIFY))
    asked["exposed"] = Count("asset", distinct=True, filter=weak & Q(asset__exposure=Exposure.INTERNET))
    resting = Finding.objects.within(SYSTEM).filter(organisation=organisation, state__in=RESTING)
    return still_open.aggregate(**asked) | {"resting": resting.count(), "level": _level_of(organisation)}


def _level_of(organisation: Organisation) -> int | None:
    told = ReportImport.objects.within(SYSTEM).filter(
        organisation=organisation, state=ImportState.APPLIED, level__isnull=False
    )
    return told.order_by("-made_at", "-pk").values_list("level", flat=True).first()


def _dates_of(organisation: Organisation) -> dict[str, Any]:
    serious = Finding.objects.within(SYSTEM).filter(organisation=organisation, is_open=True, severity__in=SERIOUS)
    applied = ReportImport.objects.within(SYSTEM).filter(organisation=organisation, state=ImportState.APPLIED)
    return {
        "oldest_opened_at": serious.aggregate(first=Min("opened_at"))["first"],
        "last_report_at": applied.aggregate(last=Max("made_at"))["last"],
    }


def _moves_today(organisation: Organisation) -> dict[str, int]:
    """Weaknesses opened and closed since midnight in Paris; a first report opens all that it shows."""
    midnight = now().astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    weak = Finding.objects.within(SYSTEM).filter(organisation=organisation, severity__gt=FindingSeverity.INFO)
    return {
        "opened": weak.filter(opened_at__gte=midnight).count(),
        "closed": weak.filter(closed_at__gte=midnight).count(),
    }
