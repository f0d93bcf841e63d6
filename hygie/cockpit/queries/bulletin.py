"""What one week's bulletin says, from what was recorded at both ends of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.models import SignedHeads
from hygie.obligations.queries.region import Change, changes
from hygie.obligations.queries.visible import programmes_for
from hygie.obligations.requirements import Programme
from hygie.territory.models import Organisation
from hygie.web.indicators import Count, Indicator, indicators

from ..days import ONE_DAY, end_of
from ..models import BulletinReader, IndicatorDay
from .home import counts_on
from .sums import Total, totals_on, whole_region

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """From a Monday to a Sunday."""

    monday: date

    @classmethod
    def last(cls) -> Week:
        """The last one that is over."""
        return cls(today() - timedelta(days=today().weekday()) - WEEK)

    @property
    def sunday(self) -> date:
        return self.monday + WEEK - ONE_DAY

    @property
    def before(self) -> date:
        """The Sunday before: what the week is compared with."""
        return self.monday - ONE_DAY


@dataclass(frozen=True)
class BulletinLine:
    """One programme at the end of the week, and at the end of the one before."""

    programme: Programme
    now: Total
    before: Total | None


@dataclass(frozen=True)
class Bulletin:
    """Lines by programme; indicators that count, with what they counted a week before; what moved, named."""

    week: Week
    lines: Sequence[BulletinLine]
    counts: Sequence[tuple[Indicator, Count, Count | None]]
    progress: Sequence[Change]
    setbacks: Sequence[Change]
    signed: SignedHeads | None

    @property
    def overdue(self) -> int:
        return sum(line.now.overdue for line in self.lines)

    @property
    def overdue_before(self) -> int | None:
        before = [line.before.overdue for line in self.lines if line.before]
        return sum(before) if before else None


def bulletin_of(context: Context, week: Week) -> Bulletin:
    """Everything that the bulletin says. Seven queries at most."""
    now, before = totals_on(context, week.sunday), totals_on(context, week.before)
    moved = changes(context, end_of(week.before), end_of(week.sunday))
    return Bulletin(
        week,
        [BulletinLine(one, now[one.code], before.get(one.code)) for one in programmes_for(context) if one.code in now],
        _counts(context, week),
        [change for change in moved if change.is_progress],
        [change for change in moved if change.is_setback],
        SignedHeads.objects.filter(day__lte=week.sunday + ONE_DAY).order_by("-day").first(),
    )


def _counts(context: Context, week: Week) -> list[tuple[Indicator, Count, Count | None]]:
    """Those of the whole region only: a department's are not kept day by day."""
    if not whole_region(context):
        return []
    rows = IndicatorDay.objects.within(context.scope)
    now, before = counts_on(rows, week.sunday), counts_on(rows, week.before)
    return [(one, now[one.code], before.get(one.code)) for one in indicators if one.code in now]


def reads_bulletin(context: Context, person: Person, place: Organisation) -> bool:
    """Whether somebody asked for the bulletin of the place where they sit. One query."""
    return BulletinReader.objects.within(context.scope).filter(person=person, organisation=place).exists()
