"""Whom a finding can be given to."""

from __future__ import annotations

from hygie.core.access import Role
from hygie.territory.models import Organisation, Seat
from hygie.territory.queries.people import people_around

#: those whom a page opens to a finding that is theirs
FIXING = frozenset({Role.CISO, Role.DIRECTOR, Role.CONTRIBUTOR})


def assignable_to(organisation: Organisation) -> list[Seat]:
    """One seat for each person with a role there or above from which they would see it. One query."""
    found: dict[int, Seat] = {}
    for seat in people_around(organisation):
        if seat.role_value in FIXING:
            found.setdefault(seat.person_id, seat)
    return list(found.values())
