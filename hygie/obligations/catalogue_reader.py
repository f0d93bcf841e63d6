"""The catalogue: read from its YAML files, strictly, into frozen values.

`vocabulary.yaml` names families of FINESS categories and the facts that may bind; every other file is one programme.
What is wrong is collected, never guessed: a requirement with a fault is left out, and `load_catalogue` refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import yaml

from .catalogue_nodes import Node, StrictLoader
from .enums import Certainty, Effort, Nature
from .requirements import (
    Binding,
    Catalogue,
    Clause,
    Condition,
    Delay,
    FactValue,
    Family,
    Problem,
    Programme,
    Requirement,
    Rule,
    Source,
    Spacing,
    Test,
    Text,
    Value,
)

CATALOGUE = Path(__file__).parent / "catalogue"
VOCABULARY = "vocabulary.yaml"

_DATES = ("starts_on", "due_on", "ends_on")
_BASIS = ("source", "binds", "review", "group_proof_counts", "warn_days", *_DATES)
_PROGRAMME = ("code", "version", "order", "nature", "title", "summary", "source")
_REQUIREMENT = ("code", "title", "text", "expected", "todo", "effort", "clauses")


class CatalogueError(Exception):
    """The catalogue has faults; `problems` says each with its file and place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@lru_cache(maxsize=4)
def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue, read once a process. Raises CatalogueError when any file has a fault."""
    catalogue = read_catalogue(path)
    if catalogue.problems:
        raise CatalogueError(catalogue.problems)
    return catalogue


def read_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue with its faults in `problems`, for those who check it."""
    problems: list[Problem] = []
    files = sorted(path.glob("*.yaml"))
    vocabulary = _vocabulary(_root(path / VOCABULARY, problems))
    read = [_programme(_root(file, problems), vocabulary) for file in files if file.name != VOCABULARY]
    ordered = sorted((each for each in read if each is not None), key=lambda each: (each.order, each.programme.code))
    return Catalogue(
        programmes=tuple(each.programme for each in ordered),
        requirements=tuple(requirement for each in ordered for requirement in each.requirements),
        families=tuple(vocabulary.families.values()),
        facts=tuple(vocabulary.facts.values()),
        digest=sha256(b"\0".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).hexdigest(),
        problems=tuple(problems),
        origins={code: origin for each in ordered for code, origin in each.origins.items()},
    )


@dataclass(frozen=True)
class _Vocabulary:
    families: Mapping[str, Family]
    facts: Mapping[tuple[str, str], FactValue]


@dataclass(frozen=True)
class _Read:
    """One file: its programme, its sound requirements, and where each stands."""

    order: int
    programme: Programme
    requirements: tuple[Requirement, ...]
    origins: Mapping[str, tuple[str, str]]


def _root(file: Path, problems: list[Problem]) -> Node:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=StrictLoader)  # noqa: S506 — a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(Problem(file.name, "", " ".join(str(error).split())))
        content = None
    return Node(content, file.name, "", problems)


def _vocabulary(root: Node) -> _Vocabulary:
    if root.value is None or not root.expect(("families", "facts")):
        return _Vocabulary({}, {})
    families = {code: _family(code, node) for code, node in root["families"].pairs()}
    facts = {
        (kind, code): FactValue(kind, code, title.text())
        for kind, values in root["facts"].pairs()
        for code, title in values.pairs()
    }
    return _Vocabulary(families, facts)


def _family(code: str, node: Node) -> Family:
    node.expect(("title", "categories", "certainty"))
    node["certainty"].one_of(Certainty)
    return Family(code, node["title"].text(), frozenset(node["categories"].codes()))


def _programme(root: Node, vocabulary: _Vocabulary) -> _Read | None:
    if root.value is None or not root.expect(("programme", "requirements")):
        return None
    node = root["programme"]
    if not node.expect(_PROGRAMME, ("sensitive", *_BASIS)):
        return None
    programme = Programme(
        code=node["code"].code(),
        version=node["version"].whole(1, 10_000),
        nature=node["nature"].one_of(Nature),
        title=node["title"].text(),
        summary=node["summary"].text(),
        source=_source(node["source"]),
        sensitive=node["sensitive"].flag(),
        starts_on=node["starts_on"].optional_day(),
        due_on=node["due_on"].optional_day(),
        ends_on=node["ends_on"].optional_day(),
    )
    requirements: list[Requirement] = []
    origins: dict[str, tuple[str, str]] = {}
    for item in root["requirements"].each():
        before = len(item.problems)
        requirement = _requirement(item, node, programme, vocabulary)
        if requirement is None or len(item.problems) > before:
            continue
        if requirement.code in origins:
            item["code"].wrong(f"{requirement.code} is used twice")
            continue
        requirements.append(requirement)
        origins[requirement.code] = (item.file, item.path)
    return _Read(node["order"].whole(1, 1000), programme, tuple(requirements), origins)


