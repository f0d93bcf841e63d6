"""Who holds which role at an organisation, and who was invited to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hygie.accounts.models import Invitation, Person
from hygie.accounts.queries import open_invitations
from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.tenancy import Reach

from ..models import Organisation, Seat
from . import running

HANDLER = "territory.seat"
#: whom one calls first
CALLED_FIRST = (Role.CISO, Role.DIRECTOR, Role.ADMINISTRATOR, Role.CONTRIBUTOR)


def people_of(organisation: Organisation) -> list[Seat]:
    """The roles held today, or from a day to come, at an organisation in sight, whom to call first in front."""
    held = Seat.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()), organisation=organisation)
    return sorted(held.select_related("person").order_by("person__last_name", "pk"), key=_rank)


def people_around(organisation: Organisation) -> list[Seat]:
    """The roles held today there and at the establishments above it: whoever answers for it. One query."""
    holders = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    held = Seat.objects.filter(running(today()), organisation_id__in=holders, person__is_active=True)
    seats = held.select_related("person", "organisation").order_by("person__last_name", "pk")
    answering = [seat for seat in seats if seat.organisation.kind_value.is_establishment]
    return sorted(answering, key=lambda seat: (seat.organisation_id != organisation.pk, _rank(seat)))


def _rank(seat: Seat) -> int:
    role = Role(seat.role)
    return CALLED_FIRST.index(role) if role in CALLED_FIRST else len(CALLED_FIRST)


@dataclass(frozen=True)
class Promise:
    """An invitation that waits for its answer, and the role it promises."""

    invitation: Invitation
    role: Role


def promises_of(organisation: Organisation) -> list[Promise]:
    waiting = open_invitations().filter(handler=HANDLER, payload__organisation=str(organisation.uid))
    return [Promise(one, Role(one.payload["role"])) for one in waiting.order_by("created_at", "pk")]


def promise_or_404(organisation: Organisation, uid: UUID) -> Invitation:
    """An invitation to this organisation; already answered or withdrawn ones too, for the action to say so."""
    found = Invitation.objects.filter(uid=uid, handler=HANDLER, payload__organisation=str(organisation.uid)).first()
    if found is None:
        raise Http404
    return found


def seat_or_404(organisation: Organisation, uid: UUID) -> Seat:
    found = Seat.objects.select_related("person", "organisation").filter(organisation=organisation, uid=uid).first()
    if found is None:
        raise Http404
    return found


def contributors_of(organisation: Organisation) -> list[Person]:
    """The people whom something can be entrusted to: contributors there, or at what stands above it."""
    holders = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    held = Seat.objects.filter(
        running(today()), role=Role.CONTRIBUTOR, organisation_id__in=holders, person__is_active=True
    )
    people = {seat.person_id: seat.person for seat in held.select_related("person").order_by("person__last_name", "pk")}
    return list(people.values())


def roles_held(organisation: Organisation) -> set[str]:
    """The roles that somebody holds today, there or at what stands above."""
    holders = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    held = Seat.objects.filter(running(today()), organisation_id__in=holders, person__is_active=True)
    return set(held.values_list("role", flat=True))
