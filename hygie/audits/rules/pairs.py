"""Exposure audits in pairs: CaRE's first domain counts two of them, 45 to 60 days apart (order of 18 March 2024)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LEAST, MOST = timedelta(days=45), timedelta(days=60)


@dataclass(frozen=True)
class Window:
    """From a day to a last day."""

    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def meets(self, other: Window) -> bool:
        """Whether they share at least one day."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def second_window(first_ran_on: date) -> Window:
    """When the second audit of a pair can be run."""
    return Window(first_ran_on + LEAST, first_ran_on + MOST)
