"""From a person's seats to a context: the active role, whose rows it sees, and what it may do with each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hygie.core.access import NOTHING, Level, May, Resource, Role, Verb
from hygie.core.actions import Context, Place
from hygie.core.tenancy import Reach, Scope

from .enums import GrantKind, OrganisationKind
from .models import Grant, Organisation

#: the roles whose sight a grant deepens; the others have their whole line, and no grant is looked for
DEEPENED = frozenset({Role.EXPERT, Role.CONTRIBUTOR, Role.AUDITOR})


@dataclass(frozen=True)
class ActiveSeat:
    """One role of a person, with every organisation at which it is held today: a shared RSSI sees all at once."""

    role: Role
    holders: tuple[Organisation, ...]

    @property
    def more(self) -> int:
        """How many organisations besides the first one."""
        return len(self.holders) - 1

    @property
    def scope(self) -> Scope:
        kinds = {holder.kind for holder in self.holders}
        if OrganisationKind.NATION in kinds:
            return Scope.system()
        regions = (holder.pk for holder in self.holders if holder.kind == OrganisationKind.REGION)
        others = (holder.pk for holder in self.holders if holder.kind != OrganisationKind.REGION)
        return Scope(regions=frozenset(regions), holders=frozenset(others))


@dataclass
class SeatAuthority:
    """Policy line × reach × dated grants, each asked of the database once per organisation."""

    role: Role
    scope: Scope
    person_id: int
    today: date
    _lines: dict[tuple[str, int], May] = field(default_factory=dict)
    _reached: dict[int, bool] = field(default_factory=dict)
    _running: dict[int, list[Grant]] = field(default_factory=dict)

    def sees(self, level: Level, resource: Resource, place: Place) -> bool:
        if resource.may(self.role).see >= level:
            return self._reaches(place)  # a grant adds and never takes away: not asked where the role is enough
        return self._line(resource, place).see >= level

    def may(self, verb: Verb, resource: Resource, place: Place) -> bool:
        if verb in resource.may(self.role).do:
            return self._reaches(place)
        return verb in self._line(resource, place).do

    def found(self, place: Place) -> None:
        """Remember that a query within the scope has just found this organisation: it is in reach."""
        self._reached[place.pk] = True

    def _line(self, resource: Resource, place: Place) -> May:
        key = (resource.code, place.pk)
        if key not in self._lines:
            self._lines[key] = self._decide(resource, place)
        return self._lines[key]

    def _decide(self, resource: Resource, place: Place) -> May:
        if not self._reaches(place):
            return NOTHING
        line = resource.may(self.role)
        if resource.grantable and self.role in DEEPENED:
            for grant in self.running_grants(place):
                if self._is_mine(grant) and _opens(grant, resource):
                    line = line.widened(May(Level(grant.level), frozenset(Verb(verb) for verb in grant.verbs)))
        return line

    def _reaches(self, place: Place) -> bool:
        if self.scope.everything or place.region_id in self.scope.regions or place.pk in self.scope.holders:
            return True
        if place.pk not in self._reached:
            above = Reach.objects.filter(holder_id__in=self.scope.holders, organisation_id=place.pk)
            self._reached[place.pk] = bool(self.scope.holders) and above.exists()
        return self._reached[place.pk]

    def running_grants(self, place: Place) -> list[Grant]:
        """Every grant that holds today on an organisation in reach, whoever has it."""
        if place.pk not in self._running:
            self._running[place.pk] = list(grants_today(place, self.today))
        return self._running[place.pk]

    def _is_mine(self, grant: Grant) -> bool:
        return grant.person_id == self.person_id if grant.person_id else grant.role == self.role


def _opens(grant: Grant, resource: Resource) -> bool:
    if resource.by_mandate_only and grant.kind != GrantKind.MANDATE:
        return False
    return grant.resource in {"", resource.code}


def grants_today(place: Place, today: date) -> Iterable[Grant]:
    """Grants on one organisation that hold today, whoever has them (the caller has checked reach)."""
    running = Grant.objects.within(Scope.system()).filter(
        organisation_id=place.pk, starts_on__lte=today, ends_on__gt=today, ended_at__isnull=True
    )
    return running.order_by("pk")


def context_of(person_id: int, seat: ActiveSeat | None, today: date) -> Context:
    """The context of a signed-in person; without a seat it sees and may nothing."""
    if seat is None:
        return Context(person_id=person_id)
    authority = SeatAuthority(seat.role, seat.scope, person_id, today)
    return Context(scope=seat.scope, authority=authority, person_id=person_id, role=seat.role)


def chosen(seats: Sequence[ActiveSeat], role: str | None) -> ActiveSeat | None:
    """The seat the person switched to, or the first one."""
    return next((seat for seat in seats if seat.role == role), seats[0] if seats else None)
