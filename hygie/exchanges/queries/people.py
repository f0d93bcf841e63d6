"""Who answers for an establishment."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.territory.models import Organisation
from hygie.territory.queries.people import people_around

ANSWERING = frozenset({Role.DIRECTOR, Role.CISO})


def answering_for(organisation: Organisation) -> list[Person]:
    """The directors and CISOs seated there; where nobody is, those above who answer for it. One query."""
    seats = [seat for seat in people_around(organisation) if seat.role_value in ANSWERING]
    there = [seat for seat in seats if seat.organisation_id == organisation.pk]
    return list({seat.person_id: seat.person for seat in there or seats}.values())
