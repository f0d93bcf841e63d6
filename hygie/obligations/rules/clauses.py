"""Judging one clause: which proofs speak of it, which of them count, and what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from itertools import combinations
from typing import NamedTuple

from ..enums import Assurance, Decision
from ..requirements import Clause, Condition, Requirement
from .calendar import FOREVER, add_months, day_after, soonest
from .facts import Dossier, ProofFact, ReviewFact
from .verdict import Json, Reason, Why


class Finding(IntEnum):
    """What one clause comes to. The order is that of a requirement of several clauses: the highest one decides."""

    MET = 0
    WAITING = 1
    ASKED = 2
    ABSENT = 3
    LAPSED = 4
    REFUSED = 5


class Candidate(NamedTuple):
    """A proof that speaks of the clause, and how it stands today.

    `standing` is MET (counts), WAITING, ASKED or REFUSED: what its review makes of it, before any condition.
    `last_day` is the last day on which it can count. `current`: it is in its time; `lapsed`: its time is over. A proof
    that is yet to happen, or too old from the first, is neither.
    """

    proof: ProofFact
    standing: Finding
    last_day: date
    current: bool
    lapsed: bool
    failing: Condition | None
    review: ReviewFact | None

    @property
    def assurance(self) -> Assurance:
        accepted = self.review is not None and self.review.decision == Decision.ACCEPTED
        return Assurance.VERIFIED if accepted else Assurance(self.proof.assurance)


class Assessment(NamedTuple):
    """One clause, judged. `chosen`: the proofs that make it met, or would once accepted."""

    finding: Finding
    reasons: tuple[Reason, ...]
    chosen: tuple[Candidate, ...]
    lasts_until: date
    changes_on: date | None


def assess(clause: Clause, requirement: Requirement, dossier: Dossier, holder_kind: str, today: date) -> Assessment:
    """Judge one clause for one organisation.

    A proof that counts wins over one that waits, is questioned or was refused, whatever their order. Else what the
    ARS holds decides (waiting, asked), then a refusal still in its time, then what lapsed, then what is lacking.
    """
    candidates = [
        _candidate(proof, clause, requirement, dossier, holder_kind, today)
        for proof in _speaking(clause, requirement, dossier, holder_kind)
    ]
    if not candidates:
        return Assessment(Finding.ABSENT, (_nothing(clause, ()),), (), FOREVER, None)
    changes_on = soonest(*[_next_change(candidate, today) for candidate in candidates])
    for finding in (Finding.MET, Finding.WAITING, Finding.ASKED):
        chosen = _choose(clause, [each for each in candidates if each.current and each.standing <= finding])
        if chosen:
            lasts_until = min(candidate.last_day for candidate in chosen)
            decisive = [candidate for candidate in chosen if candidate.standing is finding]
            reasons = tuple(_chosen_reason(clause, candidate, finding, dossier) for candidate in decisive)
            return Assessment(finding, reasons, chosen, lasts_until, changes_on)
    finding, reason = _lacking(clause, candidates)
    return Assessment(finding, (reason,), (), FOREVER, changes_on)


def _speaking(clause: Clause, requirement: Requirement, dossier: Dossier, holder_kind: str) -> list[ProofFact]:
    """The standing proofs of the clause's kinds that are about it, newest first within a kind."""
    found: list[ProofFact] = []
    for kind in clause.kinds:
        found.extend(dossier.proofs.get(kind, ()))
        if requirement.group_proof_counts:
            found.extend(dossier.lent.get(kind, ()))
    if not clause.about:
        return found
    return [proof for proof in found if _first_failing(clause.about, proof, holder_kind) is None]


def _candidate(
    proof: ProofFact, clause: Clause, requirement: Requirement, dossier: Dossier, holder_kind: str, today: date
) -> Candidate:
    review = dossier.reviews.get(proof.id)
    last_day = proof.expires_on or FOREVER
    if clause.months is not None:
        last_day = min(last_day, add_months(proof.happened_on, clause.months))
    begun = proof.happened_on <= min(today, last_day) and (clause.since is None or proof.happened_on >= clause.since)
    current, lapsed = begun and today <= last_day, begun and last_day < today
    failing = _first_failing(clause.conditions, proof, holder_kind)
    return Candidate(proof, _standing(proof, review, requirement), last_day, current, lapsed, failing, review)


def _first_failing(conditions: tuple[Condition, ...], proof: ProofFact, holder_kind: str) -> Condition | None:
    for condition in conditions:
        if not condition.holds(proof.measures, holder_kind):
            return condition
    return None


def _standing(proof: ProofFact, review: ReviewFact | None, requirement: Requirement) -> Finding:
    if review is None:
        waits = requirement.review and proof.assurance is Assurance.DECLARED
        return Finding.WAITING if waits else Finding.MET
    if review.decision == Decision.ACCEPTED:
        return Finding.MET
    return Finding.ASKED if review.decision == Decision.ASKED else Finding.REFUSED


