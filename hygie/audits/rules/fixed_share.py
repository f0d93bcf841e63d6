"""The share of critical and high findings fixed on time, quarter after quarter. Plain values, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SERIOUS_FROM = 3  # high


@dataclass(frozen=True)
class Fix:
    """One finding: when it was opened, by when it was to be fixed, when it was closed (None: not yet)."""

    severity: int
    opened_on: date
    due_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Share:
    """`fixed` on time, of those that were due or fixed."""

    due: int
    fixed: int

    @property
    def percent(self) -> float:
        """One decimal; never 100 by rounding alone: one finding late among thousands is still one."""
        exact = 100 * self.fixed / self.due
        return min(round(exact, 1), 99.9) if self.fixed < self.due else 100.0


def share_of(findings: Iterable[Fix], on: date) -> Share | None:
    """As of the end of a day, of what was opened in the twelve months before. None where nothing was due or fixed.

    What is neither late nor closed says nothing yet. Without a date to fix it by, what is closed was fixed on time.
    """
    judged = [found for one in findings if (found := on_time(one, on)) is not None]
    return Share(len(judged), sum(judged)) if judged else None


def on_time(one: Fix, on: date) -> bool | None:
    """Whether it was fixed on time; None: it does not count on that day."""
    if one.severity < SERIOUS_FROM or not a_year_before(on) < one.opened_on <= on:
        return None
    if one.closed_on is not None and one.closed_on <= on:
        return one.due_on is None or one.closed_on <= one.due_on
    return False if one.due_on is not None and one.due_on < on else None


def a_year_before(day: date) -> date:
    """The same day of the year before; the 28th for a 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def quarter_code(day: date) -> str:
    """“2026-Q4”."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def last_day_of_quarter(day: date) -> date:
    month = 3 * ((day.month + 2) // 3)
    return (date(day.year + month // 12, month % 12 + 1, 1)) - ONE_DAY


def last_finished_quarter(today: date) -> date:
    """The last day of the quarter that ended before today."""
    return date(today.year, 3 * ((today.month + 2) // 3) - 2, 1) - ONE_DAY
