"""The national tables as they were published: nothing else is read for the nation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hygie.core.actions import Context
from hygie.obligations.queries.visible import codes_of, programmes_for

from ..enums import TableKind
from ..models import PublishedTable
from ..rules.quarters import Quarter

Figure = int | None


@dataclass(frozen=True)
class NationalTable:
    """One table: a line for each region, the whole country last; the total of each line last. None is hidden."""

    kind: TableKind
    columns: Sequence[str]
    lines: Sequence[tuple[str, Sequence[Figure]]]
    total: Sequence[Figure]
    published_at: datetime
    withheld: bool

    @property
    def everything(self) -> Iterator[tuple[str, Sequence[Figure]]]:
        """The lines, then the country's without a name; nothing of a table that is withheld."""
        yield from self.lines
        if not self.withheld:
            yield "", self.total


def published_quarters(context: Context) -> list[tuple[Quarter, str]]:
    """The quarters and programmes of which there are tables, the latest first. One query."""
    rows = PublishedTable.objects.within(context.scope).filter(
        kind=TableKind.BOUND, programme__in=codes_of(programmes_for(context))
    )
    found = rows.order_by("-quarter", "programme").values_list("quarter", "programme")
    return [(Quarter.of(first), programme) for first, programme in found]


def tables_of(context: Context, quarter: Quarter, programme: str) -> list[NationalTable]:
    """Both tables of a programme in a quarter, as they were published. One query."""
    rows = PublishedTable.objects.within(context.scope).filter(quarter=quarter.first, programme=programme)
    return [
        NationalTable(
            TableKind(row.kind),
            row.columns,
            [(name, row.figures[number]) for number, (_code, name) in enumerate(row.regions)] if row.figures else [],
            row.figures[-1] if row.figures else [],
            row.published_at,
            row.withheld,
        )
        for row in rows.order_by("kind")
    ]
