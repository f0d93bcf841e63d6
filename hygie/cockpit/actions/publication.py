"""Publishes the national tables of a quarter, once. The only owner of `PublishedTable`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Min

from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.territory.models import Organisation
from hygie.territory.queries import nation, regions_in_sight

from ..enums import CategoryGroup, Dimension, TableKind, group_of
from ..models import DaySum, PublishedTable
from ..rules import Beside, Counts, Hides, Publication, Table, nearly_same, suppress
from ..rules.quarters import Quarter, finished
from ..rules.tables import NONE, Measure, Position

SYSTEM = Scope.system()
GROUPS = list(CategoryGroup)
MEASURES = {TableKind.BOUND: Measure.BOUND, TableKind.COMPLETE: Measure.COMPLETE}


class NotYet(ValueError):
    """The quarter cannot be published: it is not over, or a later one was published before it."""


def publish_due() -> int:
    """Every finished quarter of which a day was recorded and nothing is published yet. Returns how many tables."""
    with aside(SYSTEM):
        first = DaySum.objects.within(SYSTEM).aggregate(first=Min("day"))["first"]
        last = PublishedTable.objects.within(SYSTEM).order_by("-quarter").values_list("quarter", flat=True).first()
    if first is None:
        return 0
    due = [quarter for quarter in finished(first, today()) if last is None or quarter.first > last]
    return sum(publish_quarter(quarter) for quarter in due)


def publish_quarter(quarter: Quarter) -> int:
    """Freeze the tables of a quarter; one that is published already stays as it is. Returns how many were written.

    Designations are secret: the programmes that tell of them are in no table.
    """
    if quarter.last >= today():
        raise NotYet(f"{quarter.code} is not over")
    with aside(SYSTEM):
        published = PublishedTable.objects.within(SYSTEM)
        if published.filter(quarter__gt=quarter.first).exists():
            raise NotYet(f"a quarter after {quarter.code} is published: what it hides could be found from this one")
        if published.filter(quarter=quarter.first).exists():
            return 0
        made = _tables(quarter)
        with transaction.atomic():
            PublishedTable.objects.bulk_create(made)
    return len(made)


def _tables(quarter: Quarter) -> list[PublishedTable]:
    """Programme by programme: each is protected beside its own last quarter, and beside those alike."""
    regions, counted = _regions(quarter), _counted(quarter.last)
    programmes = [one.code for one in load_catalogue().programmes if not one.sensitive]
    before = {code: found for code in programmes if (found := _before(quarter, code, regions))}
    alike, made = list(before.values()), list[PublishedTable]()
    for code in programmes:
        if code not in counted:
            continue
        table = _table(regions, counted[code])
        besides = [Beside(before[code])] if code in before else []
        besides += [Beside(one, bound_only=True) for one in alike if nearly_same(table, one.table)]
        protected = suppress(table, besides)
        made += _rows(quarter, code, regions, protected)
        alike += [protected] if protected else []
    return made


Counted = Mapping[int, Mapping[CategoryGroup, Counts]]


def _counted(day: date) -> Mapping[str, Counted]:
    """By programme, region and group: what stood at the end of the day. Who has no category is among the others."""
    rows = DaySum.objects.within(SYSTEM).filter(day=day, dimension__in=[Dimension.ALL, Dimension.CATEGORY])
    found: dict[str, dict[int, dict[CategoryGroup, Counts]]] = {}
    for row in rows.order_by("pk"):
        line = found.setdefault(row.programme, {}).setdefault(row.region_id, dict.fromkeys(GROUPS, NONE))
        counts = Counts(row.places, row.complete)
        if row.dimension == Dimension.ALL:
            line[CategoryGroup.OTHER] += counts
        else:
            line[CategoryGroup.OTHER] += Counts(-counts.bound, -counts.complete)
            line[group_of(row.key)] += counts
    return found


def _regions(quarter: Quarter) -> list[Organisation]:
    """The lines: every region that was on the platform by the end of the quarter."""
    sums = DaySum.objects.within(SYSTEM).filter(day__lte=quarter.last).order_by()
    there = set(sums.values_list("region_id", flat=True).distinct())
    return [region for region in regions_in_sight(Context.system("national tables")) if region.pk in there]


def _table(regions: Sequence[Organisation], counted: Counted) -> Table:
    return Table([[counted.get(region.pk, {}).get(group, NONE) for group in GROUPS] for region in regions])


def _rows(
    quarter: Quarter, programme: str, regions: Sequence[Organisation], protected: Publication | None
) -> list[PublishedTable]:
    country, moment = nation(), now()
    return [
        PublishedTable(
            organisation=country,
            region_id=country.region_pk,
            quarter=quarter.first,
            programme=programme,
            kind=kind,
            withheld=protected is None,
            columns=[group.value for group in GROUPS],
            regions=[[region.code, region.name] for region in regions],
            figures=[] if protected is None else _figures(protected, MEASURES[kind]),
            published_at=moment,
        )
        for kind in TableKind
    ]


def _figures(protected: Publication, measure: Measure) -> list[list[int | None]]:
    table = protected.table
    return [
        [
            None if protected.hides(((row, column), measure)) else table.value(((row, column), measure))
            for column in range(table.columns + 1)
        ]
        for row in range(table.rows + 1)
    ]


def _before(quarter: Quarter, programme: str, regions: Sequence[Organisation]) -> Publication | None:
    """The last tables of the programme that were published, with what they hid: on the lines of today."""
    earlier = PublishedTable.objects.within(SYSTEM).filter(
        programme=programme, quarter__lt=quarter.first, withheld=False
    )
    rows = {row.kind: row for row in earlier.order_by("-quarter", "kind")[: len(TableKind)]}
    if not rows:
        return None
    bound, complete = rows[TableKind.BOUND], rows[TableKind.COMPLETE]
    counted = _counted(Quarter.of(bound.quarter).last).get(programme, {})
    lines = {code: number for number, (code, _name) in enumerate(bound.regions)}
    places = {number: lines.get(region.code) for number, region in enumerate(regions)} | {
        len(regions): len(bound.regions)
    }
    hidden: dict[Position, Hides] = {}
    for row, line in places.items():
        for column in range(len(GROUPS) + 1):
            if line is not None and complete.figures[line][column] is None:
                hidden[row, column] = Hides.ALL if bound.figures[line][column] is None else Hides.COMPLETE
    return Publication(_table(regions, counted), hidden)
