"""Who holds which role where, from when to when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hygie.accounts import actions as accounts
from hygie.accounts.models import Invitation, Person, normalise_email
from hygie.accounts.queries import person_by_email
from hygie.core.access import Role, Verb
from hygie.core.actions import Context, Recording, Refused, SystemAuthority
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope

from ..models import Organisation, Seat
from ..policies import PEOPLE
from ..queries import running
from ..rules import PLACES_OF, demands_second_factor, is_sensible
from .changes import lock_organisations

HANDLER = "territory.seat"
SYSTEM = Scope.system()


def may_be_held(role: Role, organisation: Organisation) -> bool:
    """Whether a role exists at an organisation of this kind (DESIGN §4)."""
    return organisation.kind_value in PLACES_OF.get(role, ())


def give_seat(
    ctx: Context,
    person: Person,
    role: Role,
    organisation: Organisation,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Seat:
    """Give a person a role at an organisation; `ends_on` is the first day without it. Already held: nothing changes.

    Regional and national roles oblige their holder to a second factor. Raises Refused on `role`, `email`, `ends_on`.
    """
    first = starts_on or today()
    _check_role(role, organisation)
    _check_end(first, ends_on)
    if not person.is_active:
        raise Refused({"email": _("This person's account is closed: it must be reopened first.")})
    with ctx.recording(Verb.ADMINISTER, PEOPLE, organisation) as record:
        return _given(record, ctx, person, role, organisation, first, ends_on)


def _given(
    record: Recording,
    ctx: Context,
    person: Person,
    role: Role,
    organisation: Organisation,
    starts_on: date,
    ends_on: date | None = None,
) -> Seat:
    lock_organisations(organisation)
    mine = Seat.objects.filter(person=person, role=role, organisation=organisation)
    seat = mine.filter(running(starts_on)).order_by("pk").first()
    later = mine.filter(ends_on__isnull=True, starts_on__gt=starts_on).order_by("pk").first()
    if seat is None and later is not None and ends_on is None:
        # Already promised from a later day on: the same role, which begins earlier.
        later.starts_on = starts_on
        later.save(update_fields=["starts_on"])
        seat = later
    elif later is not None and ends_on is None:
        raise Refused({"role": _("This person already holds this role from a later day on: end that one first.")})
    elif seat is None and later is not None and ends_on is not None and ends_on > later.starts_on:
        raise Refused({"ends_on": _("This person already holds this role from a later day on: end before that day.")})
    if seat is not None and seat is not later and seat.ends_on == ends_on:
        record.nothing_changed()
        return seat
    if seat is not None:
        if ends_on and role == Role.ADMINISTRATOR and _is_last_administrator(seat):
            raise Refused({"ends_on": _("The role of the last administrator here has no end.")})
        seat.ends_on = ends_on
        seat.save(update_fields=["ends_on"])
    else:
        facts = {"role": role, "organisation": organisation, "starts_on": starts_on, "ends_on": ends_on}
        seat = Seat.objects.create(person=person, **facts)
    if demands_second_factor(role, organisation.kind_value):
        accounts.require_second_factor(ctx, person, place=organisation)
    until = ends_on.isoformat() if ends_on else None
    record.event("seat.given", seat, place=organisation, person=person.full_name, role=role, ends_on=until)
    return seat


def end_seat(ctx: Context, seat: Seat) -> None:
    """End a role today. Already ended: nothing changes. Raises Refused for an organisation's last administrator."""
    with ctx.recording(Verb.ADMINISTER, PEOPLE, seat.organisation) as record:
        # Locked in one order: of two administrators who end each other's role, the second is refused.
        held = Seat.objects.select_for_update().filter(running(today()), organisation=seat.organisation, role=seat.role)
        standing = {other.pk: other for other in held.order_by("pk")}
        if seat.pk not in standing and seat.starts_on <= today():
            record.nothing_changed()
            return
        if seat.role == Role.ADMINISTRATOR and _is_last_administrator(seat):
            raise Refused(_("This is the last administrator here. Give the role to someone else first."))
        Seat.objects.filter(pk=seat.pk).update(ends_on=max(today(), seat.starts_on))
        record.event("seat.ended", seat, place=seat.organisation, person=seat.person.full_name, role=seat.role)


def seat_auditor(ctx: Context, person: Person, organisation: Organisation) -> None:
    """Put an organisation in an auditor's reach, from the action that opens an audit to them under its own policy.

    This role and no other: by itself it opens nothing. Raises Refused on `email` or `role`.
    """
    give_seat(replace(ctx, authority=SystemAuthority()), person, Role.AUDITOR, organisation)