def _next_change(candidate: Candidate, today: date) -> date | None:
    """The next day on which the calendar makes this proof begin or cease to count."""
    if candidate.proof.happened_on > today:
        return candidate.proof.happened_on
    return day_after(candidate.last_day) if today <= candidate.last_day < FOREVER else None


def _choose(clause: Clause, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The proofs that satisfy the clause for the longest, or none."""
    if clause.latest and candidates:
        newest = max(candidate.proof.happened_on for candidate in candidates)
        candidates = [candidate for candidate in candidates if candidate.proof.happened_on == newest]
    good = sorted((each for each in candidates if each.failing is None), key=_durability, reverse=True)
    if clause.spacing is None:
        return tuple(good[: clause.number]) if len(good) >= clause.number else ()
    pairs = [pair for pair in combinations(good, 2) if clause.spacing.allows(_days_apart(*pair))]
    return max(pairs, key=lambda pair: sorted(map(_durability, pair)), default=())


def _durability(candidate: Candidate) -> tuple[date, date, int]:
    return candidate.last_day, candidate.proof.happened_on, candidate.proof.id


def _days_apart(one: Candidate, other: Candidate) -> int:
    return abs((one.proof.happened_on - other.proof.happened_on).days)


def _lacking(clause: Clause, candidates: Sequence[Candidate]) -> tuple[Finding, Reason]:
    """Why nothing satisfies the clause: the newest proof that comes near is named first."""
    newest = sorted(candidates, key=lambda candidate: (candidate.proof.happened_on, candidate.proof.id), reverse=True)
    current = [candidate for candidate in newest if candidate.current]
    refused = [candidate for candidate in current if candidate.standing is Finding.REFUSED]
    if refused:
        return Finding.REFUSED, _reviewed_reason(Why.REFUSED, clause, refused[0])
    over = [candidate for candidate in newest if candidate.lapsed and candidate.failing is None]
    lapsed = [candidate for candidate in over if candidate.standing is Finding.MET]
    near = _near_miss(clause, current)
    if lapsed:
        return Finding.LAPSED, near or _lapsed_reason(clause, lapsed[0])
    return Finding.ABSENT, near or _nothing(clause, newest)


def _near_miss(clause: Clause, current: Sequence[Candidate]) -> Reason | None:
    """A proof in its time that a condition, a spacing or a number keeps from being enough."""
    failing = next((candidate for candidate in current if candidate.failing is not None), None)
    if failing is not None and failing.failing is not None:
        return _condition_reason(clause, failing, failing.failing)
    if current and clause.spacing is not None:
        days = sorted(candidate.proof.happened_on.isoformat() for candidate in current)
        span = {"least": clause.spacing.least, "most": clause.spacing.most}
        return _reason(Why.SPACING, clause, kind=current[0].proof.kind, happened_on=days, **span)
    if current:
        return _reason(Why.TOO_FEW, clause, kinds=list(clause.kinds), have=len(current), need=clause.number)
    return None


def _nothing(clause: Clause, newest: Sequence[Candidate]) -> Reason:
    old = next((each for each in newest if clause.since is not None and each.proof.happened_on < clause.since), None)
    if old is not None and clause.since is not None:
        return _reason(Why.TOO_OLD, clause, since=clause.since.isoformat(), **_named(old))
    return _reason(Why.NOTHING, clause, kinds=list(clause.kinds), months=clause.months)


def _chosen_reason(clause: Clause, candidate: Candidate, finding: Finding, dossier: Dossier) -> Reason:
    if finding is Finding.ASKED:
        return _reviewed_reason(Why.ASKED, clause, candidate)
    if finding is Finding.WAITING:
        return _reason(Why.WAITING, clause, **_named(candidate))
    holder = candidate.proof.organisation
    lender = None if holder == dossier.facts.organisation else holder
    return _reason(Why.COUNTS, clause, lasts_until=_iso(candidate.last_day), holder=lender, **_named(candidate))


def _condition_reason(clause: Clause, candidate: Candidate, condition: Condition) -> Reason:
    expected = condition.expected
    return _reason(
        Why.CONDITION,
        clause,
        measure=condition.measure,
        test=condition.test.value,
        expected=sorted(expected) if isinstance(expected, frozenset) else expected,
        found=candidate.proof.measures.get(condition.measure),
        **_named(candidate),
    )


def _lapsed_reason(clause: Clause, candidate: Candidate) -> Reason:
    until = candidate.last_day.isoformat()
    return _reason(Why.LAPSED, clause, lasts_until=until, months=clause.months, **_named(candidate))


def _reviewed_reason(code: Why, clause: Clause, candidate: Candidate) -> Reason:
    decided = candidate.review.decided_on.isoformat() if candidate.review else None
    return _reason(code, clause, decided_on=decided, **_named(candidate))


def _named(candidate: Candidate) -> dict[str, Json]:
    proof = candidate.proof
    return {"kind": proof.kind, "proof": proof.id, "happened_on": proof.happened_on.isoformat()}


def _reason(code: Why, clause: Clause, **values: Json) -> Reason:
    return Reason(code, {"clause": clause.code, **values})


def _iso(day: date) -> str | None:
    return None if day == FOREVER else day.isoformat()
