"""The way up of an Active Directory: five levels of controls, as ANSSI's ADS service counts them.

The level is the lowest level of a failed control, else 5; a control that was not evaluated says nothing (domain.md,
D1). Levels 1 to 4 are thus blocked by their own failed controls, and those of level 5 keep no level from being 5: they
are named as what is left to perfect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

WORST, BEST = 1, 5


class Standing(StrEnum):
    REACHED = "reached"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """One level: where it lies from here, and how many controls of it fail."""

    level: int
    standing: Standing
    failed: int


@dataclass(frozen=True)
class Path:
    """`level`: where the directory stands. `to_fix`: how many controls keep it from the next level (0 at the top)."""

    level: int
    steps: tuple[Step, ...]
    not_evaluated: int

    @property
    def to_fix(self) -> int:
        return self.steps[self.level - 1].failed if self.level < BEST else 0

    @property
    def next_level(self) -> int | None:
        """Where it stands once these are fixed: the next level at which something fails, else the best."""
        if self.level == BEST:
            return None
        return next((step.level for step in self.steps[self.level :] if step.failed), BEST)

    @property
    def is_certain(self) -> bool:
        """Whether every control was evaluated; else the true level may be lower."""
        return self.not_evaluated == 0


def level_of(failed: Iterable[int]) -> int:
    """The lowest level of a failed control, else the best. Raises ValueError for what is no level."""
    levels = list(failed)
    if any(not WORST <= level <= BEST for level in levels):
        raise ValueError("levels of controls go from 1 to 5")
    return min(levels, default=BEST)


def path(failed: Iterable[int], not_evaluated: int = 0, said: int | None = None) -> Path:
    """`failed`: the level of each control that fails now, once for each control. `said`: the level that a tool gave
    for the whole, where it gives none to its controls (PingCastle)."""
    counts = Counter(failed)
    level = level_of(counts if counts or said is None else [said])
    steps = tuple(Step(each, _standing(each, level), counts[each]) for each in range(WORST, BEST + 1))
    return Path(level, steps, not_evaluated)


def _standing(level: int, here: int) -> Standing:
    if level == here:
        return Standing.HERE
    return Standing.REACHED if level < here else Standing.AHEAD
