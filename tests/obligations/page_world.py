"""A small region with people who sign in: what the tests of pages walk through."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.obligations.actions.statuses import reassess
from hygie.territory.actions import rebuild_reach
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation, Seat
from tests.factories.accounts import PersonFactory
from tests.factories.obligations import LONG_AGO, EntityFactory, RegionFactory

YEARLY_EXERCISE = "dns-2025-12-1"
BUDGET_SHARE = "dns-2025-12-7"


@dataclass
class PageWorld:
    """One region, one hospital and a stranger; the country above."""

    hospital: Organisation = field(init=False)
    stranger: Organisation = field(init=False)

    def __post_init__(self) -> None:
        self.nation = Organisation.objects.create(kind=OrganisationKind.NATION, name="France", code="FR")
        self.region = RegionFactory(name="Île-de-France", code="11")
        self.hospital = EntityFactory(name="CH premier", region=self.region, department="75", city="Paris")
        self.stranger = EntityFactory(name="Clinique autre", region=self.region, department="92")
        self.refresh()

    def refresh(self, *more: Organisation) -> None:
        """Relations and statuses follow what a test has just set up."""
        rebuild_reach()
        reassess([self.hospital.pk, self.stranger.pk, *(place.pk for place in more)])

    def person(self, role: Role, organisation: Organisation, language: str = "en") -> Person:
        person = PersonFactory(language=language)
        seat(role, organisation, person)
        return person

    def client(self, role: Role, organisation: Organisation | None = None) -> Client:
        """Somebody who holds the role there (at the hospital when not said), signed in."""
        client = Client()
        client.force_login(self.person(role, organisation or self.hospital))
        return client

    @property
    def ciso(self) -> Client:
        return self.client(Role.CISO)

    @property
    def coordinator(self) -> Client:
        return self.client(Role.COORDINATOR, self.region)


def seat(role: Role, organisation: Organisation, person: Person) -> Seat:
    return Seat.objects.create(person=person, role=role, organisation=organisation, starts_on=LONG_AGO)


def to(name: str, *args: object) -> str:
    return reverse(f"obligations:{name}", args=args)


def text_of(response: object) -> str:
    """What a person reads, on one line."""
    content: bytes = response.content  # type: ignore[attr-defined]
    return " ".join(content.decode().split())


def exercise_form(**more: object) -> dict[str, object]:
    """The deposit form of an exercise, as a browser sends it."""
    return {
        "happened_on": "2026-09-15",
        "measures.participants": ["direction", "it", "care", "communication"],
        "measures.review_written": "true",
        "measures.review_in_quality_plan": "true",
        "token": "0" * 32,
        **more,
    }
