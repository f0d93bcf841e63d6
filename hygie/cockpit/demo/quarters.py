"""Invented sums of other regions at the ends of quarters, so that a demonstration has national tables to show."""

from __future__ import annotations

import random

from django.db.models import Min

from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..enums import Dimension
from ..models import DaySum
from ..rules.quarters import Quarter, finished

SYSTEM = Scope.system()
SEED = 8135
#: INSEE codes of regions, and how large each is beside the others
REGIONS = {"32": 1.2, "44": 1.1, "53": 0.7, "28": 0.6, "94": 0.12}
CATEGORIES = {"101": 8, "355": 60, "128": 70, "292": 25, "362": 45, "500": 40}
UNKNOWN = {"judged": 0, "met": 0, "verified": 0, "overdue": 0, "missing": 0}


def invent_quarters() -> None:
    """Each region grows more complete from quarter to quarter, in the programmes that the demonstrated one has."""
    with aside(SYSTEM):
        kept = DaySum.objects.within(SYSTEM)
        first = kept.aggregate(first=Min("day"))["first"]
        regions = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.REGION, code__in=REGIONS)
        quarters = list(finished(first, today())) if first else []
        for region in regions.order_by("code"):
            for age, quarter in enumerate(quarters):
                known = kept.filter(day=quarter.last, dimension=Dimension.ALL).order_by("programme")
                programmes = sorted(set(known.values_list("programme", flat=True)))
                rows = [row for programme in programmes for row in _sums(region, quarter, programme, age)]
                DaySum.objects.bulk_create(rows)


def _sums(region: Organisation, quarter: Quarter, programme: str, age: int) -> list[DaySum]:
    counts = {
        key: _count(_drawn(region, programme, key), size * REGIONS[region.code], age)
        for key, size in CATEGORIES.items()
    }
    facts = {"organisation": region, "region": region, "day": quarter.last, "programme": programme, **UNKNOWN}
    places, complete = (sum(count[part] for count in counts.values()) for part in (0, 1))
    whole = DaySum(dimension=Dimension.ALL, key="", places=places, complete=complete, **facts)
    parts = [
        DaySum(dimension=Dimension.CATEGORY, key=key, places=places, complete=complete, **facts)
        for key, (places, complete) in counts.items()
    ]
    return [whole, *parts]


def _drawn(region: Organisation, programme: str, key: str) -> random.Random:
    return random.Random(f"{SEED}{region.code}{programme}{key}")


def _count(drawn: random.Random, size: float, age: int) -> tuple[int, int]:
    """Bound and complete: the same establishments from quarter to quarter, more and more of them complete."""
    places = round(size * drawn.uniform(0.7, 1.3))
    share = min(0.9, drawn.uniform(0.0, 0.15) + age * drawn.uniform(0.03, 0.1))
    return places, round(places * share)
