"""Which days a picture shows, and the ages by which open weaknesses are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

YEAR = timedelta(days=365)


def days_shown(last: date, step: timedelta, span: timedelta = YEAR) -> list[date]:
    """Days `step` apart that end with `last`, oldest first, over `span` at most."""
    count = span // step
    return [last - step * back for back in range(count, -1, -1)]


@dataclass(frozen=True)
class AgeBand:
    """Open since `least` days or more, and less than `under` days (None: without end)."""

    least: int
    under: int | None


AGE_BANDS: Sequence[AgeBand] = (
    AgeBand(0, 31),
    AgeBand(31, 91),
    AgeBand(91, 181),
    AgeBand(181, 366),
    AgeBand(366, None),
)
