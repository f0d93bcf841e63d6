"""Counts in a two-way table with its totals, and what of it is hidden: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

#: a count from one to four tells of so few that each could be known
SMALLEST = 5

#: row and column; the number after the last one is the total
Position = tuple[int, int]


class Measure(IntEnum):
    """The three linked counts of a position: bound = complete + lacking."""

    BOUND = 0
    COMPLETE = 1
    LACKING = 2


Figure = tuple[Position, Measure]


class Hides(IntEnum):
    """What is hidden at a position. Complete alone would be found from bound less lacking: they are hidden together."""

    NOTHING = 0
    COMPLETE = 1
    ALL = 2

    def hides(self, measure: Measure) -> bool:
        return self is Hides.ALL or (self is Hides.COMPLETE and measure is not Measure.BOUND)


@dataclass(frozen=True, slots=True)
class Counts:
    """Establishments bound by a programme, and those that meet the whole of it."""

    bound: int
    complete: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.bound + other.bound, self.complete + other.complete)

    def of(self, measure: Measure) -> int:
        return (self.bound, self.complete, self.bound - self.complete)[measure]


NONE = Counts(0, 0)


@dataclass(frozen=True)
class Table:
    """The inner cells, row by row; totals are added here."""

    cells: Sequence[Sequence[Counts]]

    @property
    def rows(self) -> int:
        return len(self.cells)

    @property
    def columns(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    @cached_property
    def counts(self) -> Mapping[Position, Counts]:
        """Of every position, totals included."""
        found = {(r, k): cell for r, line in enumerate(self.cells) for k, cell in enumerate(line)}
        for position in list(self.positions):
            if position not in found:
                found[position] = sum((self.cells[r][k] for r, k in self.span(position)), NONE)
        return found

    @property
    def positions(self) -> Iterator[Position]:
        return ((r, k) for r in range(self.rows + 1) for k in range(self.columns + 1))

    def span(self, position: Position) -> Iterator[Position]:
        """The inner cells that a position adds up: itself, a row, a column, or all."""
        row, column = position
        rows = range(self.rows) if row == self.rows else (row,)
        columns = range(self.columns) if column == self.columns else (column,)
        return ((r, k) for r in rows for k in columns)

    def is_total(self, position: Position) -> bool:
        return position[0] == self.rows or position[1] == self.columns

    def nested(self, one: Position, other: Position) -> bool:
        """Whether one of the two is a part of the other, or they are the same."""
        return self._within(one, other) or self._within(other, one)

    def _within(self, part: Position, whole: Position) -> bool:
        return all(b in (a, end) for a, b, end in zip(part, whole, (self.rows, self.columns), strict=True))

    def value(self, figure: Figure) -> int:
        position, measure = figure
        return self.counts[position].of(measure)


@dataclass(frozen=True)
class Publication:
    """A table, and what of it nobody is shown. A position that is not listed hides nothing."""

    table: Table
    hidden: Mapping[Position, Hides] = field(default_factory=dict)

    def hides(self, figure: Figure) -> bool:
        position, measure = figure
        return self.hidden.get(position, Hides.NOTHING).hides(measure)

    @property
    def figures(self) -> Iterator[Figure]:
        return ((position, measure) for position in self.table.positions for measure in Measure)


def is_small(value: int) -> bool:
    return 0 < value < SMALLEST


def sensitive(counts: Counts) -> Hides:
    """What a position must hide by itself: a count under five, and what would give one by subtraction."""
    if is_small(counts.bound):
        return Hides.ALL
    if is_small(counts.complete) or is_small(counts.bound - counts.complete):
        return Hides.COMPLETE
    return Hides.NOTHING


@dataclass(frozen=True)
class Beside:
    """Another published table that tells something of this one: a neighbouring quarter tells of every measure, the
    same quarter of another programme, which binds nearly the same establishments, of the bound ones alone."""

    published: Publication
    bound_only: bool = False

    def tells_of(self, figure: Figure) -> bool:
        return figure[1] is Measure.BOUND or not self.bound_only

    def hides(self, figure: Figure) -> bool:
        return self.tells_of(figure) and self.published.hides(figure)

    def shows(self, figure: Figure) -> bool:
        return self.tells_of(figure) and not self.published.hides(figure)

    def off(self, now: Table, figure: Figure) -> int:
        """How far its figure is from this table's."""
        return abs(now.value(figure) - self.published.table.value(figure))


def guessed(now: Table, besides: Sequence[Beside], figure: Figure) -> tuple[int, int] | None:
    """The nearest value that tables beside show of a figure, and how far off it is; None when they say nothing.

    One that is off by five or more says nothing of it.
    """
    near = [
        (off, one.published.table.value(figure))
        for one in besides
        if one.shows(figure) and (off := one.off(now, figure)) < SMALLEST
    ]
    if not near:
        return None
    off, value = min(near)
    return value, off


def nearly_same(one: Table, other: Table) -> bool:
    """Whether two programmes bind nearly the same establishments: nowhere five more or fewer."""
    return all(abs(cell.bound - other.counts[position].bound) < SMALLEST for position, cell in one.counts.items())
