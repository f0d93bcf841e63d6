"""What may be held where, and how dated things follow one another. Pure: no rows, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hygie.core.access import NATIONAL_ROLES, REGIONAL_ROLES, Role

from .enums import MembershipKind, OrganisationKind

Kind = OrganisationKind

ESTABLISHMENTS = frozenset(kind for kind in Kind if kind.is_establishment)

#: DESIGN §4. An auditor's seat opens nothing by itself: it puts in reach what an audit's grant then opens.
PLACES_OF: dict[Role, frozenset[Kind]] = {
    Role.OBSERVER: frozenset({Kind.NATION}),
    Role.INSTRUCTOR: frozenset({Kind.NATION}),
    Role.ANALYST: frozenset({Kind.NATION}),
    Role.COORDINATOR: frozenset({Kind.REGION, Kind.DELEGATION}),
    Role.EXPERT: frozenset({Kind.REGION}),
    Role.ADMINISTRATOR: frozenset({Kind.REGION, Kind.ENTITY}),
    Role.DIRECTOR: ESTABLISHMENTS,
    Role.CISO: ESTABLISHMENTS,
    Role.CONTRIBUTOR: frozenset({Kind.ENTITY, Kind.SITE}),
    Role.AUDITOR: ESTABLISHMENTS,
}

#: what an entity becomes a member of
GROUPINGS: dict[MembershipKind, Kind] = {
    MembershipKind.GHT: Kind.GHT,
    MembershipKind.GROUP: Kind.GROUP,
    MembershipKind.MANAGEMENT: Kind.GROUP,
}

LONGEST_GRANT = timedelta(days=366)
FIRST_DAY = date(1990, 1, 1)
FURTHEST = timedelta(days=3 * 366)


def roles_at(kind: Kind) -> list[Role]:
    """The roles that exist at an organisation of this kind, in the order of `Role`."""
    return [role for role in Role if kind in PLACES_OF.get(role, ())]


def demands_second_factor(role: Role, kind: Kind) -> bool:
    """National and regional roles do, and whoever administers a region."""
    return role in NATIONAL_ROLES | REGIONAL_ROLES or not kind.is_establishment


def is_sensible(day: date, today: date) -> bool:
    """A mistyped year is neither before the platform's field existed nor further than one plans."""
    return FIRST_DAY <= day <= today + FURTHEST


@dataclass(frozen=True)
class Interval:
    """From a day until the day before `ends_on`; no end: still running. Empty when both days are the same."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    @property
    def is_empty(self) -> bool:
        return self.starts_on == self.ends_on


@dataclass(frozen=True)
class Placement:
    """Where a fact finds its place: the interval it cuts short on its first day, and the day on which it ends."""

    cut: Interval | None
    ends_on: date | None


def placed_among(known: Iterable[Interval], starts_on: date, ends_on: date | None = None) -> Placement:
    """Place a new fact among those of its kind, without two ever holding on one day.

    It replaces what held on its first day and lasts until the next one known, or until its own end. What held is cut,
    never rewritten: corrected on its first day, it stays as an empty interval.
    """
    living = [interval for interval in known if not interval.is_empty]
    cut = next((interval for interval in living if interval.covers(starts_on)), None)
    ends = [interval.starts_on for interval in living if interval.starts_on > starts_on]
    return Placement(cut, min([*ends, *([ends_on] if ends_on else [])], default=None))
