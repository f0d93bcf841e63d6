"""Working days in France: a deadline that falls on a day when nobody repairs moves to the next one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
ONE_DAY = timedelta(days=1)
#: Code du travail, art. L. 3133-1: the feasts of a fixed date (month, day), then days after Easter Sunday
FIXED_FEASTS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven of the whole country; what Alsace, Moselle and overseas add is entered as closing days."""
    moving = (easter(year) + timedelta(days=days) for days in AFTER_EASTER)
    return frozenset({*(date(year, month, day) for month, day in FIXED_FEASTS), *moving})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, kept = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    years, left = divmod(rest, 4)
    sunday = (32 + 2 * kept + 2 * years - moon - left) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_working(day: date, closing_days: Collection[date] = ()) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day.year) and day not in closing_days


def next_working_day(day: date, closing_days: Collection[date] = ()) -> date:
    """The day itself, or the first one after it on which people work."""
    while not is_working(day, closing_days):
        day += ONE_DAY
    return day
