"""Reads of the territory: always within the reader's scope, always typed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Case, Q, Value, When
from django.http import Http404

from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.tenancy import Reach, Scope

from ..access import ActiveSeat, SeatAuthority
from ..enums import OrganisationKind
from ..models import Organisation, Seat

SYSTEM = Scope.system()


def running(today: date) -> Q:
    """Dated rows that hold on a day: from `starts_on`, until the day before `ends_on`."""
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))


def seats_of(person_id: int, today: date) -> list[ActiveSeat]:
    """The person's roles today, each with its organisations, in the order of `Role`. One query."""
    rows = Seat.objects.filter(running(today), person_id=person_id).select_related("organisation")
    held: dict[Role, list[Organisation]] = {}
    for seat in rows.order_by("organisation__name", "pk"):
        held.setdefault(Role(seat.role), []).append(seat.organisation)
    return [ActiveSeat(role, tuple(held[role])) for role in Role if role in held]


def organisation_or_404(context: Context, uid: UUID) -> Organisation:
    """One organisation in sight; another hospital's is as absent as one that does not exist."""
    seen = Organisation.objects.within(context.scope).select_related("region", "entity").filter(uid=uid).first()
    if seen is None:
        raise Http404
    if isinstance(context.authority, SeatAuthority):
        context.authority.found(seen)
    return seen


def organisation_named(name: str) -> Organisation | None:
    """By its FINESS number, or the code of an authority or grouping; for commands, whatever the sight."""
    by_number = Organisation.objects.within(SYSTEM).filter(finess=name)
    by_code = Organisation.objects.within(SYSTEM).filter(code=name).exclude(kind=OrganisationKind.DELEGATION)
    return by_number.order_by("pk").first() or by_code.order_by("pk").first()


def nation() -> Organisation:
    return Organisation.objects.within(SYSTEM).get(kind=OrganisationKind.NATION)


def sight_of(context: Context, path: str = "") -> Case:
    """Whether the reader may open the organisation at `path` of a row ("group__"), as a column of a wider query."""
    scope = context.scope
    if scope.is_empty:
        return Case(default=Value(value=False))
    if scope.everything:
        return Case(default=Value(value=True))
    seen = scope.condition(f"{path}pk", f"{path}region_id")
    return Case(When(seen, then=Value(value=True)), default=Value(value=False))


def open_sites_of(entity: Organisation) -> list[Organisation]:
    """The sites of a legal entity that have not closed, wherever they lie."""
    sites = Organisation.objects.within(SYSTEM).filter(entity=entity, closed_on__isnull=True)
    return list(sites.order_by("name", "pk"))


def holds_seat_over(person: Person, role: Role, organisation: Organisation, today: date) -> bool:
    """Whether the person holds the role there, or at what stands above."""
    holders = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    return Seat.objects.filter(running(today), person=person, role=role, organisation_id__in=holders).exists()


def regions_in_sight(context: Context) -> list[Organisation]:
    """The regions that the reader follows whole."""
    rows = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.REGION)
    if not context.scope.everything:
        rows = rows.filter(pk__in=context.scope.regions)
    return list(rows.order_by("name", "pk"))
