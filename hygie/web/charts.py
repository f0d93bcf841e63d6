"""Charts as data: drawn by Chart.js where it runs, always given as a table too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .components import Text


class Kind(StrEnum):
    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    DONUT = "donut"


@dataclass(frozen=True)
class Series:
    """One row of figures. A tone gives it that tone's colour, else it takes the next of the palette.

    `dashed` tells a forecast or a target from what was observed; None is a gap.
    """

    label: Text
    values: Sequence[float | int | None]
    tone: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """`code` is unique in its page; `summary` says in one sentence what a reader should see.

    A donut takes one series; its slices are the labels, coloured by `tones` when given.
    """

    code: str
    title: Text
    kind: Kind
    labels: Sequence[Text]
    series: Sequence[Series]
    summary: Text = ""
    unit: Text = ""
    heading: Text = ""
    tones: Sequence[str] = ()

    def __post_init__(self) -> None:
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError(f"{self.code}: every series has one value for each label")

    @property
    def data(self) -> dict[str, Any]:
        """For `charts.js`."""
        return {
            "kind": self.kind.value,
            "labels": [str(label) for label in self.labels],
            "unit": str(self.unit),
            "tones": list(self.tones),
            "series": [
                {"label": str(one.label), "values": list(one.values), "tone": one.tone, "dashed": one.dashed}
                for one in self.series
            ],
        }

    @property
    def rows(self) -> Iterator[tuple[Text, list[float | int | None]]]:
        """For the table: each label with its value in every series."""
        for index, label in enumerate(self.labels):
            yield label, [one.values[index] for one in self.series]


@dataclass(frozen=True)
class Sparkline:
    """A line of 100 by 24 units, without axes: a direction, not a measure."""

    points: str
    last: tuple[float, float]

    @classmethod
    def through(cls, values: Sequence[float | int]) -> Sparkline:
        low, high = min(values), max(values)
        span = (high - low) or 1
        step = 94 / max(len(values) - 1, 1)
        drawn = [(3 + index * step, 21 - 18 * (value - low) / span) for index, value in enumerate(values)]
        return cls(" ".join(f"{x:.1f},{y:.1f}" for x, y in drawn), drawn[-1])
