"""What a person was told: their own, and only of organisations where they still hold a role."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from hygie.accounts.models import Person
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.territory.access import ActiveSeat
from hygie.territory.queries import seats_of

from ..models import Notification, Preferences
from ..policies import TOLD

COUNTED = 100
STILL_NEWS = timedelta(days=7)
"""What is older is not mailed any more: whoever turns the mail on again is not told a year at once."""
MAILED_AT_ONCE = 400


def mine(person_id: int, seats: Sequence[ActiveSeat] | None = None) -> QuerySet[Notification]:
    """What the person may still read; `seats` where they are known already. A role that ended takes its news away."""
    held = seats_of(person_id, today()) if seats is None else seats
    return Notification.objects.filter(_in_sight(held), person_id=person_id)


def _in_sight(seats: Sequence[ActiveSeat]) -> Q:
    scopes = [seat.scope for seat in seats if seat.role in TOLD]
    seen = Scope(
        everything=any(scope.everything for scope in scopes),
        regions=frozenset().union(*(scope.regions for scope in scopes)),
        holders=frozenset().union(*(scope.holders for scope in scopes)),
    )
    of_nobody = Q(organisation__isnull=True)
    if seen.everything:
        return Q()
    return of_nobody if seen.is_empty else of_nobody | seen.condition("organisation_id", "organisation__region_id")


def unread_at_most(person_id: int, seats: Sequence[ActiveSeat]) -> int:
    """How many are unread, up to 100: the bell asks on every page."""
    return mine(person_id, seats).filter(read_at__isnull=True).order_by("pk")[:COUNTED].count()


def notification_or_404(person_id: int, seats: Sequence[ActiveSeat], uid: UUID) -> Notification:
    found = mine(person_id, seats).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def keys_told(person_id: int, keys: Collection[str]) -> list[str]:
    """Of these, what the person was told already."""
    told = Notification.objects.filter(person_id=person_id, key__in=keys)
    return list(told.order_by("pk").values_list("key", flat=True))


def preferences_of(person_id: int) -> Preferences:
    """What was chosen, or what holds until something is."""
    return Preferences.objects.filter(person_id=person_id).first() or Preferences(person_id=person_id)


def person_by_uid(uid: UUID | None) -> Person | None:
    return Person.objects.filter(uid=uid, is_active=True).first() if uid else None


def people_to_mail() -> list[Person]:
    """Whoever has something new and takes the daily mail."""
    stopped = Preferences.objects.filter(Q(digest=False) | Q(digested_on=today())).values("person_id")
    told = _new().values("person_id")
    people = Person.objects.filter(pk__in=told, is_active=True).exclude(pk__in=stopped)
    return list(people.order_by("pk"))


def to_mail(person: Person) -> list[Notification]:
    """What is new for one person, of the kinds they take by mail, oldest first."""
    chosen = preferences_of(person.pk)
    if not chosen.digest:
        return []
    rows = mine(person.pk).filter(pk__in=_new().values("pk")).exclude(kind__in=chosen.muted)
    return list(rows.select_related("organisation").order_by("pk")[:MAILED_AT_ONCE])


def _new() -> QuerySet[Notification]:
    """Neither mailed nor read on the page already."""
    recent = Notification.objects.filter(created_at__gte=now() - STILL_NEWS)
    return recent.filter(mailed_at__isnull=True, read_at__isnull=True)
