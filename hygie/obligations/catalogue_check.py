"""Checking the catalogue: schema, kinds and measures, and that every requirement can bind somebody and be satisfied.

The last is proved, not reasoned: a witness is built for each requirement (an organisation that it names, with proofs
made from the kinds' own schemas) and judged by the very rules that judge hospitals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from hygie.core.actions import Refused
from hygie.core.registry import Registry
from hygie.territory.registries import FactKind

from .enums import Assurance
from .proof_kinds import Choice, Choices, Day, Flag, Integer, Measure, Number, ProofKind
from .requirements import Catalogue, Clause, Condition, Problem, Requirement, Test
from .rules import Dossier, OrganisationFacts, ProofFact, not_bound, status_of

HELD_BY = frozenset({"ght", "group", "entity", "site"})
"""The kinds of organisation that can hold a requirement."""

_EXAMPLE_DAY = date(2026, 6, 15)


def check(catalogue: Catalogue, kinds: Registry[ProofKind], facts: Registry[FactKind]) -> list[Problem]:
    """All problems, those of the schema first; a requirement that cannot be read is not judged further."""
    problems = [*catalogue.problems, *_duplicates(catalogue)]
    for requirement in catalogue:
        file, path = catalogue.origins.get(requirement.code, ("", requirement.code))
        reasons = [
            *_binding(requirement),
            *_facts(requirement, facts),
            *_dates(requirement),
            *_clauses(requirement, kinds),
        ]
        reasons = reasons or list(_dead(requirement, kinds))
        problems.extend(Problem(file, f"{path} ({requirement.code})", reason) for reason in reasons)
    return problems


def _duplicates(catalogue: Catalogue) -> Iterator[Problem]:
    for name, codes in (
        ("programme", Counter(programme.code for programme in catalogue.programmes)),
        ("requirement", Counter(requirement.code for requirement in catalogue)),
    ):
        for code, times in codes.items():
            if times > 1:
                yield Problem("", code, f"is the code of {times} {name}s")


def _binding(requirement: Requirement) -> Iterator[str]:
    binds = requirement.binds
    if not binds.kinds:
        yield "binds nobody: no kind of organisation"
    for kind in sorted(binds.kinds - HELD_BY):
        yield f"binds {kind}, which holds no requirement"
    for family in binds.families:
        if not family.categories:
            yield f"binds nobody in the family {family.code}, which has no category"
    if binds.outside_ght and "entity" not in binds.kinds:
        yield "speaks of entities outside a GHT but does not bind entities"
    if requirement.rule.share is not None and "ght" not in binds.kinds:
        yield "asks a share of activity but does not bind GHTs"


def _facts(requirement: Requirement, facts: Registry[FactKind]) -> Iterator[str]:
    """A fact that nobody can record binds nobody; one that is sensitive must not be told by a requirement."""
    for fact in requirement.binds.facts:
        kind = facts.get(fact.kind)
        if kind is None or fact.code not in dict(kind.choices):
            yield f"binds nobody: {fact.kind} {fact.code} is not a fact that organisations have"
        elif kind.sensitive and not requirement.sensitive:
            yield f"{fact.kind} is sensitive, its programme should be too"


def _dates(requirement: Requirement) -> Iterator[str]:
    starts_on, due_on, ends_on = requirement.starts_on, requirement.due_on, requirement.ends_on
    if starts_on and due_on and due_on < starts_on:
        yield "falls due before it begins"
    if starts_on and ends_on and ends_on < starts_on:
        yield "binds nobody: ends before it begins"
    if due_on and ends_on and ends_on < due_on:
        yield "ends before it falls due"


def _clauses(requirement: Requirement, kinds: Registry[ProofKind]) -> Iterator[str]:
    for clause in requirement.rule.clauses:
        if not clause.kinds:
            yield f"{clause.code}: names no kind of evidence"
        for code in clause.kinds:
            kind = kinds.get(code)
            if kind is None:
                yield f"{clause.code}: {code} is not a known kind of evidence"
                continue
            for condition in (*clause.about, *clause.conditions):
                yield from (f"{clause.code}: {reason}" for reason in _condition(condition, kind))
        if clause.spacing is not None and (clause.spacing.least > clause.spacing.most or clause.number != 1):
            yield f"{clause.code}: days apart from {clause.spacing.least} to {clause.spacing.most}, for a pair"


def _condition(condition: Condition, kind: ProofKind) -> Iterator[str]:
    measure = kind.measure(condition.measure)
    if measure is None:
        yield f"{kind.code} has no measure {condition.measure}"
    elif not _asks_well(condition, measure):
        yield f"{condition.test} {_shown(condition.expected)} cannot be asked of {kind.code}.{measure.code}"
    for unknown in sorted(condition.only_for - HELD_BY):
        yield f"{unknown} holds no requirement"
    if condition.when is not None:
        yield from _condition(condition.when, kind)


def _shown(expected: object) -> str:
    return ", ".join(sorted(expected)) if isinstance(expected, frozenset) else str(expected)


def _asks_well(condition: Condition, measure: Measure) -> bool:
    """Whether the test can be asked of such a measure, with such a value."""
    expected = condition.expected
    match condition.test:
        case Test.RECORDED:
            return expected is True
        case Test.INCLUDES:
            return isinstance(measure, Choices) and isinstance(expected, frozenset) and _takes(measure, list(expected))
        case Test.ONE_OF:
            is_set = isinstance(measure, Choice) and isinstance(expected, frozenset) and bool(expected)
            return is_set and all(_takes(measure, code) for code in expected)  # type: ignore[union-attr]
        case Test.IS:
            return isinstance(measure, Flag | Choice | Integer | Number) and _takes(measure, expected)
    return isinstance(measure, Integer | Number | Day) and _takes(measure, expected)


def _takes(measure: Measure, value: object) -> bool:
    """Whether the measure's schema accepts the value as it stands, without converting it."""
    if isinstance(value, str) and isinstance(measure, Integer | Number | Flag):
        return False
    try:
        measure.clean(value)
    except ValueError:
        return False
    return value not in ([], "")


