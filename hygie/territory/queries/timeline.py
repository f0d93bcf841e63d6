"""What happened at an organisation as this floor tells it, to whom it may be told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Level, Resource, Role
from hygie.core.actions import Context
from hygie.core.audit import audit_kinds
from hygie.core.models import AuditEvent

from ..enums import GrantKind, MembershipKind
from ..models import Organisation
from ..policies import FACT, MANDATE, ORGANISATION, PEOPLE
from ..registries import TimelineEntry, fact_kinds

#: which events of this floor a reader hears of, by what they may see of the organisation
HEARD: Sequence[tuple[Resource, Level, frozenset[str]]] = (
    (
        ORGANISATION,
        Level.DETAIL,
        frozenset({"organisation.created", "organisation.changed", "membership.started", "membership.ended"}),
    ),
    (
        PEOPLE,
        Level.DETAIL,
        frozenset({"seat.given", "seat.ended", "person.invited_to_role", "person.invitation_revoked"}),
    ),
    (MANDATE, Level.STATUS, frozenset({"mandate.given", "contribution.given", "grant.ended"})),
    (FACT, Level.DETAIL, frozenset({"fact.recorded", "fact.ended"})),
)


def audited(
    context: Context,
    organisation: Organisation,
    kinds: Collection[str],
    before: datetime | None,
    limit: int,
    detail: Callable[[AuditEvent], str] = lambda event: "",
) -> list[TimelineEntry]:
    """Audit events of some kinds as entries, newest first: what an app's own source is made of. At most two queries."""
    rows = AuditEvent.objects.within(context.scope).filter(organisation_id=organisation.pk, kind__in=kinds)
    if before is not None:
        rows = rows.filter(at__lt=before)
    events = list(rows.order_by("-at", "-pk")[:limit])
    people = Person.objects.in_bulk({event.person_id for event in events if event.person_id})
    return [_entry(event, people.get(event.person_id or 0), detail(event)) for event in events]


def territory_entries(
    context: Context, organisation: Organisation, before: datetime, limit: int
) -> Sequence[TimelineEntry]:
    """This floor's own source."""
    kinds = {kind for resource, level, heard in HEARD if context.sees(level, resource, organisation) for kind in heard}
    return audited(context, organisation, kinds, before, limit, _detail_of) if kinds else []


def _entry(event: AuditEvent, person: Person | None, detail: str) -> TimelineEntry:
    kind = audit_kinds.get(event.kind)
    return TimelineEntry(
        at=event.at,
        title=str(kind.label) if kind else event.kind,
        who=person.full_name if person else "",
        detail=detail,
        icon=kind.icon if kind else "point",
    )


def _detail_of(event: AuditEvent) -> str:
    tell = DETAILS.get(event.kind)
    return tell(event.details) if tell else ""


def _of_membership(details: dict[str, Any]) -> str:
    kind = details.get("kind")
    label = MembershipKind(kind).label if kind in MembershipKind.values else ""
    return " – ".join(str(part) for part in (label, details.get("group")) if part)


def _of_seat(details: dict[str, Any]) -> str:
    role = details.get("role")
    label = Role(role).label if role in Role.values else ""
    return " – ".join(str(part) for part in (details.get("person"), label) if part)


def _of_fact(details: dict[str, Any]) -> str:
    kind = fact_kinds.get(details.get("kind", ""))
    return str(kind.label) if kind else ""


def _of_grant(details: dict[str, Any]) -> str:
    kind = details.get("kind")
    return str(GrantKind(kind).label) if kind in GrantKind.values else ""


def _of_change(details: dict[str, Any]) -> str:
    names = {"name": _("Name"), "short_name": _("Short name"), "department": _("Department")}
    changed = details.get("changed", {})
    return " · ".join(f"{names.get(name, name)}: {old or '–'} → {new or '–'}" for name, (old, new) in changed.items())


def _of_mandate(details: dict[str, Any]) -> str:
    purpose = details.get("purpose")
    return str(purpose) if purpose else ""


def _of_contribution(details: dict[str, Any]) -> str:
    return str(details.get("person", ""))


DETAILS: dict[str, Callable[[dict[str, Any]], str]] = {
    "membership.started": _of_membership,
    "membership.ended": _of_membership,
    "seat.given": _of_seat,
    "seat.ended": _of_seat,
    "person.invited_to_role": _of_seat,
    "fact.recorded": _of_fact,
    "fact.ended": _of_fact,
    "grant.ended": _of_grant,
    "mandate.given": _of_mandate,
    "contribution.given": _of_contribution,
    "organisation.changed": _of_change,
}
