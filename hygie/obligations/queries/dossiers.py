"""Reads what the rules judge from: organisations, relations, facts, proofs and waivers, for many at once.

Whatever the number of organisations, the number of queries is the same (at most eight). These reads see everything:
a GHT's proof counts for its member though the member's people do not see the GHT's rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.enums import MembershipKind, OrganisationKind
from hygie.territory.models import Fact, Membership, Organisation

from ..enums import Decision, ProofState
from ..models import Proof, Waiver, assurance_of
from ..rules import Dossier, Member, OrganisationFacts, ProofFact, ReviewFact, WaiverFact

SYSTEM = Scope.system()
ACTIVITY_WEIGHT = "activity_weight"
"""Kind of the fact that tells a member's combined activity ("activité combinée")."""


@dataclass(frozen=True, slots=True)
class Case:
    """One organisation, ready to be judged, with the region that its rows carry."""

    region: int
    dossier: Dossier


def dossier_of(organisation: Organisation) -> Dossier:
    """One organisation as it stands today."""
    with aside(SYSTEM):
        return cases_of([organisation.pk], today())[organisation.pk].dossier


def cases_of(ids: Collection[int], day: date, kinds: Collection[str] | None = None) -> dict[int, Case]:
    """The organisations as they stand on a day; with `kinds`, knowing only these kinds of proof.

    The caller has put the reader's sight aside.
    """
    return _Gathering(ids, day, kinds).cases() if ids else {}


@dataclass
class _Organisation:
    """What the register says of one organisation; `dates` are those on which anything known of it changes."""

    pk: int
    kind: str
    region: int
    is_open: bool
    categories: set[str] = field(default_factory=set)
    ghts: set[int] = field(default_factory=set)
    facts: dict[str, set[str]] = field(default_factory=dict)
    weight: float | None = None
    dates: list[date] = field(default_factory=list)

    def as_facts(self) -> OrganisationFacts:
        return OrganisationFacts(
            organisation=self.pk,
            kind=self.kind,
            categories=frozenset(self.categories),
            facts={kind: frozenset(values) for kind, values in self.facts.items()},
            ghts=tuple(sorted(self.ghts)),
            is_open=self.is_open,
            until=min(self.dates, default=None),
        )


