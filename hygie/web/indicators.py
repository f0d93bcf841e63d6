"""Indicators: what an app can say of every organisation in one tone and a few words.

The map colours its dots by any of them, the cockpit shows their tiles and trends; neither knows the app behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from hygie.core.registry import Registry
from hygie.core.tenancy import Scope

from .components import Tile, Way
from .map import LegendEntry
from .tones import Tone


@dataclass(frozen=True)
class IndicatorValue:
    """What the indicator says of one organisation: `text` in the reader's language, fit for a cell."""

    organisation_id: int
    tone: Tone
    text: str


@dataclass(frozen=True)
class TrendPoint:
    """The indicator of the whole region on one day, between 0 and 1 or a count."""

    on: date
    value: float


@dataclass(frozen=True)
class Count:
    """The indicator as one figure over many organisations: `value`, of `total` when it is a share of them."""

    value: int
    total: int | None = None


#: (scope, region or None for every region in the scope)
Values = Callable[[Scope, int | None], Iterable[IndicatorValue]]
CountOf = Callable[[Scope, int | None], Count | None]
TileOf = Callable[[Scope, int | None], Tile | None]
#: (scope, region, number of months back), oldest first
Trend = Callable[[Scope, int | None, int], Sequence[TrendPoint]]


@dataclass(frozen=True)
class Indicator:
    """`explain` answers "how do we know?" in one or two plain sentences.

    `count` is the figure whose history is kept day by day; `better` the way one wishes it to go; `rows_url` the name of
    the page (no argument) that lists what the figure counts.
    """

    code: str
    label: str | Promise
    explain: str | Promise
    legend: Sequence[LegendEntry]
    values: Values
    tile: TileOf | None = None
    trend: Trend | None = None
    count: CountOf | None = None
    better: Way = "up"
    rows_url: str = ""


indicators: Registry[Indicator] = Registry("indicators", key=lambda indicator: indicator.code)
