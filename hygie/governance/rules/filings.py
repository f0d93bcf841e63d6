"""A yearly filing of indicators: shares from counts, which years may be filed, until when a measure counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: The year of the order that asks for the indicators.
FIRST_YEAR = 2018
LARGEST = 10_000_000


@dataclass(frozen=True)
class Ratio:
    """`counted` things among `total`."""

    counted: int
    total: int

    @property
    def is_possible(self) -> bool:
        return 0 <= self.counted <= self.total <= LARGEST and self.total > 0

    @property
    def percent(self) -> float:
        """Two decimals; never 0 nor 100 by rounding alone: one server out of support among thousands is still one."""
        exact = 100 * self.counted / self.total
        if 0 < self.counted < self.total:
            return min(max(round(exact, 2), 0.01), 99.99)
        return exact


def may_be_filed(year: int, today: date) -> bool:
    return FIRST_YEAR <= year <= today.year


def counts_until(year: int) -> date:
    """The last day on which a year's measures count.

    Indicators are kept year by year: those of one year stand until the end of the next, which is the time there is to
    file it. Our own rule of good practice: the texts that we read give no period.
    """
    return date(year + 1, 12, 31)


def last_day_to_file(year: int) -> date:
    return date(year, 12, 31)
