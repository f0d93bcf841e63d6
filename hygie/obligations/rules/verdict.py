"""The answer of a judgement: a status, why, on what, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ..enums import Assurance, Status

Json = Any
"""A value that JSON can write: text, number, boolean, null, list or object of these."""


class Why(StrEnum):
    """Each thing that an explanation can say. `words.py` has one sentence for each; the values are in brackets."""

    COUNTS = "counts"  # [clause, kind, proof, happened_on, lasts_until, holder]
    NOTHING = "nothing"  # [clause, kinds, months]
    CONDITION = "condition"  # [clause, kind, proof, happened_on, measure, test, expected, found]
    TOO_FEW = "too_few"  # [clause, kinds, have, need]
    TOO_OLD = "too_old"  # [clause, kind, proof, happened_on, since]
    SPACING = "spacing"  # [clause, kind, happened_on: list, least, most]
    LAPSED = "lapsed"  # [clause, kind, proof, happened_on, lasts_until, months]
    REFUSED = "refused"  # [clause, kind, proof, happened_on, decided_on]
    ASKED = "asked"  # [clause, kind, proof, happened_on, decided_on]
    WAITING = "waiting"  # [clause, kind, proof, happened_on]
    PROGRESS = "progress"  # [met, of]
    LASTS = "lasts"  # [until]
    DUE = "due"  # [on, passed]
    SHARE = "share"  # [percent, needed, met: list, unmet: list]
    WEIGHTS_MISSING = "weights_missing"  # [organisations: list]
    WAIVED = "waived"  # [waiver, until]
    CLOSED = "closed"  # [on]
    OTHER_KIND = "other_kind"  # [kinds]
    OTHER_FAMILY = "other_family"  # [families]
    NO_CATEGORY = "no_category"  # [families]
    NO_FACT = "no_fact"  # [facts]
    GHT_ANSWERS = "ght_answers"  # [ghts: list]
    NOT_OPEN = "not_open"  # []
    NOT_YET = "not_yet"  # [on]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing said: a code and its values, dates as ISO text. Stored with the status; rendered when it is read."""

    code: Why
    values: Mapping[str, Json]

    def to_json(self) -> dict[str, Json]:
        return {"code": self.code.value, **self.values}

    @classmethod
    def from_json(cls, stored: Mapping[str, Json]) -> Reason:
        return cls(Why(stored["code"]), {name: value for name, value in stored.items() if name != "code"})


Explanation = tuple[Reason, ...]


def explanation_to_json(explanation: Explanation) -> list[dict[str, Json]]:
    return [reason.to_json() for reason in explanation]


def explanation_from_json(stored: Iterable[Mapping[str, Json]]) -> Explanation:
    return tuple(Reason.from_json(reason) for reason in stored)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where one organisation stands on one requirement, on the day it was judged.

    `proofs`: those that counted. `assurance`: of the least sure among them. `lasts_until`: last day on which it stays
    met without anything new. `changes_on`: the first day on which the calendar alone can change anything here; None:
    never. `asked`: the ARS waits for an answer. `closed`: the programme has ended; the status is the one it ended on.
    """

    requirement: str
    status: Status
    explanation: Explanation
    proofs: tuple[int, ...] = ()
    assurance: Assurance | None = None
    lasts_until: date | None = None
    due_on: date | None = None
    changes_on: date | None = None
    waiver: int | None = None
    asked: bool = False
    closed: bool = False


def stored_verdict(
    requirement: str,
    status: str,
    explanation: Iterable[Mapping[str, Json]],
    due_on: date | None,
    changes_on: date | None,
) -> Verdict:
    """The verdict as it was stored, for pages that do not judge again: what the explanation says is read back from it.

    The proofs that counted are those it names.
    """
    reasons = explanation_from_json(explanation)
    said = {reason.code: reason.values for reason in reasons}
    until = said[Why.LASTS]["until"] if Why.LASTS in said else None
    return Verdict(
        requirement,
        Status(status),
        reasons,
        proofs=tuple(sorted({reason.values["proof"] for reason in reasons if reason.code is Why.COUNTS})),
        lasts_until=date.fromisoformat(until) if until else None,
        due_on=due_on,
        changes_on=changes_on,
        waiver=said[Why.WAIVED]["waiver"] if Why.WAIVED in said else None,
        asked=Why.ASKED in said,
        closed=Why.CLOSED in said,
    )
