"""Counts an establishment's findings from the rows themselves: what `actions.counts` keeps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from hygie.core.clock import PARIS, now, today
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.models import Organisation

from ..enums import Exposure, FindingSeverity, FindingState, ImportState
from ..models import Asset, Finding, FindingSummary, ReportImport

SYSTEM = Scope.system()
RESTING = (FindingState.ACCEPTED, FindingState.FALSE_POSITIVE)
WORDS = {4: "critical", 3: "high", 2: "medium", 1: "low", 0: "info"}
SERIOUS = (FindingSeverity.HIGH, FindingSeverity.CRITICAL)
COUNTED = (
    *(f"open_{word}" for word in WORDS.values()),
    *(f"overdue_{word}" for value, word in WORDS.items() if value),
    "resting",
    "to_verify",
    "exposed",
    "level",
)
DATED = ("oldest_opened_at", "last_report_at")
MOVED = ("opened", "closed")
#: the columns COUNTED, DATED and MOVED, by name
Tally = dict[str, Any]


def tallies(places: Collection[int]) -> dict[int, Tally]:
    """What each establishment has now, by key. Six queries, however many they are."""
    found = {place: dict.fromkeys((*COUNTED, *MOVED), 0) | dict.fromkeys(("level", *DATED)) for place in places}
    rows = Finding.objects.within(SYSTEM).filter(organisation_id__in=places)
    _add_open(found, rows.filter(is_open=True))
    _add_the_others(found, rows.filter(is_open=False))
    _add_exposed(found)
    _add_reports(found)
    return found


def concerned() -> list[tuple[int, int]]:
    """Every establishment that ever had a finding, a report or counts: its key, and its region's."""
    here = {"organisation_id": OuterRef("pk")}
    had = Q()
    for rows in (Finding.objects, FindingSummary.objects, ReportImport.objects):
        had |= Q(Exists(rows.within(SYSTEM).filter(**here)))
    places = Organisation.objects.within(SYSTEM).filter(had, region__isnull=False)
    return list(places.order_by("pk").values_list("pk", "region_id"))


def _midnight() -> datetime:
    return now().astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)


def _add_open(found: dict[int, Tally], rows: TenantQuerySet[Finding]) -> None:
    """One scan of the index `finding_open_counts`, which holds all that is asked here: also the column that is counted,
    one that is never empty."""
    groups = rows.order_by("organisation_id", "severity").values("organisation_id", "severity")
    for row in groups.annotate(
        n=Count("region"),
        n_late=Count("region", filter=Q(due_on__lt=today())),
        n_to_verify=Count("region", filter=Q(state=FindingState.TO_VERIFY)),
        n_today=Count("region", filter=Q(opened_at__gte=_midnight())),
        oldest=Min("opened_at"),
    ):
        tally, severity = found[row["organisation_id"]], row["severity"]
        tally[f"open_{WORDS[severity]}"] = row["n"]
        tally["to_verify"] += row["n_to_verify"]
        if severity > FindingSeverity.INFO:
            tally[f"overdue_{WORDS[severity]}"] = row["n_late"]
            tally["opened"] += row["n_today"]
        if severity in SERIOUS:
            tally["oldest_opened_at"] = min(filter(None, (tally["oldest_opened_at"], row["oldest"])))


def _add_the_others(found: dict[int, Tally], rows: TenantQuerySet[Finding]) -> None:
    """Resting ones, and weaknesses that were closed today; a first report opens all that it shows."""
    weak, fresh = Q(severity__gt=FindingSeverity.INFO), Q(opened_at__gte=_midnight())
    resting = rows.filter(state__in=RESTING).order_by("organisation_id").values("organisation_id")
    for row in resting.annotate(n=Count("region"), n_today=Count("region", filter=weak & fresh)):
        found[row["organisation_id"]]["resting"] = row["n"]
        found[row["organisation_id"]]["opened"] += row["n_today"]
    closed = rows.filter(weak, state=FindingState.CLOSED, closed_at__gte=_midnight())
    for row in (
        closed.order_by("organisation_id")
        .values("organisation_id")
        .annotate(n=Count("region"), n_today=Count("region", filter=fresh))
    ):
        found[row["organisation_id"]]["closed"] = row["n"]
        found[row["organisation_id"]]["opened"] += row["n_today"]


def _add_exposed(found: dict[int, Tally]) -> None:
    weak = Finding.objects.within(SYSTEM).filter(
        asset_id=OuterRef("pk"), is_open=True, severity__gt=FindingSeverity.INFO
    )
    assets = Asset.objects.within(SYSTEM).filter(Exists(weak), organisation_id__in=found, exposure=Exposure.INTERNET)
    for row in assets.order_by("organisation_id").values("organisation_id").annotate(n=Count("region")):
        found[row["organisation_id"]]["exposed"] = row["n"]


def _add_reports(found: dict[int, Tally]) -> None:
    """The day of the latest report, and the directory's level as the latest report that tells one gave it."""
    applied = ReportImport.objects.within(SYSTEM).filter(organisation_id__in=found, state=ImportState.APPLIED)
    for row in applied.order_by("organisation_id").values("organisation_id").annotate(last=Max("made_at")):
        found[row["organisation_id"]]["last_report_at"] = row["last"]
    levels = applied.filter(level__isnull=False).order_by("made_at", "pk")
    for place, level in levels.values_list("organisation_id", "level"):
        found[place]["level"] = level
