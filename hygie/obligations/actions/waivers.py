"""Waivers: a requirement set aside for one organisation, with a reason and an end."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Message, Recording, Refused
from hygie.core.clock import now, today
from hygie.territory.models import Organisation

from ..catalogue_reader import load_catalogue
from ..models import Waiver
from ..policies import WAIVER
from . import statuses
from .common import SYSTEM
from .contents import reason_given

YEARS_AT_MOST = 5


def grant_waiver(
    ctx: Context,
    organisation: Organisation,
    requirement: str,
    reason: str,
    ends_on: date,
    starts_on: date | None = None,
) -> Waiver:
    """Set a requirement aside from `starts_on` (today) to `ends_on`, both days included.

    Granted again word for word, it is the same waiver. Raises Refused with the fields requirement, reason, starts_on
    and ends_on; a waiver that runs over the same days must be revoked first.
    """
    begins = starts_on or today()
    said = reason_given(reason)
    if problems := _problems(requirement, begins, ends_on):
        raise Refused(problems)
    with ctx.recording(Verb.DECIDE, WAIVER, organisation) as record:
        held = statuses.hold(organisation)
        overlapping = _running(organisation, requirement).filter(starts_on__lte=ends_on, ends_on__gte=begins)
        if (running := overlapping.order_by("pk").first()) is not None:
            if (running.reason, running.starts_on, running.ends_on) != (said, begins, ends_on):
                raise Refused({"requirement": _("A waiver already runs over these days: revoke it first.")})
            record.nothing_changed()
            return running
        waiver = Waiver.objects.create(
            organisation=organisation,
            region_id=held.region_id,
            requirement=requirement,
            reason=said,
            starts_on=begins,
            ends_on=ends_on,
            granted_by_id=ctx.person_id,
            granted_at=now(),
        )
        days = {"starts_on": begins.isoformat(), "ends_on": ends_on.isoformat()}
        _recorded(record, "waiver.granted", waiver, said, days)
        statuses.follow_waiver(organisation, held, requirement)
    return waiver


def revoke_waiver(ctx: Context, waiver: Waiver, reason: str) -> Waiver:
    """End a waiver now. Revoked already, it stays as it was. Raises Refused on the field `reason`."""
    said, organisation = reason_given(reason), waiver.organisation
    with ctx.recording(Verb.DECIDE, WAIVER, organisation) as record:
        held = statuses.hold(organisation)
        current = Waiver.objects.within(SYSTEM).select_related("organisation").get(pk=waiver.pk)
        if current.revoked_at is not None:
            record.nothing_changed()
            return current
        current.revoked_at, current.revoked_because = now(), said
        current.save(update_fields=["revoked_at", "revoked_because"])
        _recorded(record, "waiver.revoked", current, said, {})
        statuses.follow_waiver(organisation, held, current.requirement)
    return current


def _problems(requirement: str, starts_on: date, ends_on: date) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if load_catalogue().get(requirement) is None:
        problems["requirement"] = _("This requirement does not exist. Choose one of the list.")
    if ends_on < starts_on:
        problems["ends_on"] = _("The end comes before the beginning. Correct one of the two dates.")
    elif ends_on < today():
        problems["ends_on"] = _("This end is past. Enter a day to come.")
    elif ends_on.year > today().year + YEARS_AT_MOST:
        problems["ends_on"] = _("Enter an end within %(years)d years.") % {"years": YEARS_AT_MOST}
    return problems


def _running(organisation: Organisation, requirement: str) -> QuerySet[Waiver]:
    granted = Waiver.objects.within(SYSTEM).filter(organisation=organisation, requirement=requirement)
    return granted.filter(revoked_at__isnull=True)


def _recorded(record: Recording, kind: str, waiver: Waiver, reason: str, days: dict[str, str]) -> None:
    record.event(kind, waiver, requirement=waiver.requirement)
    record.entry(kind, waiver, {"requirement": waiver.requirement, "reason": reason} | days)
