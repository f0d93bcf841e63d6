"""Where an establishment stands among its peers, saying nothing of any one of them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

#: fewer than five others, and a position would tell somebody else's
FEWEST = 5
STEP = 5


@dataclass(frozen=True)
class Standing:
    """`below` and `level` count the others with less, and with as much; `middle` is their median, in percent.

    The median is rounded to five points: what one of few establishments has cannot be read from it.
    """

    others: int
    below: int
    level: int
    middle: int

    @property
    def percentile(self) -> int:
        """Share of the others below, ties counted half, in percent."""
        return round(100 * (self.below + self.level / 2) / self.others)


def standing_among(own: float, others: Collection[float]) -> Standing | None:
    """None when there are fewer than five others. Shares lie between 0 and 1."""
    if len(others) < FEWEST:
        return None
    return Standing(
        len(others),
        sum(other < own for other in others),
        sum(other == own for other in others),
        STEP * round(100 * median(others) / STEP),
    )