def _dead(requirement: Requirement, kinds: Registry[ProofKind]) -> Iterator[str]:
    """A requirement that binds nobody, or that no proof can satisfy."""
    for kind in sorted(requirement.binds.kinds):
        day = _witness_day(requirement)
        facts = _witness_facts(requirement, kind)
        if not_bound(requirement, facts, day) is not None:
            yield f"binds no {kind}"
            continue
        try:
            proofs = list(_witness_proofs(requirement, kind, kinds, day))
        except Refused as error:
            yield f"cannot be satisfied: {error}"
            continue
        if not status_of(requirement, Dossier.of(facts, proofs), day).status.satisfies:
            yield f"cannot be satisfied by a {kind}: no evidence meets all its conditions"


def _witness_day(requirement: Requirement) -> date:
    """A day on which the requirement is in force and late enough for all it asks to have happened."""
    if requirement.ends_on is not None:
        return requirement.ends_on
    since = [clause.since for clause in requirement.rule.clauses if clause.since is not None]
    return max([_EXAMPLE_DAY, requirement.starts_on or _EXAMPLE_DAY, *since])


def _witness_facts(requirement: Requirement, kind: str) -> OrganisationFacts:
    binds = requirement.binds
    facts = {fact.kind: frozenset({fact.code}) for fact in binds.facts}
    return OrganisationFacts(1, kind, frozenset().union(*(each.categories for each in binds.families)), facts)


def _witness_proofs(
    requirement: Requirement, holder_kind: str, kinds: Registry[ProofKind], day: date
) -> Iterator[ProofFact]:
    """Proofs that fulfil every clause. Raises Refused where a kind's schema does not accept what is asked of it."""
    for position, clause in enumerate(requirement.rule.clauses):
        kind = kinds[clause.kinds[0]]
        measures = kind.check(example_measures(kind, clause, holder_kind))
        apart = clause.spacing.least if clause.spacing else 0
        for turn in range(2 if clause.spacing else clause.number):
            happened_on = day - timedelta(days=turn * apart)
            number = position * 100 + turn + 1
            yield ProofFact(number, 1, kind.code, happened_on, None, measures, Assurance.VERIFIED)


def example_measures(kind: ProofKind, clause: Clause, holder_kind: str) -> Mapping[str, Any]:
    """Measures of a proof that fulfils the clause, as a conscientious person would declare them."""
    measures: dict[str, Any] = {measure.code: _example(measure) for measure in kind.measures if measure.required}
    for condition in (*clause.about, *clause.conditions):
        applies = not condition.only_for or holder_kind in condition.only_for
        if applies and not condition.holds(measures, holder_kind):
            measures[condition.measure] = _fulfilling(condition, kind, measures.get(condition.measure))
    return measures


def _example(measure: Measure) -> Any:
    match measure:
        case Choice(options=options):
            return options[0].code
        case Choices(options=options):
            return [options[0].code]
        case Integer(minimum=least) | Number(minimum=least):
            return least
        case Flag():
            return False
        case Day():
            return _EXAMPLE_DAY.isoformat()
    return "…"


def _fulfilling(condition: Condition, kind: ProofKind, present: object) -> Any:
    expected = condition.expected
    match condition.test:
        case Test.RECORDED:
            measure = kind.measure(condition.measure)
            return _example(measure) if measure else None
        case Test.INCLUDES if isinstance(expected, frozenset):
            return [*expected, *(present if isinstance(present, list) else [])]
        case Test.ONE_OF if isinstance(expected, frozenset):
            return min(expected)
    return expected
