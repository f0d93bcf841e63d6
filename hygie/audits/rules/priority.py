"""What to fix first, and by when (SSVC, BOD 26-04, KEV, EPSS and care criticality; `reference/findings.md`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Timelines:
    """A region's policy: days for each of BOD 26-04's 16 rows, None for “at the next upgrade”; days off."""

    days: Sequence[int | None]
    closing_days: Collection[date] = ()


@dataclass(frozen=True)
class PriorityFacts:
    """Everything that the priority of one finding depends on. None and "" mean “not known”, which is not "no"."""

    severity: int
    opened_on: date
    cvss: float | None = None
    cvss_vector: str = ""
    kev: bool | None = None
    kev_due_on: date | None = None
    alerted: bool = False  # named by a CERT-FR alert
    epss: float | None = None
    epss_percentile: float | None = None
    exposure: str = ""
    care: str = ""
    level: int | None = None  # ANSSI level of a directory control


@dataclass(frozen=True)
class Priority:
    """The values of `Finding`'s columns of the same names."""

    exploitation: str
    decision: int
    due_on: date | None
    due_because: str
    weight: int
