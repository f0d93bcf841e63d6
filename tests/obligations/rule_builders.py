"""Small requirements, proofs and dossiers for the tests of the rules: every value that a test does not name is dull."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hygie.core.registry import Registry
from hygie.obligations.base_kinds import BASE_KINDS
from hygie.obligations.enums import Assurance, Certainty, Decision, Nature
from hygie.obligations.proof_kinds import ProofKind
from hygie.obligations.requirements import Binding, Clause, Requirement, Rule, Source, Text
from hygie.obligations.rules import Dossier, OrganisationFacts, ProofFact, ReviewFact

TODAY = date(2026, 3, 2)
TEXT = Text("texte", "text")
SOURCE = Source(TEXT, Certainty.A)
HOSPITAL = OrganisationFacts(1, "entity", frozenset({"355"}))


def base_kinds() -> Registry[ProofKind]:
    kinds: Registry[ProofKind] = Registry("proof kinds", key=lambda kind: kind.code)
    for kind in BASE_KINDS:
        kinds.register(kind)
    return kinds


def clause(kind: str = "security_policy", **fields: Any) -> Clause:
    return Clause(code=fields.pop("code", kind), kinds=(kind,), **fields)


def requirement(*clauses: Clause, share: int | None = None, **fields: Any) -> Requirement:
    plain = Requirement(
        code="test-1",
        programme="test",
        nature=Nature.LAW,
        title=TEXT,
        text=TEXT,
        expected=TEXT,
        todo=Text("Faites-le.", "Do it."),
        source=SOURCE,
        binds=Binding(frozenset({"entity", "ght"})),
        rule=Rule(clauses or (clause(),), share),
    )
    return replace(plain, **fields)


def proof(number: int = 1, happened_on: date = date(2026, 1, 10), **fields: Any) -> ProofFact:
    fields.setdefault("kind", "security_policy")
    fields.setdefault("organisation", 1)
    return ProofFact(number, happened_on=happened_on, **fields)


def review(of: int, decision: Decision, number: int = 1, decided_on: date = date(2026, 2, 1)) -> ReviewFact:
    return ReviewFact(number, of, decision, decided_on)


def dossier(*proofs: ProofFact, facts: OrganisationFacts = HOSPITAL, **parts: Any) -> Dossier:
    return Dossier.of(facts, proofs, parts.pop("reviews", ()), parts.pop("waivers", ()), **parts)


def verified(number: int, happened_on: date, **fields: Any) -> ProofFact:
    return proof(number, happened_on, assurance=Assurance.VERIFIED, **fields)
