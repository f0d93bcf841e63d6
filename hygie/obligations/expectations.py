"""What a rule asks, said condition by condition, and beside a proof: which of them it fulfils.

The judgement itself is `rules`; here the same conditions are only put side by side with what was recorded, for whoever
deposits or reviews.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.web.formats import day as day_said
from hygie.web.formats import number

from .models import Proof
from .proof_kinds import Choice, Choices, Day, Integer, Measure, Number, ProofKind
from .registries import proof_kinds
from .requirements import Clause, Condition, Requirement, Test
from .rules import Verdict, Why
from .rules.calendar import add_months
from .words import in_words

FIRST_YEAR = 1900
Compare = Callable[[Proof, date], bool]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing asked. `holds` compares it with a proof; None where there is none to compare with."""

    text: str
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One clause: what to show, and what it must say."""

    title: str
    expectations: tuple[Expectation, ...]

    @property
    def holds(self) -> bool:
        return all(expectation.holds is not False for expectation in self.expectations)


def asked_by(requirement: Requirement, organisation_kind: str) -> list[Asked]:
    """The clauses of a requirement in words, for one kind of organisation."""
    return [
        Asked(clause_title(clause), tuple(Expectation(text) for text, _compare in _said(clause, organisation_kind)))
        for clause in requirement.rule.clauses
    ]


def asked_of(requirement: Requirement, proof: Proof, organisation_kind: str, today: date) -> list[Asked]:
    """The clauses that this proof speaks of, each condition compared with what the proof records."""
    speaking = (
        clause
        for clause in requirement.rule.clauses
        if proof.kind in clause.kinds
        and all(condition.holds(proof.measures, organisation_kind) for condition in clause.about)
    )
    return [
        Asked(
            clause_title(clause),
            tuple(
                Expectation(text, compare(proof, today) if compare else None)
                for text, compare in _said(clause, organisation_kind)
            ),
        )
        for clause in speaking
    ]


def clause_title(clause: Clause) -> str:
    return in_words(clause.title) if clause.title else kinds_said(clause.kinds)


def kinds_said(codes: Iterable[str]) -> str:
    return _(" or ").join(kind_label(code) for code in codes)


def kind_label(code: str) -> str:
    kind = proof_kinds.get(code)
    return str(kind.label) if kind else code


def measures_said(kind: ProofKind | None, measures: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a proof records, label and value, in the schema's order; codes as they are when the kind is gone."""
    if kind is None:
        return [(code, str(value)) for code, value in measures.items()]
    return [
        (str(measure.label), value_said(measure, measures[measure.code]))
        for measure in kind.measures
        if measure.code in measures
    ]


def value_said(measure: Measure | None, value: object) -> str:
    """A measure's value as a person says it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(value_said(measure, each) for each in _in_order(measure, value))
    if isinstance(measure, Choice | Choices):
        return next((str(option.label) for option in measure.options if option.code == value), str(value))
    if isinstance(measure, Day) and isinstance(value, str):
        return day_said(date.fromisoformat(value))
    if isinstance(measure, Integer) and measure.minimum >= FIRST_YEAR:
        return str(value)  # a year is not grouped by thousands
    if isinstance(value, int | float):
        written = number(value, 0 if value == int(value) else 1)
        return f"{written} {measure.unit}" if isinstance(measure, Number) and measure.unit else written
    return str(value)


def first_lacking(requirement: Requirement, verdict: Verdict | None, kind: str) -> Clause | None:
    """The first clause that reads this kind and is not met yet: what a fresh deposit is most likely about."""
    reading = [clause for clause in requirement.rule.clauses if kind in clause.kinds]
    shown = clauses_shown(verdict)
    return next((clause for clause in reading if clause.code not in shown), reading[0] if reading else None)


def clauses_shown(verdict: Verdict | None) -> set[str]:
    """The clauses for which some evidence counts or waits."""
    reasons = verdict.explanation if verdict else ()
    return {reason.values["clause"] for reason in reasons if reason.code in {Why.COUNTS, Why.WAITING}}


def proposed_measures(clause: Clause | None) -> dict[str, object]:
    """What is already said by the clause one answers to: the form need not ask it again."""
    about = clause.about if clause else ()
    return {condition.measure: condition.expected for condition in about if condition.test is Test.IS}


def _in_order(measure: Measure | None, values: Iterable[object]) -> list[object]:
    given = list(values)
    if not isinstance(measure, Choices):
        return given
    return [option.code for option in measure.options if option.code in given]


def _said(clause: Clause, organisation_kind: str) -> Iterator[tuple[str, Compare | None]]:
    """Each thing that the clause asks, with how one proof answers it where one alone can."""
    if clause.number > 1:
        words = ngettext("%(count)d piece of evidence", "%(count)d pieces of evidence", clause.number)
        yield words % {"count": clause.number}, None
    if months := clause.months:
        yield _within(months), lambda proof, today: today <= add_months(proof.happened_on, months)
    if since := clause.since:
        yield _since(since), lambda proof, today: proof.happened_on >= since
    if clause.spacing is not None:
        span = {"least": clause.spacing.least, "most": clause.spacing.most}
        yield _("Two of them, %(least)d to %(most)d days apart") % span, None
    for condition in clause.conditions:
        if not condition.only_for or organisation_kind in condition.only_for:
            yield _condition_said(clause, condition), partial(_fulfils, condition, organisation_kind)


def _fulfils(condition: Condition, organisation_kind: str, proof: Proof, _today: date) -> bool:
    return condition.holds(proof.measures, organisation_kind)


def _within(months: int) -> str:
    return ngettext("Less than %(count)d month old", "Less than %(count)d months old", months) % {"count": months}


def _since(first: date) -> str:
    return _("Dated on or after %(day)s") % {"day": day_said(first)}


def _condition_said(clause: Clause, condition: Condition) -> str:
    measure = _measure(clause, condition.measure)
    label = str(measure.label) if measure else condition.measure
    words = {"measure": label, "expected": value_said(measure, condition.expected)}
    said = _TESTS[condition.test]() % words
    if condition.when is None:
        return said
    when = _measure(clause, condition.when.measure)
    return _("%(condition)s (where “%(measure)s” is %(expected)s)") % {
        "condition": said,
        "measure": str(when.label) if when else condition.when.measure,
        "expected": value_said(when, condition.when.expected).lower(),
    }


_TESTS = {
    Test.IS: lambda: _("%(measure)s: %(expected)s"),
    Test.AT_LEAST: lambda: _("%(measure)s: %(expected)s or more"),
    Test.AT_MOST: lambda: _("%(measure)s: %(expected)s or less"),
    Test.ONE_OF: lambda: _("%(measure)s: one of %(expected)s"),
    Test.INCLUDES: lambda: _("%(measure)s: with %(expected)s"),
    Test.RECORDED: lambda: _("%(measure)s: recorded"),
}


def _measure(clause: Clause, code: str) -> Measure | None:
    kinds = (proof_kinds.get(kind) for kind in clause.kinds)
    return next((measure for kind in kinds if kind and (measure := kind.measure(code))), None)
