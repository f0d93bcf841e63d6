"""What is known of several CVEs together, as one finding names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

STALE_AFTER: Mapping[str, timedelta] = {"kev": timedelta(days=7), "epss": timedelta(days=7)}
"""KEV changes several times a week and EPSS every day: a file older than a week no longer tells what is exploited."""


class Known(NamedTuple):
    """What the enrichment files say of one CVE. None: never looked up."""

    kev: bool | None = None
    kev_due_on: date | None = None
    kev_added_on: date | None = None
    alerted: bool = False
    epss: float | None = None
    epss_percentile: float | None = None


NOTHING_KNOWN = Known()


def together(cves: Iterable[str], known: Mapping[str, Known]) -> Known:
    """In the catalogue as soon as one is, with the earliest dates; the highest EPSS with its own percentile."""
    each = [known.get(cve, NOTHING_KNOWN) for cve in cves]
    if len(each) == 1:
        return each[0]
    if not each:
        return NOTHING_KNOWN
    listed = [one for one in each if one.kev]
    scored = max(each, key=lambda one: -1.0 if one.epss is None else one.epss)
    return Known(
        kev=True if listed else (None if any(one.kev is None for one in each) else False),
        kev_due_on=min((one.kev_due_on for one in listed if one.kev_due_on), default=None),
        kev_added_on=min((one.kev_added_on for one in listed if one.kev_added_on), default=None),
        alerted=any(one.alerted for one in each),
        epss=scored.epss,
        epss_percentile=scored.epss_percentile,
    )


@dataclass(frozen=True)
class Freshness:
    """How old the latest file of a source is. `stated_on` None: none was ever loaded."""

    source: str
    stated_on: date | None
    release: str
    rows: int
    today: date

    @property
    def is_loaded(self) -> bool:
        return self.stated_on is not None

    @property
    def days(self) -> int:
        return (self.today - self.stated_on).days if self.stated_on else 0

    @property
    def is_stale(self) -> bool:
        return self.is_loaded and timedelta(days=self.days) > STALE_AFTER[self.source]
