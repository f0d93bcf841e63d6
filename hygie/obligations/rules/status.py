"""Where an organisation stands on a requirement.

Precedence, from first to last:
1. not bound: not applicable, and nothing else is asked;
2. a waiver that covers the day: waived;
3. every clause met: met, or expires soon within the requirement's horizon. A proof that counts wins over any other
   that was refused, before or after;
4. a clause whose proof, still in its time, was refused: refused;
5. a clause that has nothing, or too little: overdue when the due date has passed or when what was shown has lapsed,
   missing otherwise;
6. else all that is lacking is the ARS's answer: in review (`asked` when it is the ARS that waits for one).
A declared proof waiting for its review counts, unless the requirement demands the review. What an activity here
produced waits for nobody's word (docs/adr/0005): the ARS may still answer it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..enums import Assurance, Status
from ..requirements import Requirement
from .binding import not_bound
from .calendar import FOREVER, day_after, soonest
from .clauses import Assessment, Candidate, Finding, assess
from .facts import Dossier, WaiverFact
from .share import Shared, shared
from .verdict import Explanation, Reason, Verdict, Why


def status_of(requirement: Requirement, dossier: Dossier, today: date) -> Verdict:
    """Judge one requirement for one organisation, on one civil day.

    Source: the requirement's own; DESIGN §2.3 and §2.4. Once the programme has closed, the answer is the one of its
    last day. The verdict holds until `changes_on`, given the same facts.
    """
    if requirement.ends_on is not None and today > requirement.ends_on:
        return _closed(_judge(requirement, dossier, requirement.ends_on), dossier, requirement.ends_on)
    verdict = _judge(requirement, dossier, today)
    end = day_after(requirement.ends_on) if requirement.ends_on else None
    return replace(verdict, changes_on=soonest(verdict.changes_on, end)) if end else verdict


def judge_all(requirements: Iterable[Requirement], dossier: Dossier, today: date) -> list[Verdict]:
    """One verdict a requirement, in their order."""
    return [status_of(requirement, dossier, today) for requirement in requirements]


def _closed(verdict: Verdict, dossier: Dossier, ended_on: date) -> Verdict:
    """Frozen as it stood: only the organisation's own facts can still make it not applicable."""
    if verdict.status is Status.NOT_APPLICABLE:
        return replace(verdict, changes_on=dossier.facts.until)
    explanation = (*verdict.explanation, Reason(Why.CLOSED, {"on": ended_on.isoformat()}))
    return replace(verdict, explanation=explanation, changes_on=dossier.facts.until, asked=False, closed=True)


def _judge(requirement: Requirement, dossier: Dossier, today: date) -> Verdict:
    obstacle = not_bound(requirement, dossier.facts, today)
    if obstacle is not None:
        begins = requirement.starts_on if requirement.starts_on and requirement.starts_on > today else None
        changes_on = soonest(begins, dossier.facts.until)
        return Verdict(requirement.code, Status.NOT_APPLICABLE, (obstacle,), changes_on=changes_on)
    waivers = dossier.waivers.get(requirement.code, ())
    granted = soonest(*(waiver.starts_on for waiver in waivers if waiver.starts_on > today)) if waivers else None
    changes_on = soonest(dossier.facts.until, granted)
    waiver = next((waiver for waiver in waivers if waiver.covers(today)), None)
    if waiver is not None:
        return _waived(requirement, waiver, changes_on)
    found = _found(requirement, dossier, today)
    changes_on = soonest(changes_on, found.changes_on)
    if found.finding is Finding.MET:
        return _met(requirement, found, today, changes_on)
    return _unmet(requirement, found, today, changes_on)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the proofs come to, for one organisation or for the members of a GHT."""

    finding: Finding
    explanation: Explanation
    counted: tuple[Candidate, ...]
    lasts_until: date
    changes_on: date | None


def _found(requirement: Requirement, dossier: Dossier, today: date) -> _Found:
    if requirement.rule.share is not None and dossier.members:
        return _of_members(shared(requirement, requirement.rule.share, dossier, today))
    kind = dossier.facts.kind
    return _of_clauses([assess(clause, requirement, dossier, kind, today) for clause in requirement.rule.clauses])


def _of_clauses(assessments: list[Assessment]) -> _Found:
    """All clauses must be met: the worst decides, and every unmet one says why, in the rule's order."""
    finding = max([assessment.finding for assessment in assessments])
    met = [assessment for assessment in assessments if assessment.finding is Finding.MET]
    said = met if finding is Finding.MET else [each for each in assessments if each.finding is not Finding.MET]
    explanation = tuple(reason for assessment in said for reason in assessment.reasons)
    if finding is not Finding.MET and len(assessments) > 1:
        explanation = (Reason(Why.PROGRESS, {"met": len(met), "of": len(assessments)}), *explanation)
    return _Found(
        finding,
        explanation,
        tuple([candidate for assessment in met for candidate in assessment.chosen]),
        min([assessment.lasts_until for assessment in assessments]),
        soonest(*[assessment.changes_on for assessment in assessments]),
    )


