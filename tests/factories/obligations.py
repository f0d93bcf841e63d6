"""Obligations for tests: a small region, people's contexts, and proofs deposited by the real actions.

Rows are written by the actions wherever one exists, so that statuses, ledger and audit are there as they would be.
"""

from __future__ import annotations

import io
from datetime import date

import factory
from factory.django import DjangoModelFactory

from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.obligations import actions
from hygie.obligations.enums import Decision
from hygie.obligations.models import Proof
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.enums import MembershipKind, OrganisationKind, Provider
from hygie.territory.models import Fact, Membership, Organisation
from tests.factories.accounts import PersonFactory

HOSPITAL = "355"
LONG_AGO = date(2020, 1, 1)
CREW = ["direction", "it", "care", "communication"]
EXERCISE = {"participants": CREW, "review_written": True, "review_in_quality_plan": True}

#: measures that satisfy the requirements, for kinds that have required ones
GOOD_MEASURES: dict[str, dict[str, object]] = {
    "crisis_exercise": EXERCISE,
    "security_policy": {"approved": True},
    "directory_audit": {"level": 4},
    "continuity_test": {"field_exercise": True, "others_planned": True},
    "identification_referential": {"identification": True, "authentication": True},
    "reporting_procedure": {"authorities": ["health_portal", "anssi", "nis2_authority", "cnil", "persons", "police"]},
}


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    #: known before the row is written: a region points to itself
    pk = factory.Sequence(lambda n: -1 - n)
    region_id = factory.SelfAttribute("pk")
    kind = OrganisationKind.REGION
    name = factory.Sequence(lambda n: f"Region {n}")
    code = factory.Sequence(lambda n: f"R{n}")


class EntityFactory(DjangoModelFactory):
    """A legal entity that runs a hospital."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.ENTITY
    name = factory.Sequence(lambda n: f"Hospital {n}")
    finess = factory.Sequence(lambda n: f"{990000000 + n}")
    region = factory.SubFactory(RegionFactory)
    category = HOSPITAL


class GhtFactory(EntityFactory):
    kind = OrganisationKind.GHT
    name = factory.Sequence(lambda n: f"GHT {n}")
    finess = None
    category = ""


class SiteFactory(EntityFactory):
    kind = OrganisationKind.SITE
    entity = factory.SubFactory(EntityFactory, region=factory.SelfAttribute("..region"))


def joins(
    entity: Organisation, ght: Organisation, starts_on: date = LONG_AGO, ends_on: date | None = None
) -> Membership:
    return Membership.objects.create(
        organisation=entity,
        region_id=entity.region_id,
        group=ght,
        kind=MembershipKind.GHT,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def states(
    organisation: Organisation, kind: str, value: object, starts_on: date = LONG_AGO, ends_on: date | None = None
):
    """A dated fact of the organisation."""
    return Fact.objects.create(
        organisation=organisation,
        region_id=organisation.region_id,
        kind=kind,
        value=value,
        starts_on=starts_on,
        ends_on=ends_on,
        provider=Provider.ARS,
        recorded_at=now(),
    )


def seated(role: Role, *holders: Organisation) -> Context:
    """The context of a new person who holds a role today."""
    return context_of(PersonFactory().pk, ActiveSeat(role, holders), today())


def ciso(organisation: Organisation) -> Context:
    return seated(Role.CISO, organisation)


def director(organisation: Organisation) -> Context:
    return seated(Role.DIRECTOR, organisation)


def coordinator(organisation: Organisation) -> Context:
    """Of the organisation's region."""
    return seated(Role.COORDINATOR, Organisation(pk=organisation.region_id, kind=OrganisationKind.REGION))


def deposited(organisation: Organisation, kind: str, happened_on: date | None = None, **facts) -> Proof:
    """A proof declared by the organisation's RSSI, with measures that satisfy."""
    by = facts.pop("by", None) or ciso(organisation)
    measures = facts.pop("measures", GOOD_MEASURES.get(kind, {}))
    return actions.deposit_proof(by, organisation, kind, happened_on or today(), measures, **facts)


def reviewed(proof: Proof, decision: Decision = Decision.ACCEPTED, reason: str = ""):
    proof.refresh_from_db()
    reason = reason or ("" if decision is Decision.ACCEPTED else "It is not signed.")
    return actions.review_proof(coordinator(proof.organisation), proof, decision, reason, proof.version)


class Upload(io.BytesIO):
    """A file as a browser sends it."""

    def __init__(self, content: bytes = b"%PDF-1.7 minutes of the exercise", name: str = "minutes.pdf") -> None:
        super().__init__(content)
        self.name, self.size = name, len(content)
