"""Plays the curious reader: what can be found again of the hidden counts of a published table. Pure.

Each hidden figure is bounded, from below and from above, by a linear programme over everything that was published: the
feasibility interval of statistical disclosure control (docs/adr/0008). A figure is exposed when its interval is
narrower than five.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from .tables import SMALLEST, Beside, Figure, Measure, Position, Publication, Table, guessed, sensitive

Numbers = NDArray[np.float64]
ROUNDING = 1e-6


@dataclass(frozen=True)
class Exposure:
    """A hidden figure, and between which values a reader knows it to lie."""

    figure: Figure
    low: float
    high: float


def exposed(now: Publication, besides: Sequence[Beside] = ()) -> list[Exposure]:
    """The hidden figures that a reader finds to within less than five.

    Alone: from the table itself. With tables `besides` (the quarter before or after, other programmes): by whoever puts
    their figures back for those that are hidden now, and knows how far each is off at most. Looked for are then the
    figures that they hide too, and the small ones; what they show of a figure is public, and not held against it.
    """
    hidden = [figure for figure in now.figures if now.hides(figure)]
    if not besides:
        return list(_exposed(now, hidden, ()))
    found = {figure: guess for figure in hidden if (guess := guessed(now.table, besides, figure))}
    guesses = [(figure, value, off) for figure, (value, off) in found.items()]
    if not guesses:
        return []
    small = [figure for figure in hidden if sensitive(now.table.counts[figure[0]]).hides(figure[1])]
    theirs = [figure for figure in hidden if any(one.hides(figure) for one in besides)]
    secret = [figure for figure in dict.fromkeys([*small, *theirs]) if figure not in found]
    exposures = list(_exposed(now, secret, guesses))
    for figure in small:
        if figure in found:
            others = [guess for guess in guesses if not now.table.nested(guess[0][0], figure[0])]
            exposures += _exposed(now, [figure], others) if others else ()
    return exposures


Guess = tuple[Figure, int, int]


def _exposed(now: Publication, figures: Collection[Figure], guesses: Collection[Guess]) -> Iterator[Exposure]:
    known = _Known.of(now, guesses)
    for figure in figures:
        low, high = known.interval(figure)
        if high - low < SMALLEST - ROUNDING:
            yield Exposure(figure, low, high)


@dataclass
class _Known:
    """Everything that a reader knows, as linear constraints on the inner cells: complete, then lacking."""

    table: Table
    equal: tuple[Numbers, Numbers]
    within: tuple[Numbers, Numbers]
    #: points that agree with all of it; the truth is one
    points: list[Numbers] = field(default_factory=list)

    @classmethod
    def of(cls, now: Publication, guesses: Collection[Guess]) -> _Known:
        table = now.table
        shown = [figure for figure in now.figures if not now.hides(figure)]
        equal = _rows(table, shown), np.array([table.value(figure) for figure in shown], dtype=float)
        sums = _rows(table, [figure for figure, _value, _off in guesses])
        highest = np.array([value + off for _figure, value, off in guesses], dtype=float)
        lowest = np.array([value - off for _figure, value, off in guesses], dtype=float)
        within = np.vstack([sums, -sums]), np.concatenate([highest, -lowest])
        truth = np.array([table.counts[cell].of(measure) for cell, measure in _unknowns(table)], dtype=float)
        return cls(table, equal, within, [truth])

    def interval(self, figure: Figure) -> tuple[float, float]:
        """Where the figure lies; no wider than needed to know that it is hidden well enough."""
        row = _rows(self.table, [figure])[0]
        for way in (1.0, -1.0):
            values = [float(row @ point) for point in self.points]
            if max(values) - min(values) >= SMALLEST:
                break
            self._push(way * row)
        values = [float(row @ point) for point in self.points]
        return min(values), max(values)

    def _push(self, cost: Numbers) -> None:
        """Add a point as far as the constraints allow; an unbounded way is cut far beyond any count."""
        top = 1000.0 + 10 * float(self.points[0].sum())
        found = linprog(
            cost,
            A_ub=self.within[0] if len(self.within[1]) else None,
            b_ub=self.within[1] if len(self.within[1]) else None,
            A_eq=self.equal[0] if len(self.equal[1]) else None,
            b_eq=self.equal[1] if len(self.equal[1]) else None,
            bounds=(0, top),
            method="highs",
        )
        if not found.success:
            raise ArithmeticError(f"the audit of a table did not end: {found.message}")
        self.points.append(np.asarray(found.x, dtype=float))


def _unknowns(table: Table) -> Iterator[tuple[Position, Measure]]:
    inner = [(r, k) for r in range(table.rows) for k in range(table.columns)]
    return ((cell, measure) for measure in (Measure.COMPLETE, Measure.LACKING) for cell in inner)


def _rows(table: Table, figures: Iterable[Figure]) -> Numbers:
    """Each figure as a sum of unknowns."""
    half = table.rows * table.columns
    figures = list(figures)
    found = np.zeros((len(figures), 2 * half))
    for number, (position, measure) in enumerate(figures):
        for r, k in table.span(position):
            cell = r * table.columns + k
            if measure is not Measure.LACKING:
                found[number, cell] = 1
            if measure is not Measure.COMPLETE:
                found[number, half + cell] = 1
    return found
