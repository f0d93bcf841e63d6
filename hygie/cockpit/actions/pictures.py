"""Records the region's sums at the end of each day. The only owner of `DaySum`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q

from hygie.core.clock import PARIS, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.models import ProgrammeSummary
from hygie.territory.enums import MembershipKind, OrganisationKind, size_of
from hygie.territory.models import Fact, Membership, Organisation
from hygie.territory.queries import running

from ..days import ONE_DAY, end_of
from ..enums import Dimension
from ..models import DaySum

SYSTEM = Scope.system()
AT_ONCE = 500
#: programme, organisation, applicable, waived, met, verified, overdue, missing
Line = tuple[str, int, int, int, int, int, int, int]
COLUMNS = ("programme", "organisation_id", "applicable", "waived", "met", "verified", "overdue", "missing")


@dataclass
class Sums:
    """What one group adds up to."""

    places: int = 0
    complete: int = 0
    judged: int = 0
    met: int = 0
    verified: int = 0
    overdue: int = 0
    missing: int = 0

    def add(self, line: Line) -> None:
        _programme, _place, applicable, waived, met, verified, overdue, missing = line
        judged = applicable - waived
        self.places += 1
        self.complete += met == judged
        self.judged += judged
        self.met += met
        self.verified += verified
        self.overdue += overdue
        self.missing += missing


Keys = dict[int, list[tuple[str, str]]]


@dataclass
class Groups:
    """The groups to which each organisation belongs on one day: (dimension, key) each."""

    of: Keys = field(default_factory=dict)

    def add(self, organisation: int, dimension: Dimension, key: str) -> None:
        if key:
            self.of.setdefault(organisation, []).append((dimension.value, key))


def record_day(region: int, day: date) -> int:
    """Write the sums of a region as they stood at the end of a day; done again, the same. Returns how many rows."""
    with aside(SYSTEM):
        sums = sums_of(region, end_of(day), day)
    rows = [
        DaySum(
            organisation_id=region,
            region_id=region,
            day=day,
            dimension=dimension,
            key=key,
            programme=programme,
            **vars(found),
        )
        for (dimension, key, programme), found in sums.items()
    ]
    with aside(SYSTEM), transaction.atomic():
        DaySum.objects.within(SYSTEM).filter(region_id=region, day=day).delete()
        DaySum.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def sums_of(region: int, moment: datetime, day: date) -> dict[tuple[str, str, str], Sums]:
    """By dimension, key and programme, from the intervals that stood at the moment. Four queries."""
    groups, sums = _groups(region, day), dict[tuple[str, str, str], Sums]()
    stood = Q(since__lt=moment) & (Q(until__isnull=True) | Q(until__gte=moment))
    rows = ProgrammeSummary.objects.within(SYSTEM).filter(stood, region_id=region).order_by("pk")
    for line in rows.values_list(*COLUMNS).iterator(chunk_size=2000):
        programme, place = line[0], line[1]
        for dimension, key in ((Dimension.ALL.value, ""), *groups.of.get(place, ())):
            sums.setdefault((dimension, key, programme), Sums()).add(line)
    return sums


def _groups(region: int, day: date) -> Groups:
    """Departments and categories as they are now, GHTs and sizes as they were on the day."""
    groups = Groups()
    places = Organisation.objects.within(SYSTEM).filter(region_id=region).exclude(kind=OrganisationKind.GHT)
    beds = Fact.objects.within(SYSTEM).filter(running(day), region_id=region, kind="beds").order_by("pk")
    known = dict(beds.values_list("organisation_id", "value"))
    for pk, department, category in places.order_by("pk").values_list("pk", "department", "category"):
        groups.add(pk, Dimension.DEPARTMENT, department)
        groups.add(pk, Dimension.CATEGORY, category)
        groups.add(pk, Dimension.SIZE, size_of(known.get(pk)).value)
    members = Membership.objects.within(SYSTEM).filter(running(day), region_id=region, kind=MembershipKind.GHT)
    for pk, ght in members.order_by("pk").values_list("organisation_id", "group__uid"):
        groups.add(pk, Dimension.GHT, str(ght))
    return groups


def record_missing(tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Every finished day that no row tells yet, from the first judgement on. Returns how many days were written."""
    days = list(_missing())
    for number, (region, day) in enumerate(days, start=1):
        record_day(region, day)
        tell(number, len(days))
    return len(days)


def rebuild(first: date, last: date, say: Callable[[str], None]) -> int:
    """Write these days again, both included, in every region."""
    written = 0
    for region in regions():
        for day in _days(first, min(last, today() - ONE_DAY)):
            written += record_day(region, day)
    say(f"{written} sums written")
    return written


def _missing() -> Iterator[tuple[int, date]]:
    with aside(SYSTEM):
        summaries = ProgrammeSummary.objects.within(SYSTEM).order_by("region_id").values("region_id")
        began = {row["region_id"]: row["first"] for row in summaries.annotate(first=Min("since"))}
        sums = DaySum.objects.within(SYSTEM).order_by("region_id").values("region_id")
        done = {row["region_id"]: row["last"] for row in sums.annotate(last=Max("day"))}
    for region, first in began.items():
        start = done[region] + ONE_DAY if region in done else first.astimezone(PARIS).date()
        for day in _days(start, today() - ONE_DAY):
            yield region, day


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range(max(0, (last - first).days + 1)))


def regions() -> list[int]:
    with aside(SYSTEM):
        rows = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.REGION).order_by("pk")
        return list(rows.values_list("pk", flat=True))
