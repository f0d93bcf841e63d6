"""Invents a region for `bench.obligations`: hospitals bound by the whole catalogue, with proofs, judged once.

Deterministic. Rows are written in bulk; what the benchmark measures goes through the actions and the pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.core.clock import now, today
from hygie.core.tenancy import Reach
from hygie.obligations.enums import Decision
from hygie.obligations.models import Proof
from hygie.obligations.proof_kinds import Choice, Choices, Flag, Integer, Measure, Number, ProofKind
from hygie.obligations.registries import proof_kinds
from hygie.territory.enums import MembershipKind, OrganisationKind, Provider
from hygie.territory.models import Fact, Membership, Organisation, Seat

DEPARTMENTS = ("75", "77", "78", "91", "92", "93", "94", "95")
HOSPITAL = "355"
GHTS = 20
MEMBERS = 10
PROOFS_EACH = 30
LONG_AGO = date(2020, 1, 1)
FACTS = (
    ("regime", "ose"),
    ("regime", "nis2"),
    ("insurance", "cyber"),
    ("candidature", "care-d1"),
    ("candidature", "care-d2"),
)
KEY = 11


@dataclass(frozen=True)
class Region:
    """What was made: the hospitals in their order, and who signs in."""

    entities: list[Organisation]
    ciso: Person
    coordinator: Person


def build(entities: int) -> Region:
    """A region of that many legal entities, some of them in GHTs; nothing is judged yet."""
    chance = random.Random(entities)
    region = Organisation.objects.create(pk=KEY, kind=OrganisationKind.REGION, name="Région", code="11", region_id=KEY)
    hospitals = Organisation.objects.bulk_create(_entities(region, entities), batch_size=500)
    ghts = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.GHT, name=f"GHT {rank}", code=f"ght-IDF-{rank}", region=region)
        for rank in range(GHTS)
    )
    members = [(hospitals[rank], ghts[rank // MEMBERS]) for rank in range(min(GHTS * MEMBERS, entities))]
    Membership.objects.bulk_create(_membership(member, ght) for member, ght in members)
    Fact.objects.bulk_create((_fact(each, *fact) for each in [*hospitals, *ghts] for fact in FACTS), batch_size=500)
    Fact.objects.bulk_create(_fact(member, "activity_weight", 100 / MEMBERS) for member, _ in members)
    itself = [Reach(holder_id=each.pk, organisation_id=each.pk) for each in [*hospitals, *ghts]]
    Reach.objects.bulk_create(itself, batch_size=500)
    Proof.objects.bulk_create(_proofs([*hospitals, *ghts], chance), batch_size=500)
    ciso, coordinator = _person("rssi"), _person("ars")
    _seat(ciso, Role.CISO, hospitals[-1])
    _seat(coordinator, Role.COORDINATOR, region)
    return Region(hospitals, ciso, coordinator)


def good_measures(kind: ProofKind) -> dict[str, Any]:
    """Measures that the kind accepts, and that most rules are content with."""
    return {each.code: value for each in kind.measures if (value := _good(each)) is not None}


def _good(measure: Measure) -> Any:
    match measure:
        case Flag():
            return True
        case Choice(options=options):
            return options[0].code
        case Choices(options=options):
            return [option.code for option in options]
        case Integer(minimum=minimum, maximum=maximum):
            return min(maximum, max(minimum, 4))
        case Number(minimum=minimum):
            return minimum
        case _:
            return None


def _entities(region: Organisation, count: int) -> Iterator[Organisation]:
    for rank in range(count):
        department = DEPARTMENTS[rank % len(DEPARTMENTS)]
        yield Organisation(
            kind=OrganisationKind.ENTITY,
            name=f"Hôpital {rank:04}",
            finess=f"{department}{rank:07}",
            region=region,
            department=department,
            category=HOSPITAL,
            category_label="Centre hospitalier",
            city=f"Commune {rank}",
            latitude=48.5 + (rank % 60) / 100,
            longitude=2.0 + (rank % 90) / 100,
        )


def _membership(member: Organisation, ght: Organisation) -> Membership:
    return Membership(organisation=member, region_id=KEY, group=ght, kind=MembershipKind.GHT, starts_on=LONG_AGO)


def _fact(organisation: Organisation, kind: str, value: Any) -> Fact:
    return Fact(
        organisation=organisation,
        region_id=KEY,
        kind=kind,
        value=value,
        starts_on=LONG_AGO,
        provider=Provider.DEMONSTRATION,
        recorded_at=now(),
    )


def _proofs(organisations: Iterable[Organisation], chance: random.Random) -> Iterator[Proof]:
    kinds = list(proof_kinds)
    for organisation in organisations:
        for kind in chance.choices(kinds, k=PROOFS_EACH):
            decided = chance.choices(["", Decision.ACCEPTED, Decision.REFUSED], [8, 84, 8])[0]
            happened_on = today() - timedelta(days=chance.randrange(600))
            yield Proof(
                organisation=organisation,
                region_id=KEY,
                kind=kind.code,
                happened_on=happened_on,
                expires_on=kind.default_expiry(happened_on),
                measures=good_measures(kind),
                decision=decided,
                decided_on=today() if decided else None,
                deposited_at=now(),
            )


def _person(name: str) -> Person:
    return Person.objects.create(email=f"{name}@bench.example", first_name="Camille", last_name="Martin", language="fr")


def _seat(person: Person, role: Role, organisation: Organisation) -> None:
    Seat.objects.create(person=person, role=role, organisation=organisation, starts_on=LONG_AGO)
