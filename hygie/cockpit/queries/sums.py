"""The region's sums on a day, and over months: read from the recorded days, or now for today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Count, F, Max, Min, Q, Sum

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.obligations.models import ProgrammeSummary
from hygie.obligations.queries.departments import NAMES
from hygie.obligations.queries.visible import codes_of, programmes_for
from hygie.territory.enums import OrganisationKind, Size
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Organisation
from hygie.territory.queries.groups import narrowed

from ..days import end_of
from ..enums import Dimension
from ..models import DaySum
from ..rules import Interval, wilson

SYSTEM = Scope.system()
TEN_DAYS = timedelta(days=10)
SUMMED = ("places", "complete", "judged", "met", "verified", "overdue", "missing")


@dataclass(frozen=True)
class Total:
    """One group of one programme on one day; see `DaySum`."""

    places: int
    complete: int
    judged: int
    met: int
    verified: int
    overdue: int
    missing: int

    @property
    def share(self) -> float | None:
        """Requirements met, of those judged; None when none is."""
        return self.met / self.judged if self.judged else None

    @property
    def complete_share(self) -> float:
        return self.complete / self.places

    @property
    def interval(self) -> Interval:
        """Of the share of establishments that meet the whole programme."""
        return wilson(self.complete, self.places)


def first_day(context: Context) -> date | None:
    """The first day that was recorded for the reader's region. One query."""
    with aside(SYSTEM):
        found: date | None = _rows(context, Dimension.ALL).aggregate(first=Min("day"))["first"]
    return found


def totals_on(context: Context, day: date, group: GroupRule | None = None) -> Mapping[str, Total]:
    """By programme, as recorded on a finished day; as it stands now for today. Four queries at most.

    Of a group, from the intervals that stood at the end of the day: who is in it is asked today.
    """
    if group is not None:
        return _summed(narrowed(context, _standing(context, day), group))
    if day >= today():
        return _now(context)
    with aside(SYSTEM):
        return _recorded(context, day)


def _recorded(context: Context, day: date) -> dict[str, Total]:
    rows = _mine(context).filter(day=day).order_by("programme").values("programme")
    found = rows.annotate(**{f"n_{name}": Sum(name) for name in SUMMED})
    return {row["programme"]: _total(cast(Mapping[str, Any], row)) for row in found}


def _total(row: Mapping[str, Any]) -> Total:
    return Total(**{name: row[f"n_{name}"] for name in SUMMED})


def _now(context: Context) -> Mapping[str, Total]:
    """As it stands now: a whole region from its last recorded day and what changed since, else counted anew.

    Summaries are intervals that none rewrites: those opened since the end of that day are added, those closed since are
    taken away, and what was both opened and closed since cancels out.
    An establishment that the national register moved to another region counts there from the next day on.
    """
    last = _last_day(context) if context.scope.regions and not context.scope.holders else None
    if last is None:
        return _summed(_open(context))
    with aside(SYSTEM):
        sums = {code: dict(vars(total)) for code, total in _recorded(context, last).items()}
    began = end_of(last)
    _shift(sums, _summed(_seen(context).filter(since__gte=began)), 1)
    _shift(sums, _summed(_seen(context).filter(until__gte=began)), -1)
    return {code: Total(**found) for code, found in sums.items() if found["places"] > 0}


def _shift(sums: dict[str, dict[str, int]], moved: Mapping[str, Total], sign: int) -> None:
    for code, total in moved.items():
        found = sums.setdefault(code, dict.fromkeys(SUMMED, 0))
        for name in SUMMED:
            found[name] += sign * getattr(total, name)


def _seen(context: Context) -> TenantQuerySet[ProgrammeSummary]:
    return ProgrammeSummary.objects.within(context.scope).filter(programme__in=codes_of(programmes_for(context)))


def _standing(context: Context, day: date) -> TenantQuerySet[ProgrammeSummary]:
    if day >= today():
        return _open(context)
    moment = end_of(day)
    return _seen(context).filter(Q(until__isnull=True) | Q(until__gte=moment), since__lt=moment)


def _open(context: Context) -> TenantQuerySet[ProgrammeSummary]:
    return _seen(context).filter(until__isnull=True)


def _last_day(context: Context) -> date | None:
    """The last day that was recorded for every region of the reader; None when one of them has none. One query."""
    with aside(SYSTEM):
        rows = _rows(context, Dimension.ALL).filter(day__lt=today(), day__gte=today() - TEN_DAYS)
        last = dict(rows.order_by("region_id").values_list("region_id").annotate(last=Max("day")))
    return min(last.values()) if set(last) == set(context.scope.regions) else None


