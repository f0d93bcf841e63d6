"""How sure a share is when few are counted: pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: two-sided 95 % of the normal law
Z = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """Where the share lies with 95 % confidence; both ends between 0 and 1."""

    low: float
    high: float

    def holds(self, share: float) -> bool:
        return self.low <= share <= self.high


def wilson(count: int, total: int) -> Interval:
    """Wilson's score interval of a proportion (E. B. Wilson, JASA 22, 1927): honest for small numbers and at 0 or 1.

    Raises ValueError when nothing was counted, or more than there is.
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"{count} of {total} is no proportion")
    share, square = count / total, Z * Z / total
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
