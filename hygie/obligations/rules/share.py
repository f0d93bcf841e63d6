"""A GHT judged by the share of the combined activity of its members that show everything.

Source: CaRE, thresholds weighted by "activité combinée" (`domain.md`). An entity counts when it meets every clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import floor, fsum

from ..requirements import Requirement
from .calendar import soonest
from .clauses import Assessment, Candidate, Finding, assess
from .facts import Dossier, Member
from .verdict import Explanation, Json, Reason, Why


@dataclass(frozen=True, slots=True)
class Shared:
    """What the members come to together."""

    finding: Finding
    explanation: Explanation
    counted: tuple[Candidate, ...]
    lasts_until: date
    changes_on: date | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one member shows: its worst clause decides."""

    member: Member
    assessments: tuple[Assessment, ...]
    finding: Finding = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finding", max(assessment.finding for assessment in self.assessments))

    @property
    def lasts_until(self) -> date:
        return min(assessment.lasts_until for assessment in self.assessments)

    def decisive_reason(self) -> Reason:
        """Why it is not met: the first of its worst clauses, with the member's id."""
        worst = next(each for each in self.assessments if each.finding is self.finding).reasons[0]
        return Reason(worst.code, {**worst.values, "organisation": self.member.organisation})


@dataclass(frozen=True, slots=True)
class _Whole:
    """All members, to weigh some of them against."""

    members: Sequence[Member]
    needed: int

    @property
    def weightless(self) -> list[int]:
        return [member.organisation for member in self.members if member.weight is None]

    def percent(self, part: Sequence[_Shown]) -> float | None:
        """Share of the combined activity, 0 to 100; None where a weight is lacking or all are zero."""
        total = fsum(member.weight for member in self.members if member.weight is not None)
        if total <= 0 or self.weightless:
            return None
        return 100 * fsum(shown.member.weight or 0.0 for shown in part) / total

    def reached_by(self, part: Sequence[_Shown]) -> bool:
        """All members always reach the share, known weights or not."""
        percent = self.percent(part)
        return len(part) == len(self.members) or (percent is not None and percent >= self.needed)


def shared(requirement: Requirement, needed: int, dossier: Dossier, today: date) -> Shared:
    """Judge each member, then the share that those who show everything make together.

    `needed`: percent of the combined activity. A lacking weight is said; it is never taken for zero.
    """
    kind = dossier.facts.kind
    everyone = [_shown(requirement, member, kind, today) for member in dossier.members]
    whole = _Whole(dossier.members, needed)
    met = [shown for shown in everyone if shown.finding is Finding.MET]
    finding = _finding(everyone, whole)
    return Shared(
        finding,
        _explanation(everyone, met, whole, finding),
        tuple(candidate for shown in met for assessment in shown.assessments for candidate in assessment.chosen),
        _lasts_until(met, whole) if finding is Finding.MET else date.max,
        soonest(
            *(member.dossier.facts.until for member in dossier.members),
            *(assessment.changes_on for shown in everyone for assessment in shown.assessments),
        ),
    )


def _shown(requirement: Requirement, member: Member, kind: str, today: date) -> _Shown:
    return _Shown(
        member, tuple(assess(clause, requirement, member.dossier, kind, today) for clause in requirement.rule.clauses)
    )


def _finding(everyone: Sequence[_Shown], whole: _Whole) -> Finding:
    """The least demanding finding whose members reach the share together; else the worst there is among the rest."""
    for finding in (Finding.MET, Finding.WAITING, Finding.ASKED):
        if whole.reached_by([shown for shown in everyone if shown.finding <= finding]):
            return finding
    return max(shown.finding for shown in everyone)


def _lasts_until(met: Sequence[_Shown], whole: _Whole) -> date:
    """The last day on which those that have not lapsed still reach the share."""
    lasting = sorted(met, key=lambda shown: shown.lasts_until, reverse=True)
    sizes = range(1, len(lasting) + 1)
    enough = next(size for size in sizes if whole.reached_by(lasting[:size]))
    return lasting[enough - 1].lasts_until


def _explanation(
    everyone: Sequence[_Shown], met: Sequence[_Shown], whole: _Whole, finding: Finding
) -> tuple[Reason, ...]:
    unmet = [shown for shown in everyone if shown.finding is not Finding.MET]
    percent = whole.percent(met)
    values: dict[str, Json] = {
        "percent": None if percent is None else floor(percent),
        "needed": whole.needed,
        "met": [shown.member.organisation for shown in met],
        "unmet": [shown.member.organisation for shown in unmet],
    }
    said = [Reason(Why.SHARE, values)]
    if whole.weightless and unmet:
        said.append(Reason(Why.WEIGHTS_MISSING, {"organisations": whole.weightless}))
    if finding is not Finding.MET:
        said.extend(shown.decisive_reason() for shown in unmet)
    return tuple(said)
