"""A past for the counts of the demonstration: twelve invented months that lead to what the findings are today."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope

from ..actions.counts import write_past
from ..models import FindingDay
from ..queries.counting import COUNTED
from ..queries.overview import first_counts

SYSTEM = Scope.system()
YEAR, ONE_DAY = timedelta(days=365), timedelta(days=1)
#: establishments did not all begin a year ago
YOUNGEST, SPREAD = 300, 65
WORSE_AT_FIRST = {"open_critical": 2.1, "open_high": 1.8, "open_medium": 1.3, "open_low": 1.1}


def load(say: Callable[[str], None]) -> None:
    """Days before the first one that was really counted; where nothing was found, nothing."""
    with aside(SYSTEM):
        firsts = first_counts()
        days = [day for rank, first in enumerate(firsts) for day in _past_of(first, rank)]
        write_past(days)
    say(f"Findings: {len(days)} days of counts at {len(firsts)} establishments")


def _past_of(first: FindingDay, rank: int) -> Iterator[FindingDay]:
    began = today() - timedelta(days=YOUNGEST + rank * 37 % SPREAD)
    length = (first.day - began).days
    for number in range(length):
        yield _invented(first, began + number * ONE_DAY, (length - number) / YEAR.days, rank)


def _invented(first: FindingDay, day: date, years_before: float, rank: int) -> FindingDay:
    """Worse the earlier it is, with a slow wave of its own at each establishment; the same at each run."""
    wave = 1 + 0.12 * math.sin(day.toordinal() / 17 + rank)
    counts = {name: getattr(first, name) or 0 for name in COUNTED}
    for name, value in counts.items():
        factor = 1 + (WORSE_AT_FIRST.get(name, 1.4) - 1) * years_before * 1.2
        counts[name] = round(value * factor * wave) if years_before > 0.03 else value
    for word in ("critical", "high", "medium", "low"):
        counts[f"overdue_{word}"] = min(counts[f"overdue_{word}"], counts[f"open_{word}"])
    level = first.level
    if level is not None:
        counts["level"] = max(1, level - (1 if years_before > 0.35 and rank % 3 else 0))
    else:
        del counts["level"]
    return FindingDay(
        organisation_id=first.organisation_id,
        region_id=first.region_id,
        day=day,
        opened=1 if (day.toordinal() + rank) % 30 == 0 else 0,
        closed=1 if (day.toordinal() + rank) % 9 == 0 else 0,
        **counts,
    )
