"""What a judgement is made from: plain values, read from the database by others.

Every date is a civil date in France. Everything that can change with the calendar is dated here or bounded by
`OrganisationFacts.until`, so that a verdict can say until when it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..enums import Assurance, Decision, ProofState
from ..requirements import Measures


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is true of one organisation today.

    `kind`: value of territory's OrganisationKind. `categories`: FINESS categories of the organisation and of its open
    sites. `facts`: for each kind of fact, the codes that hold today ({"regime": {"ose"}}). `ghts`: the GHT it is in.
    `until`: the first day on which any of this will change by the calendar alone (a fact, a membership, an opening);
    None when nothing is planned.
    """

    organisation: int
    kind: str
    categories: frozenset[str] = frozenset()
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ghts: tuple[int, ...] = ()
    is_open: bool = True
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ProofFact:
    """One proof. `expires_on` is the last day on which it counts, whatever the requirement; None: no end of its own."""

    id: int
    organisation: int
    kind: str
    happened_on: date
    expires_on: date | None = None
    measures: Measures = field(default_factory=dict)
    assurance: Assurance = Assurance.DECLARED
    state: ProofState = ProofState.STANDING


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """One answer of the ARS to a proof. Of several, the one with the highest id stands."""

    id: int
    proof: int
    decision: Decision
    decided_on: date


@dataclass(frozen=True, slots=True)
class WaiverFact:
    """A requirement set aside for one organisation, both days included."""

    id: int
    requirement: str
    starts_on: date
    ends_on: date

    def covers(self, today: date) -> bool:
        return self.starts_on <= today <= self.ends_on


@dataclass(frozen=True)
class Dossier:
    """All that one organisation can show, indexed once and judged many times. Build it with `Dossier.of`."""

    facts: OrganisationFacts
    proofs: Mapping[str, Sequence[ProofFact]]
    lent: Mapping[str, Sequence[ProofFact]]
    reviews: Mapping[int, ReviewFact]
    waivers: Mapping[str, Sequence[WaiverFact]]
    members: Sequence[Member] = ()

    @classmethod
    def of(
        cls,
        facts: OrganisationFacts,
        proofs: Iterable[ProofFact] = (),
        reviews: Iterable[ReviewFact] = (),
        waivers: Iterable[WaiverFact] = (),
        *,
        lent: Iterable[ProofFact] = (),
        members: Sequence[Member] = (),
    ) -> Dossier:
        """`lent`: the proofs of its GHTs, which count where the requirement says so; `reviews` speak of both.

        `members`: the open legal entities of a GHT, for requirements met by a share of the combined activity.
        """
        last_review = {review.proof: review for review in sorted(reviews, key=lambda review: review.id)}
        by_requirement: dict[str, list[WaiverFact]] = {}
        for waiver in sorted(waivers, key=lambda waiver: (waiver.ends_on, waiver.id), reverse=True):
            by_requirement.setdefault(waiver.requirement, []).append(waiver)
        ordered = tuple(sorted(members, key=lambda member: member.organisation))
        return cls(facts, _by_kind(proofs), _by_kind(lent), last_review, by_requirement, ordered)


@dataclass(frozen=True, slots=True)
class Member:
    """One legal entity of a GHT. `weight` is its combined activity in any unit the same for all; None: not known."""

    weight: float | None
    dossier: Dossier

    @property
    def organisation(self) -> int:
        return self.dossier.facts.organisation


def _by_kind(proofs: Iterable[ProofFact]) -> dict[str, list[ProofFact]]:
    """Standing proofs by kind, newest first: the order in which they were given never matters."""
    kinds: dict[str, list[ProofFact]] = {}
    for proof in sorted(proofs, key=lambda proof: (proof.happened_on, proof.id), reverse=True):
        if proof.state == ProofState.STANDING:
            kinds.setdefault(proof.kind, []).append(proof)
    return kinds
