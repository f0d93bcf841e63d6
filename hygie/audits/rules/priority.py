"""What to fix first, and by when (SSVC, BOD 26-04, KEV, EPSS and care criticality; `reference/findings.md`).

SSVC decides the rank, the region's timelines give the deadline, EPSS then CVSS order what is left. What is not known is
assumed on the side of care, and said to be assumed:

* no CVSS vector: from “high” on (the scanner's severity, or the score where it is worse) a weakness is taken for one
  that can be automated and gives everything; below, for neither;
* no care criticality: medium. No exposure: internal, unless the audit that found it looked from the Internet
  (`exposure_of`);
* never enriched, or one CVE that EPSS does not score: exploitation is not known, and ranks as “none” until it is.

Controls of a directory have no CVE, and SSVC would rank them all last: their ANSSI level decides instead, on a scale of
ours (`LEVELS`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ..enums import AuditType, CareCriticality, Decision, DueBecause, Exploitation, Exposure
from . import ssvc
from . import timelines as bod
from .calendar import next_working_day
from .cvss import VectorSays, read_vector

POC_PERCENTILE = 0.95
HIGH_SEVERITY, HIGH_SCORE = 3, 7.0
NEITHER, BOTH = VectorSays(automatable=False, total=False), VectorSays(automatable=True, total=True)
GRACE = timedelta(days=bod.SHORTEST)
"""What a KEV date already past leaves: the shortest of the published timelines."""


class AdLevel(NamedTuple):
    """What an ANSSI level of a directory control asks for; ANSSI gives the levels, the days are ours."""

    days: int | None
    decision: Decision


#: ANSSI: 1 “to be corrected at once”, 2 “soon”, 3 “the minimum”, 4 “good”, 5 “the best that is known”
LEVELS = {
    1: AdLevel(3, Decision.ACT),
    2: AdLevel(30, Decision.ATTEND),
    3: AdLevel(90, Decision.TRACK_CLOSELY),
    4: AdLevel(180, Decision.TRACK),
    5: AdLevel(None, Decision.TRACK),
}


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
    kev_added_on: date | None = None
    by_hand: date | None = None  # a deadline that people chose


@dataclass(frozen=True)
class Priority:
    """The values of `Finding`'s columns of the same names."""

    exploitation: str
    decision: int
    due_on: date | None
    due_because: str
    weight: int


class Reading(NamedTuple):
    """How the facts were read: a value for each column of the two tables, and the rows that hold."""

    exploitation: str
    says: VectorSays
    mission: str
    exposed: bool
    kev: bool
    ssvc_row: int
    timeline_row: int


def priority_of(facts: PriorityFacts, timelines: Timelines) -> Priority:
    reading = read(facts)
    decision = decision_of(facts, reading)
    due_on, because = deadline_of(facts, reading, timelines)
    return Priority(
        reading.exploitation, decision, due_on, because.value, weight_of(facts, decision, due_on, kev=reading.kev)
    )


def read(facts: PriorityFacts) -> Reading:
    exploitation = exploitation_of(facts)
    says = read_vector(facts.cvss_vector) if facts.cvss_vector else None
    says = says or assumed(facts)
    mission = facts.care or CareCriticality.MEDIUM.value
    exposed, kev = facts.exposure == Exposure.INTERNET.value, facts.kev is True
    ssvc_row = ssvc.row_number(exploitation or Exploitation.NONE.value, says.automatable, says.total, mission)
    timeline_row = bod.row_number(kev, exposed, says.automatable, says.total)
    return Reading(exploitation, says, mission, exposed, kev, ssvc_row, timeline_row)


def exploitation_of(facts: PriorityFacts) -> str:
    """Said to be “none” only where both the catalogue and the scores were looked up."""
    if facts.kev or facts.alerted:
        return Exploitation.ACTIVE.value
    if facts.epss_percentile is not None and facts.epss_percentile >= POC_PERCENTILE:
        return Exploitation.POC.value
    if facts.kev is None or facts.epss_percentile is None:
        return Exploitation.UNKNOWN.value
    return Exploitation.NONE.value


def assumed(facts: PriorityFacts) -> VectorSays:
    """Where no vector tells."""
    return BOTH if facts.severity >= HIGH_SEVERITY or (facts.cvss or 0) >= HIGH_SCORE else NEITHER


def exposure_of(exposure: str, audit_kind: str) -> str:
    """An asset of which nobody said anything is reachable from the Internet where an exposure audit found it."""
    if not exposure and audit_kind == AuditType.EXPOSURE.value:
        return Exposure.INTERNET.value
    return exposure


def decision_of(facts: PriorityFacts, reading: Reading) -> Decision:
    decision = ssvc.decision_of(reading.ssvc_row)
    level = LEVELS.get(facts.level) if facts.level is not None else None
    return max(decision, level.decision) if level else decision


# Deadlines


def deadline_of(facts: PriorityFacts, reading: Reading, policy: Timelines) -> tuple[date | None, DueBecause]:
    """The last day, always a working one, and where it comes from. A day chosen by people stays as they chose it."""
    if facts.by_hand is not None:
        return facts.by_hand, DueBecause.BY_HAND
    if facts.severity == 0:
        return None, DueBecause.NOTHING
    day, because = _by_rule(facts, reading, policy)
    if reading.kev and facts.kev_due_on is not None:
        cap = max(facts.kev_due_on, _known_on(facts) + GRACE)
        if day is None or cap < day:
            day, because = cap, DueBecause.KEV
    return (next_working_day(day, policy.closing_days) if day else None), because


def _by_rule(facts: PriorityFacts, reading: Reading, policy: Timelines) -> tuple[date | None, DueBecause]:
    if facts.level is not None:
        level = LEVELS.get(facts.level)
        if level is None or level.days is None:
            return None, DueBecause.NOTHING
        return facts.opened_on + timedelta(days=level.days), DueBecause.AD_LEVEL
    days = policy.days[reading.timeline_row]
    day = None if days is None else _known_on(facts) + timedelta(days=days)
    if reading.kev:
        day = _sooner(day, _before_kev(facts, reading, policy))
    return day, DueBecause.UPGRADE if day is None else DueBecause.POLICY


def _before_kev(facts: PriorityFacts, reading: Reading, policy: Timelines) -> date | None:
    """The deadline that held until the catalogue named it: being exploited never gives more time."""
    says = reading.says
    row = bod.row_number(kev=False, exposed=reading.exposed, automatable=says.automatable, total=says.total)
    days = policy.days[row]
    return None if days is None else facts.opened_on + timedelta(days=days)


def _known_on(facts: PriorityFacts) -> date:
    """Nobody could know that it was exploited before the catalogue said so."""
    if facts.kev and facts.kev_added_on is not None:
        return max(facts.opened_on, facts.kev_added_on)
    return facts.opened_on


def _sooner(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


# Order

LATEST = 1 << 22  # more than the ordinal of any day


def weight_of(facts: PriorityFacts, decision: int, due_on: date | None, *, kev: bool) -> int:
    """One number that orders findings, the most pressing first when read downwards; 52 bits:

    decision (2) · deadline, the sooner the higher, none last (22) · KEV (1) · EPSS in 1/100,000 (17) · CVSS in tenths
    (7) · severity (3). What is not known counts as nothing.
    """
    weight = int(decision)
    weight = weight << 22 | (LATEST - due_on.toordinal() if due_on else 0)
    weight = weight << 1 | kev
    weight = weight << 17 | (round(facts.epss * 100_000) if facts.epss else 0)
    weight = weight << 7 | (round(facts.cvss * 10) if facts.cvss else 0)
    return weight << 3 | facts.severity
