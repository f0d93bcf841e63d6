"""Which counts of a table are not published, so that none under five is found again: pure (docs/adr/0008).

First what must be hidden by itself, and what tables beside hide: the quarter before, programmes that bind the same
establishments. Then, for each figure that the audit still finds, the cheapest rectangle of cells along which counts can
be moved by five with every published sum unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .audit import exposed
from .tables import SMALLEST, Beside, Figure, Hides, Measure, Position, Publication, Table, guessed, sensitive

#: the two figures of a position that move while the third stays, and what must be hidden for it. Signs: +, or against
MOVES: tuple[tuple[Hides, tuple[tuple[Measure, int], ...]], ...] = (
    (Hides.COMPLETE, ((Measure.COMPLETE, 1), (Measure.LACKING, -1))),
    (Hides.ALL, ((Measure.BOUND, 1), (Measure.COMPLETE, 1))),
    (Hides.ALL, ((Measure.BOUND, 1), (Measure.LACKING, 1))),
)
#: what is lost with one cell, one total, the total of all
LOSSES = (1.0, 8.0, 60.0)
FREE = 10**9


def suppress(table: Table, besides: Sequence[Beside] = ()) -> Publication | None:
    """The table with enough of it hidden; None when only keeping the whole table back protects a count.

    What the tables `besides` hide is hidden here too, where it is less than five away: the last quarter that was
    published, and the programmes that bind nearly the same establishments.
    """
    hidden = {
        position: level
        for position, counts in table.counts.items()
        if (level := max(sensitive(counts), _kept(table, besides, position)))
    }
    for _round in range(4 * (table.rows + 1) * (table.columns + 1)):
        tried = Publication(table, hidden)
        found = exposed(tried) or (exposed(tried, besides) if besides else [])
        if not found:
            return tried
        widened = False
        for exposure in found:
            widened = _widen(Publication(table, hidden), besides, exposure.figure, hidden) or widened
        if not widened:
            return None
    return None


def _kept(table: Table, besides: Sequence[Beside], position: Position) -> Hides:
    """What is hidden because a table beside hides it, and it is hardly different."""
    for level, measures in ((Hides.ALL, (Measure.BOUND,)), (Hides.COMPLETE, (Measure.COMPLETE, Measure.LACKING))):
        for figure in ((position, measure) for measure in measures):
            if any(one.hides(figure) and one.off(table, figure) < SMALLEST for one in besides):
                return level
    return Hides.NOTHING


@dataclass(frozen=True)
class _Way:
    """Positions along which a count moves, each with its sign, and the level at which all must be hidden."""

    corners: tuple[tuple[Position, int], ...]
    level: Hides
    move: tuple[tuple[Measure, int], ...]

    def loss(self, now: Publication) -> float:
        lost = 0.0
        for position, _sign in self.corners:
            ends = (position[0] == now.table.rows) + (position[1] == now.table.columns)
            steps = max(0, self.level - now.hidden.get(position, Hides.NOTHING))
            lost += steps * LOSSES[ends] * (1 + min(now.table.counts[position].bound, 999) / 1000)
        return lost

    def width(self, now: Publication, besides: Sequence[Beside], figure: Figure) -> int:
        """By how much the figure can move, both ways together."""
        up = down = FREE
        for position, sign in self.corners:
            for measure, way in self.move:
                rise, fall = _room(now, besides, (position, measure), figure)
                if sign * way < 0:
                    rise, fall = fall, rise
                up, down = min(up, rise), min(down, fall)
        return up + down


def _room(now: Publication, besides: Sequence[Beside], moved: Figure, target: Figure) -> tuple[int, int]:
    """How far a figure can rise and fall before it meets zero, or what is known of it from tables beside."""
    value = now.table.value(moved)
    guess = guessed(now.table, besides, moved)
    if guess is None or (now.table.nested(moved[0], target[0]) and guessed(now.table, besides, target)):
        return FREE, value
    known, off = guess
    return known + off - value, min(value, value - known + off)


def _widen(now: Publication, besides: Sequence[Beside], figure: Figure, hidden: dict[Position, Hides]) -> bool:
    """Hide what lets the figure move by five at the least loss, or as much as can be. False: nothing is left to hide.

    Whatever is found in one go is enough for `figure`: another one, exposed too, may need nothing more.
    """
    best: tuple[tuple[bool, float, float], _Way] | None = None
    for way in _ways(now.table, figure):
        width, loss = way.width(now, besides, figure), way.loss(now)
        if width >= SMALLEST and loss == 0:
            return True
        if loss == 0 or width == 0:
            continue
        rank = (width < SMALLEST, loss / min(width, SMALLEST), loss)
        if best is None or rank < best[0]:
            best = rank, way
    if best is None:
        return False
    for position, _sign in best[1].corners:
        hidden[position] = max(best[1].level, hidden.get(position, Hides.NOTHING))
    return True


def _ways(table: Table, figure: Figure) -> Iterator[_Way]:
    position, measure = figure
    for corners in _rectangles(table, position):
        for level, move in MOVES:
            if measure in dict(move):
                yield _Way(corners, level, move)


def _rectangles(table: Table, position: Position) -> Iterator[tuple[tuple[Position, int], ...]]:
    """Every rectangle with a corner at the position, totals among its corners: one inner cell rises, sums follow."""
    row, column = position
    rows, columns = table.rows, table.columns
    for r in range(rows) if row == rows else (row,):
        for k in range(columns) if column == columns else (column,):
            for other_r in (rows,) if row == rows else (n for n in range(rows + 1) if n != r):
                for other_k in (columns,) if column == columns else (n for n in range(columns + 1) if n != k):
                    across, along = (1 if other_k == columns else -1), (1 if other_r == rows else -1)
                    yield (
                        ((r, k), 1),
                        ((r, other_k), across),
                        ((other_r, k), along),
                        ((other_r, other_k), across * along),
                    )
