"""Quarters of the calendar: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months, numbered from 1 to 4 in their year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def from_code(cls, code: str) -> Quarter:
        """“2026-Q3”. Raises ValueError when it is none."""
        year, letter, number = code.partition("-Q")
        if not letter or len(year) != 4 or number not in {"1", "2", "3", "4"}:
            raise ValueError(f"{code} is no quarter: write 2026-Q3")
        return cls(int(year), int(number))

    @property
    def code(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def last(self) -> date:
        return self.next.first - ONE_DAY


def finished(first: date, today: date) -> Iterator[Quarter]:
    """The quarters whose last day lies between the two: `first` included, `today` not."""
    quarter = Quarter.of(first)
    while quarter.last < today:
        yield quarter
        quarter = quarter.next
