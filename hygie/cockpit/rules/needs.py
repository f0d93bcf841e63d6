"""Who needs help first: points that anybody can add up again. Pure.

The weights are a choice of ours, shown on the page beside the list: what the law asks weighs more than an instruction,
and that more than the condition of a call that the establishment chose to answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hygie.obligations.enums import Nature

#: points of each overdue requirement
WEIGHTS = {Nature.LAW: 3, Nature.INSTRUCTION: 2, Nature.CONDITION: 1}
#: points of each indicator that is in the red
ALARM = 4
#: points of an establishment that deposited nothing for so many days
SILENCE = 3
SILENT_AFTER = 180


class ReasonKind(StrEnum):
    OVERDUE = "overdue"
    ALARM = "alarm"
    SILENCE = "silence"


@dataclass(frozen=True)
class Reason:
    """One reason and its points. `code`: the nature, or the indicator; `count`: requirements, or days of silence."""

    kind: ReasonKind
    code: str
    count: int
    points: int


def reasons_for_help(overdue: Mapping[Nature, int], alarms: Collection[str], silent_days: int | None) -> list[Reason]:
    """The heaviest first. Nobody is called for silence or a red indicator alone: something must be overdue.

    `overdue` counts requirements by nature; `alarms` are codes of indicators; `silent_days` is None when nothing was
    ever deposited.
    """
    reasons = [
        Reason(ReasonKind.OVERDUE, nature.value, count, WEIGHTS[nature] * count)
        for nature, count in overdue.items()
        if count
    ]
    if not reasons:
        return []
    reasons += [Reason(ReasonKind.ALARM, code, 1, ALARM) for code in sorted(alarms)]
    if silent_days is None or silent_days > SILENT_AFTER:
        reasons.append(Reason(ReasonKind.SILENCE, "", silent_days or 0, SILENCE))
    return sorted(reasons, key=lambda reason: (-reason.points, reason.kind, reason.code))