class _Gathering:
    """Reads in a fixed order, each step needing the one before: relations, organisations, facts, proofs, waivers."""

    def __init__(self, ids: Collection[int], day: date, kinds: Collection[str] | None) -> None:
        self.asked, self.day, self.kinds = set(ids), day, kinds
        self.members: dict[int, set[int]] = {}
        self.known: dict[int, _Organisation] = {}
        self._read_organisations(self.asked)
        self._read_members()
        self._read_ghts()
        self._read_facts()
        self.proofs, self.reviews = self._read_proofs()
        self.waivers = self._read_waivers()

    def cases(self) -> dict[int, Case]:
        return {pk: Case(self.known[pk].region, self._whole(pk)) for pk in self.asked if pk in self.known}

    def _whole(self, pk: int) -> Dossier:
        members = [self.known[member] for member in self.members.get(pk, ())]
        taking_part = [Member(member.weight, self._own(member.pk)) for member in members if member.is_open]
        return self._own(pk, self.waivers.get(pk, ()), taking_part)

    def _own(self, pk: int, waivers: Iterable[WaiverFact] = (), members: list[Member] | None = None) -> Dossier:
        organisation = self.known[pk]
        own = self.proofs.get(pk, [])
        lent = [proof for ght in sorted(organisation.ghts) for proof in self.proofs.get(ght, ())]
        reviews = [self.reviews[proof.id] for proof in (*own, *lent) if proof.id in self.reviews]
        return Dossier.of(organisation.as_facts(), own, reviews, waivers, lent=lent, members=members or ())

    def _read_organisations(self, ids: Collection[int]) -> None:
        """Each with the categories of its open sites."""
        sites: list[tuple[int, str, list[date]]] = []
        columns = ("pk", "entity_id", "kind", "region_id", "category", "opened_on", "closed_on")
        for chosen in in_pieces(ids):
            rows = Organisation.objects.within(SYSTEM).filter(Q(pk__in=chosen) | Q(entity_id__in=chosen))
            for pk, entity, kind, region, category, opened_on, closed_on in rows.order_by("pk").values_list(*columns):
                dates = [moment for moment in (opened_on, closed_on) if moment and moment > self.day]
                is_open = (opened_on is None or opened_on <= self.day) and (closed_on is None or closed_on > self.day)
                if pk in chosen and region is not None:
                    known = _Organisation(pk, kind, region, is_open, {category} if category else set(), dates=dates)
                    self.known[pk] = known
                if entity in chosen:
                    sites.append((entity, category if is_open else "", dates))
        for entity, category, dates in sites:
            if entity in self.known:
                self.known[entity].categories |= {category} if category else set()
                self.known[entity].dates += dates

    def _read_members(self) -> None:
        """The legal entities of the GHTs among those asked for, of today and of the days to come."""
        ghts = [pk for pk in self.asked if pk in self.known and self.known[pk].kind == OrganisationKind.GHT]
        for group, member, starts_on, ends_on in self._memberships("group_id", ghts):
            self.known[group].dates += self._to_come(starts_on, ends_on)
            if starts_on <= self.day:
                self.members.setdefault(group, set()).add(member)
        members = {member for group in self.members.values() for member in group}
        self._read_organisations(members - self.known.keys())
        entities = {pk for pk in members if self._is_entity(pk)}
        self.members = {group: of_group & entities for group, of_group in self.members.items()}

    def _is_entity(self, pk: int) -> bool:
        return pk in self.known and self.known[pk].kind == OrganisationKind.ENTITY

    def _read_ghts(self) -> None:
        for group, member, starts_on, ends_on in self._memberships("organisation_id", self.known):
            self.known[member].dates += self._to_come(starts_on, ends_on)
            if starts_on <= self.day:
                self.known[member].ghts.add(group)

    def _memberships(self, column: str, ids: Collection[int]) -> Iterator[tuple[int, int, date, date | None]]:
        running = Membership.objects.within(SYSTEM).filter(self._not_over(), kind=MembershipKind.GHT)
        columns = ("group_id", "organisation_id", "starts_on", "ends_on")
        for chosen in in_pieces(ids):
            yield from running.filter(**{f"{column}__in": chosen}).order_by("pk").values_list(*columns)

    def _read_facts(self) -> None:
        columns = ("organisation_id", "kind", "value", "starts_on", "ends_on")
        rows = Fact.objects.within(SYSTEM).filter(self._not_over())
        for chosen in in_pieces(self.known):
            of_these = rows.filter(organisation_id__in=chosen).order_by("starts_on", "pk").values_list(*columns)
            for pk, kind, value, starts_on, ends_on in of_these:
                known = self.known[pk]
                known.dates += self._to_come(starts_on, ends_on)
                if starts_on <= self.day:
                    known.facts.setdefault(kind, set()).update(_codes(value))
                    known.weight = _number(value) if kind == ACTIVITY_WEIGHT else known.weight

    def _read_proofs(self) -> tuple[dict[int, list[ProofFact]], dict[int, ReviewFact]]:
        """Standing proofs of all that are known and of their GHTs, with the last answer of the ARS to each."""
        holders = self.known.keys() | {ght for known in self.known.values() for ght in known.ghts}
        proofs: dict[int, list[ProofFact]] = {}
        reviews: dict[int, ReviewFact] = {}
        for row in self._standing(holders):
            pk, organisation, kind, happened_on, expires_on, measures, source, decision, decided_on = row
            assurance = assurance_of(source, decision)
            fact = ProofFact(pk, organisation, kind, happened_on, expires_on, measures, assurance)
            proofs.setdefault(organisation, []).append(fact)
            if decision:
                reviews[pk] = ReviewFact(pk, pk, Decision(decision), decided_on)
        return proofs, reviews

    def _standing(self, holders: Collection[int]) -> Iterator[tuple[Any, ...]]:
        standing: QuerySet[Proof] = Proof.objects.within(SYSTEM).filter(state=ProofState.STANDING)
        if self.kinds is not None:
            standing = standing.filter(kind__in=self.kinds)
        columns = ("pk", "organisation_id", "kind", "happened_on", "expires_on", "measures")
        reviewed = ("source", "decision", "decided_on")
        for chosen in in_pieces(holders):
            rows = standing.filter(organisation_id__in=chosen).order_by("pk")
            yield from rows.values_list(*columns, *reviewed)

    def _read_waivers(self) -> dict[int, list[WaiverFact]]:
        """Ended ones too: a closed programme is judged on its last day."""
        waivers: dict[int, list[WaiverFact]] = {}
        columns = ("pk", "organisation_id", "requirement", "starts_on", "ends_on")
        granted = Waiver.objects.within(SYSTEM).filter(revoked_at__isnull=True)
        for chosen in in_pieces(self.asked):
            rows = granted.filter(organisation_id__in=chosen).order_by("pk").values_list(*columns)
            for pk, organisation, requirement, starts_on, ends_on in rows:
                waivers.setdefault(organisation, []).append(WaiverFact(pk, requirement, starts_on, ends_on))
        return waivers

    def _not_over(self) -> Q:
        return Q(ends_on__isnull=True) | Q(ends_on__gt=self.day)

    def _to_come(self, *dates: date | None) -> list[date]:
        return [moment for moment in dates if moment is not None and moment > self.day]


def _codes(value: Any) -> list[str]:
    """The codes that a fact says; a number (a size, a weight) says none."""
    if isinstance(value, str):
        return [value]
    return [code for code in value if isinstance(code, str)] if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


IDS_AT_ONCE = 400
"""SQLite binds at most 999 values to a query, and some queries bind the list twice."""


def in_pieces(ids: Collection[int]) -> Iterator[set[int]]:
    """The ids, few enough at a time to be bound to a query."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_ONCE):
        yield set(ordered[start : start + IDS_AT_ONCE])
