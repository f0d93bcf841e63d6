"""Whom to call at an establishment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.models import Reach
from hygie.territory.models import Organisation, Seat
from hygie.territory.queries import running


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who answers for the establishment; `held_at` names the GHT or group when the role is held there."""

    name: str
    email: str
    role: Role
    held_at: str


def people_to_call(organisation: Organisation, roles: Collection[Role]) -> list[Contact]:
    """Those who hold the roles there or above it, nearest first. The caller has checked that it is in sight."""
    above = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    seats = Seat.objects.filter(running(today()), role__in=roles, organisation_id__in=above, person__is_active=True)
    found = seats.select_related("person", "organisation").order_by("role", "pk")
    contacts = [
        (
            seat.organisation_id != organisation.pk,
            Contact(
                seat.person.full_name,
                seat.person.email,
                seat.role_value,
                str(seat.organisation) if seat.organisation_id != organisation.pk else "",
            ),
        )
        for seat in found
    ]
    order = {role: rank for rank, role in enumerate(Role)}
    return [contact for _elsewhere, contact in sorted(contacts, key=lambda pair: (order[pair[1].role], pair[0]))]
