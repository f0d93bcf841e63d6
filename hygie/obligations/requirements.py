"""What an obligation is made of: plain frozen values that the catalogue's YAML is read into.

Nothing here knows the database or the clock; `catalogue_reader` builds these values, `rules` judges with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .enums import Certainty, Effort, Nature

Scalar = int | float | bool | str
Value = Scalar | frozenset[str] | None
Measures = Mapping[str, object]
"""A proof's measures as stored: JSON values by measure code (a date is its ISO text, a set a list of codes)."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the two languages of the platform."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where an obligation comes from, and how well we know it."""

    title: Text
    certainty: Certainty
    dated: date | None = None
    note: Text | None = None


class Test(StrEnum):
    """What a condition asks of one measure."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS = "is"
    ONE_OF = "one_of"
    INCLUDES = "includes"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one measure of a proof. A measure that is not recorded never holds.

    `when` is asked first: where it does not hold, the condition asks nothing (a dedicated directory's level, where
    there is a dedicated directory). `only_for` bounds it to kinds of organisation (central alerts, for a GHT).
    """

    measure: str
    test: Test
    expected: Value
    when: Condition | None = None
    only_for: frozenset[str] = frozenset()

    def holds(self, measures: Measures, organisation_kind: str) -> bool:
        if self.only_for and organisation_kind not in self.only_for:
            return True
        if self.when is not None and not self.when.holds(measures, organisation_kind):
            return True
        found = measures.get(self.measure)
        return found is not None and _answers(self.test, found, self.expected)


def _answers(test: Test, found: object, expected: Value) -> bool:
    """Whether a recorded value answers the test. Values of another type than the schema's never do."""
    if test is Test.IS:
        return found == expected
    if test is Test.RECORDED:
        return True
    if test is Test.INCLUDES:
        return isinstance(found, list | tuple) and isinstance(expected, frozenset) and expected.issubset(found)
    if test is Test.ONE_OF:
        return isinstance(found, str) and isinstance(expected, frozenset) and found in expected
    return _compares(test, found, expected)


def _compares(test: Test, found: object, expected: Value) -> bool:
    """Numbers with numbers; texts, which are ISO dates here, with texts."""
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return found >= expected if test is Test.AT_LEAST else found <= expected
    if isinstance(found, str) and isinstance(expected, str):
        return found >= expected if test is Test.AT_LEAST else found <= expected
    return False


@dataclass(frozen=True, slots=True)
class Spacing:
    """Two proofs so many days apart, both ends included (an exposure audit and its counter-audit)."""

    least: int
    most: int

    def allows(self, days: int) -> bool:
        return self.least <= days <= self.most


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to show: proofs of some kinds, recent enough, that fulfil the conditions.

    `about` chooses which proofs speak of this clause at all (the impact analysis *of a care service*);
    `conditions` say what such a proof must show. `months` is how long a proof counts from the day it happened, that
    same date included; `since` is the first day from which it counts. `latest` is for what measures a state: only the
    newest proof speaks (an old good audit does not hide a new bad one).
    """

    code: str
    kinds: tuple[str, ...]
    title: Text | None = None
    about: tuple[Condition, ...] = ()
    conditions: tuple[Condition, ...] = ()
    months: int | None = None
    since: date | None = None
    number: int = 1
    spacing: Spacing | None = None
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Every clause must hold. With `share`, in entities worth at least so many percent of the combined activity."""

    clauses: tuple[Clause, ...]
    share: int | None = None

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for clause in self.clauses for kind in clause.kinds)


@dataclass(frozen=True, slots=True)
class Family:
    """A named set of FINESS categories."""

    code: str
    title: Text
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactValue:
    """A dated fact that may bind an organisation: `title` names those of whom it is true."""

    kind: str
    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom a requirement binds, and so at which level it is held.

    `kinds`: kinds of organisation. `families`: one of them, through any category (none given: all). `facts`: one of
    them must be true today. `outside_ght`: an entity inside a GHT does not answer for itself, its GHT answers with one
    file for all its members.
    """

    kinds: frozenset[str]
    families: tuple[Family, ...] = ()
    facts: tuple[FactValue, ...] = ()
    outside_ght: bool = False


@dataclass(frozen=True, slots=True)
class Delay:
    """A legal clock kept as data: so long after awareness of an incident, tell this authority."""

    code: str
    label: Text
    authority: str
    hours: int | None = None
    months: int | None = None
    after: str = "awareness"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One obligation, whole: where it comes from, whom it binds, what satisfies it, what to do.

    `review`: a declared proof counts once the ARS accepted it. `group_proof_counts`: a GHT's proof counts for its
    members. `due_on` and `ends_on` are last days; `ends_on` closes the programme and freezes its statuses as they
    stood. `warn_days` before it lapses, what is met "expires soon".
    """

    code: str
    programme: str
    nature: Nature
    title: Text
    text: Text
    expected: Text
    todo: Text
    source: Source
    binds: Binding
    rule: Rule
    effort: Effort = Effort.MEDIUM
    review: bool = False
    group_proof_counts: bool = False
    sensitive: bool = False
    starts_on: date | None = None
    due_on: date | None = None
    ends_on: date | None = None
    warn_days: int = 60
    delays: tuple[Delay, ...] = ()

    def clause(self, code: str) -> Clause | None:
        return next((clause for clause in self.rule.clauses if clause.code == code), None)


@dataclass(frozen=True, slots=True)
class Programme:
    """A family of requirements from one text. `sensitive` designations are for the organisation and the ARS only."""

    code: str
    version: int
    nature: Nature
    title: Text
    summary: Text
    source: Source
    sensitive: bool = False
    starts_on: date | None = None
    due_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the catalogue: which file, where in it, why."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.reason}" if self.path else f"{self.file}: {self.reason}"


@dataclass(frozen=True)
class Catalogue:
    """All programmes in their order, with their requirements. `digest` changes with any word of any file."""

    programmes: tuple[Programme, ...]
    requirements: tuple[Requirement, ...]
    families: tuple[Family, ...]
    facts: tuple[FactValue, ...]
    digest: str
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Requirement code → (file, path), to say where a problem stands."""
    _by_code: dict[str, Requirement] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_kind: dict[str, tuple[Requirement, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for requirement in self.requirements:
            self._by_code.setdefault(requirement.code, requirement)
            for kind in requirement.rule.kinds:
                self._by_kind[kind] = (*self._by_kind.get(kind, ()), requirement)

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self.requirements)

    def __len__(self) -> int:
        return len(self.requirements)

    def __getitem__(self, code: str) -> Requirement:
        return self._by_code[code]

    def get(self, code: str) -> Requirement | None:
        return self._by_code.get(code)

    def programme(self, code: str) -> Programme:
        return next(programme for programme in self.programmes if programme.code == code)

    def of_programme(self, code: str) -> tuple[Requirement, ...]:
        return tuple(requirement for requirement in self.requirements if requirement.programme == code)

    def touched_by(self, kind: str) -> tuple[Requirement, ...]:
        """The requirements whose status a proof of this kind can change."""
        return self._by_kind.get(kind, ())
