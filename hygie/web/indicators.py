"""Indicators: what an app can say of every organisation in one tone and a few words.

The map colours its dots by any of them, the cockpit counts them day by day; neither knows the app behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from hygie.core.registry import Registry
from hygie.core.tenancy import Scope

from .map import LegendEntry
from .tones import Tone


@dataclass(frozen=True)
class IndicatorValue:
    """What the indicator says of one organisation: `text` in the reader's language, fit for a cell."""

    organisation_id: int
    tone: Tone
    text: str


@dataclass(frozen=True)
class Count:
    """The indicator as one figure over many organisations: `value` of `total`."""

    value: int
    total: int

    @property
    def lacking(self) -> int:
        return self.total - self.value


#: (scope, region or None for every region in the scope)
Values = Callable[[Scope, int | None], Iterable[IndicatorValue]]
CountOf = Callable[[Scope, int | None], Count | None]


@dataclass(frozen=True)
class Indicator:
    """`explain` answers "how do we know?" in one or two plain sentences.

    `count` is the figure whose history is kept day by day: the establishments that are as one wishes, of all. `lacking`
    names the others ("Without a CISO"), which is what a reader of the region has to act on.
    """

    code: str
    label: str | Promise
    explain: str | Promise
    legend: Sequence[LegendEntry]
    values: Values
    count: CountOf | None = None
    lacking: str | Promise = ""


indicators: Registry[Indicator] = Registry("indicators", key=lambda indicator: indicator.code)
