"""Counts kept beside the findings, so that pages of a region never go through millions of rows.

The only owner of `FindingSummary` and `FindingDay`. They count all that an establishment has, whoever's action changed
it: with the whole sight.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..models import FindingDay, FindingSummary
from ..queries.counting import COUNTED, DATED, MOVED, Tally, concerned, tallies

SYSTEM = Scope.system()
#: establishments counted in one transaction
AT_ONCE = 25
ROWS_AT_ONCE = 500
ONE_DAY = timedelta(days=1)
#: how far back a day that nobody counted is looked for
CARRIED = timedelta(days=400)


def recount(organisation: Organisation) -> FindingSummary:
    """Count an establishment's findings again, now and for today; called within the action that changed them.

    Its summary is held first: of two actions at once, the second counts what the first has changed.
    """
    place = {"organisation_id": organisation.pk, "region_id": organisation.region_pk}
    with aside(SYSTEM), transaction.atomic():
        held = FindingSummary.objects.within(SYSTEM).select_for_update()
        summary, _made = held.get_or_create(organisation=organisation, defaults=place | {"day": today()})
        tally = tallies([organisation.pk])[organisation.pk]
        for name, value in _of_summary(tally).items():
            setattr(summary, name, value)
        summary.save()
        _carry([organisation.pk])
        FindingDay.objects.within(SYSTEM).update_or_create(
            organisation=organisation, day=today(), defaults=place | _of_day(tally)
        )
    return summary


def recount_all(tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Every establishment that ever had a finding, some at a time: what is overdue changes with the day.

    Done again, the same. Returns how many were counted.
    """
    with aside(SYSTEM):
        places = concerned()
    for start in range(0, len(places), AT_ONCE):
        _recount_some(dict(places[start : start + AT_ONCE]))
        tell(min(start + AT_ONCE, len(places)), len(places))
    return len(places)


def write_past(days: Sequence[FindingDay]) -> None:
    """Days that were counted elsewhere: the demonstration's. Those that are here already stay."""
    with aside(SYSTEM), transaction.atomic():
        FindingDay.objects.bulk_create(days, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def _recount_some(regions: Mapping[int, int]) -> None:
    """`regions`: of each establishment, its region."""
    with aside(SYSTEM), transaction.atomic():
        held = FindingSummary.objects.within(SYSTEM).filter(organisation_id__in=regions).order_by("pk")
        list(held.select_for_update().values_list("pk"))
        found = tallies(list(regions))
        keys = {place: {"organisation_id": place, "region_id": region} for place, region in regions.items()}
        FindingSummary.objects.bulk_create(
            [FindingSummary(**keys[place], **_of_summary(tally)) for place, tally in found.items()],
            update_conflicts=True,
            unique_fields=["organisation"],
            update_fields=["region", "day", *COUNTED, *DATED],
        )
        _carry(regions)
        FindingDay.objects.bulk_create(
            [FindingDay(**keys[place], day=today(), **_of_day(tally)) for place, tally in found.items()],
            update_conflicts=True,
            unique_fields=["organisation", "day"],
            update_fields=["region", *COUNTED, *MOVED],
        )


def _of_summary(tally: Tally) -> dict[str, Any]:
    return {name: tally[name] for name in (*COUNTED, *DATED)} | {"day": today()}


def _of_day(tally: Tally) -> dict[str, Any]:
    return {name: tally[name] for name in (*COUNTED, *MOVED)}


def _carry(places: Collection[int]) -> None:
    """Days that nobody counted (no worker that night) stand as the last one did: nothing was changed meanwhile."""
    rows = FindingDay.objects.within(SYSTEM).filter(
        organisation_id__in=places, day__gte=today() - CARRIED, day__lt=today()
    )
    groups = rows.order_by("organisation_id").values("organisation_id").annotate(last=Max("day"))
    behind = [(row["organisation_id"], row["last"]) for row in groups if today() - row["last"] > ONE_DAY]
    if not behind:
        return
    last = Q()
    for place, day in behind:
        last |= Q(organisation_id=place, day=day)
    copies = [_copy(row, day) for row in rows.filter(last).order_by("pk") for day in _days_between(row.day, today())]
    FindingDay.objects.bulk_create(copies, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def _copy(row: FindingDay, day: date) -> FindingDay:
    counts = {name: getattr(row, name) for name in COUNTED}
    return FindingDay(organisation_id=row.organisation_id, region_id=row.region_id, day=day, **counts)


def _days_between(first: date, last: date) -> Iterator[date]:
    """Neither included."""
    return (first + timedelta(days=number) for number in range(1, (last - first).days))