def unseat_auditor(ctx: Context, person: Person, organisation: Organisation) -> None:
    """Take it away again: no audit there is open to them any more. Not seated: nothing changes."""
    mine = Seat.objects.select_related("organisation", "person").filter(running(today()), person=person)
    for seat in mine.filter(role=Role.AUDITOR, organisation=organisation).order_by("pk"):
        end_seat(replace(ctx, authority=SystemAuthority()), seat)


def _is_last_administrator(seat: Seat) -> bool:
    """Nobody else whose account is open holds the role today without an end."""
    lasting = Seat.objects.filter(
        organisation_id=seat.organisation_id,
        role=Role.ADMINISTRATOR,
        starts_on__lte=today(),
        ends_on__isnull=True,
        person__is_active=True,
    )
    return not lasting.exclude(person_id=seat.person_id).exists()


def invite_to_role(
    ctx: Context,
    organisation: Organisation,
    role: Role,
    *,
    email: str,
    first_name: str,
    last_name: str,
    language: str,
) -> Seat | Invitation:
    """Give the role to whoever has this address, or invite them to it. Raises Refused per field.

    Returns the seat of a known person, or the invitation that was mailed.
    """
    _check_role(role, organisation)
    ctx.require(Verb.ADMINISTER, PEOPLE, organisation)
    known = person_by_email(normalise_email(email))
    if known is not None:
        return give_seat(ctx, known, role, organisation)
    with ctx.recording(Verb.ADMINISTER, PEOPLE, organisation) as record:
        invitation = accounts.invite(
            ctx,
            email=email,
            first_name=first_name,
            last_name=last_name,
            language=language,
            second_factor_required=demands_second_factor(role, organisation.kind_value),
            handler=HANDLER,
            payload={"role": role.value, "organisation": str(organisation.uid)},
            place=organisation,
        )
        record.event("person.invited_to_role", invitation, role=role)
    return invitation


def withdraw_invitation(ctx: Context, organisation: Organisation, invitation: Invitation) -> None:
    """Make the link of an invitation to this organisation useless. Raises Refused when it was accepted meanwhile."""
    with ctx.recording(Verb.ADMINISTER, PEOPLE, organisation) as record:
        accounts.revoke_invitation(ctx, invitation, place=organisation)
        record.nothing_changed()  # the accounts have noted it, or it was withdrawn already


def seat_promised(ctx: Context, person: Person, payload: dict[str, Any]) -> None:
    """Keep what an invitation promised (registered with accounts). Raises Refused when the organisation closed."""
    organisation = _promised_place(payload)
    if organisation is None or organisation.is_closed:
        raise Refused(_("This organisation has closed since you were invited. Ask whoever invited you."))
    system = Context.system("invitation accepted")
    # Whoever accepts is not signed in yet, and sees nothing.
    with aside(SYSTEM), system.recording(Verb.ADMINISTER, PEOPLE, organisation) as record:
        _given(record, system, person, Role(payload["role"]), organisation, today())


def describe_promise(payload: dict[str, Any]) -> str:
    """“CISO – Centre hospitalier de …”, for the invitation's page and mail."""
    organisation = _promised_place(payload)
    return f"{Role(payload['role']).label} – {organisation.name if organisation else ''}"


def _promised_place(payload: dict[str, Any]) -> Organisation | None:
    return Organisation.objects.within(SYSTEM).filter(uid=payload["organisation"]).first()


def last_administrator_objection(person: Person) -> str | None:
    """Why an account must stay open: it is an organisation's last administrator (registered with accounts)."""
    mine = Seat.objects.filter(running(today()), person=person, role=Role.ADMINISTRATOR).select_related("organisation")
    for seat in mine.order_by("pk"):
        if _is_last_administrator(seat):
            return _("This person is the last administrator of %(name)s.") % {"name": seat.organisation.name}
    return None


def _check_role(role: Role, organisation: Organisation) -> None:
    if not may_be_held(role, organisation):
        raise Refused({"role": _("This role does not exist at this kind of organisation.")})
    if organisation.is_closed:
        raise Refused({"role": _("This organisation has closed.")})


def _check_end(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and (ends_on <= starts_on or not is_sensible(ends_on, today())):
        raise Refused({"ends_on": _("The end must come after the start.")})
