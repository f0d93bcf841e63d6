"""What the regional home shows beside the sums: who needs help first, and what the other apps count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.group_rule import GroupRule
from hygie.territory.queries.groups import narrowed
from hygie.web.indicators import Count, Indicator, indicators

from ..models import HelpNeed, IndicatorDay
from ..rules import Reason, ReasonKind
from .sums import whole_region

SYSTEM = Scope.system()
MONTH = timedelta(days=30)
FIRST = 6
ORDER = ("-points", "-overdue", "organisation_id")


@dataclass(frozen=True)
class Help:
    """One establishment to help: its place, its points and the reasons that make them."""

    need: HelpNeed

    @property
    def reasons(self) -> list[Reason]:
        return [Reason(ReasonKind(kind), code, count, points) for kind, code, count, points in self.need.reasons]


def first_to_help(context: Context, group: GroupRule | None) -> list[Help]:
    """Those with the most points. One query."""
    return [Help(need) for need in narrowed(context, _needs(context), group).order_by(*ORDER)[:FIRST]]


def all_to_help(context: Context, cursor: str, group: GroupRule | None) -> tuple[Page[HelpNeed], list[Help]]:
    """One page of everybody who needs help. One query."""
    page = paginate(narrowed(context, _needs(context), group), ORDER, cursor)
    return page, [Help(need) for need in page.rows]


def _needs(context: Context) -> TenantQuerySet[HelpNeed]:
    return HelpNeed.objects.within(context.scope).select_related("organisation")


@dataclass(frozen=True)
class IndicatorLine:
    """What an indicator counts, and counted thirty days ago (None: not known)."""

    indicator: Indicator
    now: Count
    before: Count | None


def counted(context: Context) -> tuple[list[IndicatorLine], datetime | None]:
    """Every indicator that counts, and when it did; a department's are counted now, without a past. Two queries."""
    counting = _counting()
    if not whole_region(context):
        return [IndicatorLine(one, count, None) for one, count in _counted_now(context)], None
    rows = IndicatorDay.objects.within(context.scope)
    last = rows.aggregate(day=Max("day"), at=Max("counted_at"))
    if last["day"] is None:
        return [], None
    now, before = counts_on(rows, last["day"]), counts_on(rows, today() - MONTH)
    return [IndicatorLine(one, now[one.code], before.get(one.code)) for one in counting if one.code in now], last["at"]


def counted_on(context: Context, day: date | None) -> tuple[date, list[tuple[Indicator, Count]]]:
    """The day and what every indicator counted on it; without a day, the last that was counted. Two queries at most.

    A department's are counted now, without a past.
    """
    if not whole_region(context):
        on = min(day or today(), today())
        return on, _counted_now(context) if on == today() else []
    rows = IndicatorDay.objects.within(context.scope)
    on = day or rows.aggregate(day=Max("day"))["day"] or today()
    counts = counts_on(rows, on)
    return on, [(one, counts[one.code]) for one in _counting() if one.code in counts]


def _counting() -> list[Indicator]:
    return [one for one in indicators if one.count is not None]


def _counted_now(context: Context) -> list[tuple[Indicator, Count]]:
    live = [(one, one.count(context.scope, None)) for one in indicators if one.count is not None]
    return [(one, count) for one, count in live if count is not None]


def counts_on(rows: TenantQuerySet[IndicatorDay], day: date) -> dict[str, Count]:
    """By indicator, what it counted on a day. One query."""
    found: dict[str, Count] = {}
    for code, value, total in rows.filter(day=day).order_by("pk").values_list("indicator", "value", "total"):
        before = found.get(code, Count(0, 0))
        found[code] = Count(before.value + value, before.total + total)
    return found