def _of_members(result: Shared) -> _Found:
    return _Found(result.finding, result.explanation, result.counted, result.lasts_until, result.changes_on)


def _waived(requirement: Requirement, waiver: WaiverFact, changes_on: date | None) -> Verdict:
    reason = Reason(Why.WAIVED, {"waiver": waiver.id, "until": waiver.ends_on.isoformat()})
    ends = soonest(changes_on, day_after(waiver.ends_on))
    return Verdict(requirement.code, Status.WAIVED, (reason,), changes_on=ends, waiver=waiver.id)


def _met(requirement: Requirement, found: _Found, today: date, changes_on: date | None) -> Verdict:
    status, explanation = Status.MET, found.explanation
    lasts_until = None if found.lasts_until == FOREVER else found.lasts_until
    if lasts_until is not None:
        warns_on = lasts_until - timedelta(days=requirement.warn_days)
        status = Status.EXPIRES_SOON if today >= warns_on else Status.MET
        changes_on = soonest(changes_on, warns_on if today < warns_on else None)
        explanation = (*explanation, Reason(Why.LASTS, {"until": lasts_until.isoformat()}))
    proofs, assurance = _basis(found)
    return Verdict(
        requirement.code, status, explanation, proofs, assurance, lasts_until, requirement.due_on, changes_on
    )


def _unmet(requirement: Requirement, found: _Found, today: date, changes_on: date | None) -> Verdict:
    due_on, explanation = requirement.due_on, found.explanation
    passed = due_on is not None and due_on < today
    if due_on is not None:
        explanation = (*explanation, Reason(Why.DUE, {"on": due_on.isoformat(), "passed": passed}))
        changes_on = soonest(changes_on, None if passed else day_after(due_on))
    proofs, assurance = _basis(found)
    return Verdict(
        requirement.code,
        _unmet_status(found.finding, passed=passed),
        explanation,
        proofs,
        assurance,
        due_on=due_on,
        changes_on=changes_on,
        asked=any(reason.code is Why.ASKED for reason in explanation),
    )


def _unmet_status(finding: Finding, *, passed: bool) -> Status:
    match finding:
        case Finding.REFUSED:
            return Status.REFUSED
        case Finding.LAPSED:
            return Status.OVERDUE
        case Finding.ABSENT:
            return Status.OVERDUE if passed else Status.MISSING
        case _:
            return Status.IN_REVIEW


def _basis(found: _Found) -> tuple[tuple[int, ...], Assurance | None]:
    """The proofs that count, once each, and the assurance of the least sure."""
    if not found.counted:
        return (), None
    proofs = tuple(sorted({candidate.proof.id for candidate in found.counted}))
    return proofs, min((candidate.assurance for candidate in found.counted), key=lambda assurance: assurance.rank)