def _requirement(node: Node, parent: Node, programme: Programme, vocabulary: _Vocabulary) -> Requirement | None:
    """One requirement; what it does not say of its basis, its programme says for it."""
    if not node.expect(_REQUIREMENT, ("nature", "share", "delays", *_BASIS)):
        return None
    basis = {key: node[key] if key in node else parent[key] for key in _BASIS}
    code = node["code"].code()
    if not code.startswith(f"{programme.code}-"):
        node["code"].wrong(f"should begin with {programme.code}-")
    warn_days = basis["warn_days"].optional_whole(1, 365)
    return Requirement(
        code=code,
        programme=programme.code,
        nature=node["nature"].one_of(Nature) if "nature" in node else programme.nature,
        title=node["title"].text(),
        text=node["text"].text(),
        expected=node["expected"].text(),
        todo=node["todo"].text(),
        source=_source(basis["source"]),
        binds=_binding(basis["binds"], vocabulary),
        rule=_rule(node),
        effort=node["effort"].one_of(Effort),
        review=basis["review"].flag(),
        group_proof_counts=basis["group_proof_counts"].flag(),
        sensitive=programme.sensitive,
        starts_on=basis["starts_on"].optional_day(),
        due_on=basis["due_on"].optional_day(),
        ends_on=basis["ends_on"].optional_day(),
        warn_days=60 if warn_days is None else warn_days,
        delays=tuple(_delay(each) for each in node["delays"].each()),
    )


def _source(node: Node) -> Source:
    if not node.expect(("title", "certainty"), ("dated", "note")):
        return Source(Text("", ""), Certainty.C)
    return Source(
        title=node["title"].text(),
        certainty=node["certainty"].one_of(Certainty),
        dated=node["dated"].optional_day(),
        note=node["note"].optional_text(),
    )


def _binding(node: Node, vocabulary: _Vocabulary) -> Binding:
    if not node.expect(("kinds",), ("families", "facts", "outside_ght")):
        return Binding(frozenset())
    return Binding(
        kinds=frozenset(node["kinds"].codes()),
        families=tuple(_known_families(node["families"], vocabulary)),
        facts=tuple(_known_facts(node["facts"], vocabulary)),
        outside_ght=node["outside_ght"].flag(),
    )


def _known_families(node: Node, vocabulary: _Vocabulary) -> Iterator[Family]:
    for code in node.codes():
        if code in vocabulary.families:
            yield vocabulary.families[code]
        else:
            node.wrong(f"{code} is not a family of {VOCABULARY}")


def _known_facts(node: Node, vocabulary: _Vocabulary) -> Iterator[FactValue]:
    for kind, values in node.pairs():
        for code in values.codes():
            if (kind, code) in vocabulary.facts:
                yield vocabulary.facts[kind, code]
            else:
                values.wrong(f"{code} is not a fact of {VOCABULARY}")


def _rule(node: Node) -> Rule:
    clauses = tuple(_clause(each) for each in node["clauses"].each())
    if not clauses:
        node["clauses"].wrong("names nothing to show")
    if len({clause.code for clause in clauses}) != len(clauses):
        node["clauses"].wrong("uses a clause's code twice")
    return Rule(clauses, node["share"].optional_whole(1, 100))


def _clause(node: Node) -> Clause:
    optional = ("title", "about", "conditions", "months", "since", "number", "days_apart", "latest")
    if not node.expect(("code", "kinds"), optional):
        return Clause("", ())
    number = node["number"].optional_whole(1, 100)
    return Clause(
        code=node["code"].code(),
        kinds=node["kinds"].codes(),
        title=node["title"].optional_text(),
        about=tuple(_condition(each) for each in node["about"].each()),
        conditions=tuple(_condition(each) for each in node["conditions"].each()),
        months=node["months"].optional_whole(1, 240),
        since=node["since"].optional_day(),
        number=1 if number is None else number,
        spacing=_spacing(node["days_apart"]),
        latest=node["latest"].flag(),
    )


def _spacing(node: Node) -> Spacing | None:
    if node.value is None or not node.expect(("least", "most")):
        return None
    return Spacing(node["least"].whole(1, 3660), node["most"].whole(1, 3660))


def _condition(node: Node) -> Condition:
    tests = tuple(test.value for test in Test)
    nothing = Condition("", Test.RECORDED, None)
    if not node.expect(("measure",), (*tests, "when", "only_for")):
        return nothing
    given = [test for test in Test if test.value in node]
    if len(given) != 1:
        node.wrong(f"should ask exactly one of {', '.join(tests)}")
        return nothing
    return Condition(
        measure=node["measure"].code(),
        test=given[0],
        expected=_expected(node[given[0].value]),
        when=_condition(node["when"]) if "when" in node else None,
        only_for=frozenset(node["only_for"].codes()),
    )


def _expected(node: Node) -> Value:
    """A scalar as it stands, a date as the ISO text that measures hold, a list as a set of codes."""
    if isinstance(node.value, list):
        return frozenset(node.codes())
    if isinstance(node.value, bool | int | float | str):
        return node.value
    if hasattr(node.value, "isoformat"):
        return str(node.value.isoformat())
    node.wrong("should be a number, a text, a date, true, false or a list of codes")
    return None


def _delay(node: Node) -> Delay:
    if not node.expect(("code", "label", "authority", "after"), ("hours", "months")):
        return Delay("", Text("", ""), "")
    if "hours" in node and "months" in node:
        node.wrong("should be in hours or in months, not both")
    return Delay(
        code=node["code"].code(),
        label=node["label"].text(),
        authority=node["authority"].code(),
        hours=node["hours"].optional_whole(0, 10_000),
        months=node["months"].optional_whole(1, 120),
        after=node["after"].code(),
    )
