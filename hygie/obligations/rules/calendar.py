"""Civil dates: adding months, and the first of several days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

FOREVER = date.max
"""Stands for "no end" where days are compared."""

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month (31 January + 1 month = 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return FOREVER
    month += 1
    return date(year, month, day.day if day.day <= 28 else min(day.day, monthrange(year, month)[1]))


def day_after(day: date) -> date:
    return day if day == FOREVER else day + ONE_DAY


def soonest(*days: date | None) -> date | None:
    """The first of the days that are known."""
    known = [day for day in days if day is not None]
    return min(known) if known else None
