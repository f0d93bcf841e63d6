"""A small region whose people act: contexts, a director who has just given a code, statuses and proofs read back."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client

from hygie.accounts import sessions
from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.obligations.models import Proof, StatusInterval
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.models import Organisation
from tests.factories.accounts import PersonFactory

from .page_world import PageWorld, seat

SYSTEM = Scope.system()


@dataclass
class PeopleWorld(PageWorld):
    """The hospital has a director with an application for codes."""

    director: Person = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.director = self.person_with_app(Role.DIRECTOR, self.hospital)

    def person_with_app(self, role: Role, *places: Organisation) -> Person:
        person = PersonFactory(app=True, language="en")
        for place in places:
            seat(role, place, person)
        return person

    def context(self, role: Role, *places: Organisation, person: Person | None = None) -> Context:
        someone = person or PersonFactory()
        return context_of(someone.pk, ActiveSeat(role, places or (self.hospital,)), today())

    @property
    def ciso_context(self) -> Context:
        return self.context(Role.CISO)

    @property
    def director_context(self) -> Context:
        return self.context(Role.DIRECTOR, person=self.director)

    def signing_client(self) -> Client:
        """The director, who has just given a code."""
        client = Client()
        client.force_login(self.director)
        session = client.session
        session[sessions.FACTOR_PROVED] = int(now().timestamp())
        session.save()
        return client

    def status(self, place: Organisation, requirement: str) -> str | None:
        row = StatusInterval.objects.within(SYSTEM).filter(
            organisation=place, requirement=requirement, until__isnull=True
        )
        return row.values_list("status", flat=True).order_by("pk").first()

    def proofs(self, kind: str, place: Organisation | None = None) -> list[Proof]:
        rows = Proof.objects.within(SYSTEM).filter(kind=kind, state="standing")
        return list((rows.filter(organisation=place) if place else rows).order_by("pk"))

    @property
    def coordinator_context(self) -> Context:
        return self.context(Role.COORDINATOR, self.region)
