"""The regional picture: sums in SQL over the summaries, never a walk over establishments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, OuterRef, Q, Subquery, Sum

from hygie.core.actions import Context
from hygie.core.clock import PARIS, now, today
from hygie.core.tenancy import TenantQuerySet

from ..catalogue_reader import load_catalogue
from ..enums import Status
from ..models import ProgrammeSummary, StatusInterval
from ..requirements import Programme, Requirement
from .visible import codes_of, programmes_for

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
CHANGES_READ = 100
#: what enters a rate: everything that binds, less what is waived
JUDGED = F("applicable") - F("waived")


@dataclass(frozen=True, slots=True)
class ProgrammeShare:
    """How much of one programme is met in the scope, of what is judged there (waivers apart); and thirty days ago."""

    programme: Programme
    met: int
    judged: int
    overdue: int
    met_before: int
    judged_before: int

    @property
    def share(self) -> float:
        return self.met / self.judged

    @property
    def change(self) -> float | None:
        """Share gained or lost in thirty days, between -1 and 1; None when nothing was judged then."""
        return self.share - self.met_before / self.judged_before if self.judged_before else None


@dataclass(frozen=True, slots=True)
class Sums:
    """Requirements of one programme over many establishments."""

    met: int
    judged: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Change:
    """One status that changed: where, what, from which to which."""

    organisation_uid: UUID
    organisation: str
    requirement: Requirement
    before: Status
    after: Status
    at: datetime

    @property
    def is_progress(self) -> bool:
        return self.after.satisfies and not self.before.satisfies

    @property
    def is_setback(self) -> bool:
        return self.before.satisfies and not self.after.satisfies and self.after.is_judged


@dataclass(frozen=True, slots=True)
class Attention:
    """An establishment to call first: what is overdue there, the most binding first, and how much."""

    organisation_uid: UUID
    organisation: str
    worst: Sequence[Requirement]
    overdue: int
    missing: int
    met: int
    judged: int


def shares(context: Context) -> list[ProgrammeShare]:
    """One line for each programme that binds somebody in the scope. One query, and one more once a day."""
    today_sums, before = _sums(_summaries(context).filter(until__isnull=True)), _sums_a_month_ago(context)
    lines = [(programme, today_sums.get(programme.code)) for programme in programmes_for(context)]
    return [
        ProgrammeShare(programme, sums.met, sums.judged, sums.overdue, *before.get(programme.code, (0, 0)))
        for programme, sums in lines
        if sums and sums.judged
    ]


def _sums(rows: TenantQuerySet[ProgrammeSummary]) -> dict[str, Sums]:
    grouped = rows.order_by("programme").values("programme")
    return {
        row["programme"]: Sums(row["n_met"], row["n_judged"], row["n_overdue"])
        for row in grouped.annotate(n_met=Sum("met"), n_judged=Sum(JUDGED), n_overdue=Sum("overdue"))
    }


def _sums_a_month_ago(context: Context) -> Mapping[str, tuple[int, int]]:
    """Met and judged by programme, as they stood when the day began thirty days ago.

    What was recorded is never rewritten, so the answer holds all day for everyone with the same sight.
    """
    began = datetime.combine(today(), time.min, PARIS)
    programmes = codes_of(programmes_for(context))
    key = f"obligations.shares:{began.date()}:{hash((context.scope, *programmes))}"
    found: Mapping[str, tuple[int, int]] | None = cache.get(key)
    if found is None:
        then = began - MONTH
        stood = Q(since__lte=then) & (Q(until__isnull=True) | Q(until__gt=then))
        found = {code: (sums.met, sums.judged) for code, sums in _sums(_summaries(context).filter(stood)).items()}
        cache.set(key, found, timeout=86400)
    return found


def changes(context: Context, since: datetime | None = None) -> list[Change]:
    """What changed since (a week ago when not given), newest first; a first judgement is no change. One query."""
    before = StatusInterval.objects.filter(
        organisation_id=OuterRef("organisation_id"), requirement=OuterRef("requirement"), until=OuterRef("since")
    )
    moved = StatusInterval.objects.within(context.scope).filter(
        programme__in=codes_of(programmes_for(context)), since__gte=since or now() - WEEK, until__isnull=True
    )
    columns = ("organisation__uid", "organisation__name", "organisation__short_name", "requirement", "status", "since")
    rows = (
        moved.order_by("-since", "-pk")
        .annotate(before=Subquery(before.order_by("pk").values("status")[:1]))
        .values_list(*columns, "before")
    )
    catalogue = load_catalogue()
    return [
        Change(uid, short or name, requirement, Status(was), Status(status), at)
        for uid, name, short, code, status, at, was in rows[:CHANGES_READ]
        if was and was != status and (requirement := catalogue.get(code))
    ]


def attention(context: Context, limit: int = 6) -> list[Attention]:
    """The establishments with the most overdue, and what is. Two queries."""
    late = _summaries(context).filter(until__isnull=True, overdue__gt=0)
    # Grouped by a value rather than by the column: SQLite would otherwise walk the whole table in the column's order.
    rows = late.annotate(place=F("organisation_id") + 0).values("place")
    sums = rows.annotate(n_overdue=Sum("overdue"), n_missing=Sum("missing"), n_met=Sum("met"), n_judged=Sum(JUDGED))
    found = list(sums.order_by("-n_overdue", "-n_missing", "place")[:limit])
    worst = _worst_of(context, [row["place"] for row in found])
    return [
        Attention(*worst[row["place"]], row["n_overdue"], row["n_missing"], row["n_met"], row["n_judged"])
        for row in found
        if row["place"] in worst
    ]


def _worst_of(context: Context, organisations: Sequence[int]) -> Mapping[int, tuple[UUID, str, list[Requirement]]]:
    """Of each organisation: its id, its name, and what is refused or overdue there, the most binding first."""
    if not organisations:
        return {}
    rows = StatusInterval.objects.within(context.scope).filter(
        organisation_id__in=organisations,
        programme__in=codes_of(programmes_for(context)),
        status__in=[Status.REFUSED, Status.OVERDUE],
        until__isnull=True,
    )
    place = ("organisation_id", "organisation__uid", "organisation__name", "organisation__short_name")
    catalogue, worst = load_catalogue(), dict[int, tuple[UUID, str, list[Requirement]]]()
    for pk, uid, name, short, code in rows.order_by("pk").values_list(*place, "requirement"):
        if requirement := catalogue.get(code):
            worst.setdefault(pk, (uid, short or name, []))[2].append(requirement)
    for _uid, _name, lines in worst.values():
        lines.sort(key=lambda requirement: (requirement.nature.rank, requirement.code))
    return worst


def _summaries(context: Context) -> TenantQuerySet[ProgrammeSummary]:
    return ProgrammeSummary.objects.within(context.scope).filter(programme__in=codes_of(programmes_for(context)))