def _summed(rows: TenantQuerySet[ProgrammeSummary]) -> dict[str, Total]:
    judged = F("applicable") - F("waived")
    sums = {name: Sum(name) for name in ("met", "verified", "overdue", "missing")}
    found = (
        rows.order_by("programme")
        .values("programme")
        .annotate(
            n_places=Count("pk"),
            n_complete=Count("pk", filter=Q(met=judged)),
            n_judged=Sum(judged),
            **{f"n_{name}": total for name, total in sums.items()},
        )
    )
    return {row["programme"]: _total(cast(Mapping[str, Any], row)) for row in found}


def shares_over(context: Context, days: Collection[date]) -> Mapping[str, list[float | None]]:
    """By programme, the share of requirements met on each of these days, in their order. One query, or two."""
    rows = _mine(context).filter(day__in=days).order_by("programme", "day").values("programme", "day")
    with aside(SYSTEM):
        sums = list(rows.annotate(n_met=Sum("met"), n_judged=Sum("judged")))
    found: dict[str, dict[date, float]] = {}
    for row in sums:
        if row["n_judged"]:
            found.setdefault(row["programme"], {})[row["day"]] = row["n_met"] / row["n_judged"]
    return {programme: [shares.get(day) for day in days] for programme, shares in found.items()}


@dataclass(frozen=True)
class GroupLine:
    """One group of a dimension. `name` in the reader's language; `differs`: told apart from the region with 95 %."""

    key: str
    name: str
    total: Total
    differs: bool


def groups_on(context: Context, dimension: Dimension, programme: str, day: date) -> list[GroupLine]:
    """The groups of one dimension on a recorded day, the most complete first. Three queries at most.

    Ranks would say more than small numbers know: each line carries its interval, and whether the region's own share
    lies outside of it.
    """
    with aside(SYSTEM):
        rows = list(_rows(context, dimension).filter(day=day, programme=programme).order_by("key"))
        whole = _rows(context, Dimension.ALL).filter(day=day, programme=programme).order_by("pk").first()
    if not rows or whole is None:
        return []
    names, overall = _names(context, dimension, [row.key for row in rows]), whole.complete / whole.places
    lines = [
        GroupLine(row.key, names.get(row.key, row.key), total, not total.interval.holds(overall))
        for row in rows
        if (total := Total(**{name: getattr(row, name) for name in SUMMED})).places
    ]
    return sorted(lines, key=lambda line: (-line.total.complete_share, -(line.total.share or 0), line.name))


def _names(context: Context, dimension: Dimension, keys: Sequence[str]) -> Mapping[str, str]:
    if dimension is Dimension.SIZE:
        return {size.value: str(size.label) for size in Size}
    places = Organisation.objects.within(context.scope)
    if dimension is Dimension.CATEGORY:
        found = places.filter(category__in=keys).exclude(category_label="").order_by("category")
        return dict(found.values_list("category", "category_label").distinct())
    if dimension is Dimension.GHT:
        ghts = places.filter(uid__in=keys).order_by("pk")
        return {str(uid): short or name for uid, name, short in ghts.values_list("uid", "name", "short_name")}
    return {key: f"{key} {NAMES.get(key, '')}".rstrip() for key in keys}


def whole_region(context: Context) -> bool:
    """Whether the reader follows whole regions, rather than some of their departments."""
    return bool(context.scope.regions) or context.scope.everything


def _mine(context: Context) -> TenantQuerySet[DaySum]:
    """The rows that add up to what the reader follows: the region whole, or their departments."""
    rows = _rows(context, Dimension.ALL if whole_region(context) else Dimension.DEPARTMENT)
    rows = rows.filter(programme__in=codes_of(programmes_for(context)))
    return rows if whole_region(context) else rows.filter(key__in=_own_departments(context))


def _rows(context: Context, dimension: Dimension) -> TenantQuerySet[DaySum]:
    """Of the reader's regions. Read in the system's scope: a department's office does not reach its region's rows."""
    rows = DaySum.objects.within(SYSTEM).filter(dimension=dimension)
    if context.scope.everything:
        return rows
    if context.scope.regions:
        return rows.filter(region_id__in=context.scope.regions)
    offices = Organisation.objects.within(SYSTEM).filter(pk__in=context.scope.holders)
    return rows.filter(region_id__in=offices.values("region_id"))


def _own_departments(context: Context) -> list[str]:
    """The codes of the departments whose offices the reader sits at. One query."""
    rows = Organisation.objects.within(SYSTEM).filter(pk__in=context.scope.holders, kind=OrganisationKind.DELEGATION)
    return list(rows.order_by("pk").values_list("department", flat=True))
