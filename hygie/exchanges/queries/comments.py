"""What was said about an object, and who may be told of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hygie.accounts.models import Person
from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Reach, TenantQuerySet
from hygie.territory.access import ActiveSeat, SeatAuthority, context_of
from hygie.territory.models import Organisation, Seat
from hygie.territory.queries import running, seats_of

from ..models import Comment
from ..policies import COMMENT
from ..registries import Subject, SubjectKind, subject_kinds

SHOWN = 20
PEOPLE_AT_MOST = 60


@dataclass(frozen=True)
class Thread:
    """The last comments of an object, oldest first; `earlier`: there are more before."""

    comments: list[Comment]
    earlier: bool


def may_read(context: Context, kind: SubjectKind, organisation: Organisation) -> bool:
    """Whoever may see the objects of this kind there, and comments at all."""
    if not context.sees(Level.DETAIL, COMMENT, organisation):
        return False
    return any(context.sees(kind.level, resource, organisation) for resource in (kind.resource, *kind.also))


def subject_for(
    context: Context, organisation: Organisation, code: str, key: str
) -> tuple[SubjectKind, Subject] | None:
    """The object at this organisation, if the reader may see it."""
    kind = subject_kinds.get(code)
    if kind is None or not may_read(context, kind, organisation):
        return None
    found = kind.find(context, key)
    return (kind, found) if found is not None and found.organisation.pk == organisation.pk else None


def thread_of(context: Context, organisation: Organisation, kind: str, key: str) -> Thread:
    """Two queries; the caller has checked the reader."""
    found = list(_said(context, organisation, kind, key).order_by("-pk")[: SHOWN + 1])
    return Thread(found[:SHOWN][::-1], len(found) > SHOWN)


def comments_page(context: Context, organisation: Organisation, kind: str, key: str, cursor: str) -> Page[Comment]:
    return paginate(_said(context, organisation, kind, key), ["-pk"], cursor)


def comment_or_404(context: Context, uid: UUID) -> Comment:
    rows = Comment.objects.within(context.scope).select_related("organisation", "author")
    found = rows.filter(uid=uid, erased_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def _said(context: Context, organisation: Organisation, kind: str, key: str) -> TenantQuerySet[Comment]:
    rows = Comment.objects.within(context.scope).filter(organisation=organisation, subject_kind=kind, subject_key=key)
    return rows.select_related("author").prefetch_related("mentions")


def people_to_mention(kind: SubjectKind, organisation: Organisation, author: int | None) -> list[Person]:
    """Who holds a role from which the objects of this kind are seen there: by the role's line, or by a grant.

    One query, and one for each person whose role sees by grant only. Whether each sees this very object is asked when
    the comment is written.
    """
    holders = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    above = Q(organisation_id__in=holders) | Q(organisation_id=organisation.region_id)
    seats = Seat.objects.filter(running(today()), above, person__is_active=True)
    found: dict[int, Person] = {}
    for seat in seats.select_related("person", "organisation").order_by("person__last_name", "person_id", "pk"):
        if seat.person_id not in {author, *found} and _reads_from(seat, kind, organisation):
            found[seat.person_id] = seat.person
    return list(found.values())[:PEOPLE_AT_MOST]


def _reads_from(seat: Seat, kind: SubjectKind, organisation: Organisation) -> bool:
    context = context_of(seat.person_id, ActiveSeat(seat.role_value, (seat.organisation,)), today())
    if isinstance(context.authority, SeatAuthority):
        context.authority.found(organisation)
    return may_read(context, kind, organisation)


def sees_subject(person: Person, kind: SubjectKind, key: str, organisation: Organisation) -> bool:
    """Whether one of the person's roles today opens this very object, as their own page would."""
    for seat in seats_of(person.pk, today()):
        context = context_of(person.pk, seat, today())
        with aside(context.scope):
            if subject_for(context, organisation, kind.code, key) is not None:
                return True
    return False
