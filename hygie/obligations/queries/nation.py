"""What the nation sees: counts, one line for each region, no count under five (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from hygie.core.actions import Context
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..models import ProgrammeSummary
from ..requirements import Programme
from .visible import codes_of, programmes_for

SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """Establishments bound by a programme, and those that meet the whole of it; None is a hidden count.

    A count is hidden when it, or what it leaves of the total, is under five: a subtraction tells nothing either.
    """

    bound: int | None
    complete: int | None

    @classmethod
    def of(cls, bound: int, complete: int) -> Cell:
        if bound < SMALLEST:
            return cls(None, None)
        shown = complete >= SMALLEST and bound - complete >= SMALLEST
        return cls(bound, complete if shown else None)


@dataclass(frozen=True, slots=True)
class RegionLine:
    name: str
    cells: Sequence[Cell]


def national_table(context: Context) -> tuple[tuple[Programme, ...], list[RegionLine]]:
    """The programmes in columns, the regions in lines, always all of them. Two queries."""
    programmes = programmes_for(context)
    counts = _counts(context, programmes)
    regions = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.REGION).order_by("name", "pk")
    lines = [
        RegionLine(name, [Cell.of(*counts.get((pk, programme.code), (0, 0))) for programme in programmes])
        for pk, name in regions.values_list("pk", "name")
    ]
    return programmes, lines


def _counts(context: Context, programmes: Sequence[Programme]) -> Mapping[tuple[int, str], tuple[int, int]]:
    rows = ProgrammeSummary.objects.within(context.scope).filter(
        programme__in=codes_of(programmes), until__isnull=True, applicable__gt=0
    )
    grouped = rows.order_by("region_id", "programme").values("region_id", "programme")
    sums = grouped.annotate(bound=Count("pk"), complete=Count("pk", filter=Q(met=F("applicable") - F("waived"))))
    return {(row["region_id"], row["programme"]): (row["bound"], row["complete"]) for row in sums}
