"""When a day is over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hygie.core.clock import PARIS

ONE_DAY = timedelta(days=1)


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Paris."""
    return datetime.combine(day + ONE_DAY, time.min, PARIS)
