"""Who answers for what: appointed, changed, ended. Each establishment covered gets its proof, which ends with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from hygie.core import files
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, demand_version
from hygie.core.clock import now, today
from hygie.core.files import Upload
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof
from hygie.territory.models import Organisation

from ..enums import Function
from ..models import Appointment, Coverage
from ..policies import APPOINTMENT

SYSTEM = Scope.system()
YEARS = timedelta(days=366)
FURTHEST_BACK = timedelta(days=20 * 366)


@dataclass(frozen=True)
class Post:
    """What an appointment says of the person and the post. `share`: percent of a full-time post."""

    function: Function
    first_name: str
    last_name: str
    subject: str = ""
    email: str = ""
    phone: str = ""
    phone_at_night: str = ""
    share: int | None = None

    def checked(self) -> Post:
        """Without stray spaces. Raises Refused per field."""
        problems = {}
        if not self.last_name.strip():
            problems["last_name"] = _("Give the person's name.")
        if self.function == Function.BUSINESS and not self.subject.strip():
            problems["subject"] = _("Say for which service or process.")
        if self.share is not None and not 1 <= self.share <= 100:
            problems["share"] = _("Between 1 and 100 % of a full-time post.")
        if problems:
            raise Refused(problems)
        words = ("first_name", "last_name", "subject", "email", "phone", "phone_at_night")
        return replace(self, **{word: getattr(self, word).strip() for word in words})


def appoint(
    ctx: Context,
    organisation: Organisation,
    post: Post,
    places: Collection[Organisation],
    starts_on: date,
    ends_on: date | None = None,
    letter: Upload | None = None,
    person_id: int | None = None,
) -> Appointment:
    """Appoint a person for these establishments; `ends_on` is the last day. The same said twice is one appointment.

    Every establishment must be one that the reader may edit. Raises Denied, or Refused per field.
    """
    said, covered = post.checked(), list(places) or [organisation]
    _check_dates(starts_on, ends_on)
    for place in (organisation, *covered):
        ctx.require(Verb.EDIT, APPOINTMENT, place)
    file = files.store(letter, organisation, ctx.person_id) if letter else None
    with ctx.recording(Verb.EDIT, APPOINTMENT, organisation) as record:
        if twin := _twin(organisation, said, starts_on):
            record.nothing_changed()
            if file is not None:
                files.discard(file)
            return twin
        if file is not None:
            file.save()
        appointment = Appointment.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            **vars(said),
            person_id=person_id,
            starts_on=starts_on,
            ends_on=ends_on,
            letter=file,
            recorded_by_id=ctx.person_id,
            recorded_at=now(),
        )
        for place in sorted(covered, key=lambda place: place.pk):
            Coverage.objects.create(
                organisation=place,
                region_id=place.region_pk,
                appointment=appointment,
                function=said.function,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            record.event("appointment.started", appointment, place=place, function=said.function)
            record.entry("appointment.started", appointment, {"function": said.function}, place=place)
        _prove(ctx, appointment)
    return appointment


def _twin(organisation: Organisation, post: Post, starts_on: date) -> Appointment | None:
    rows = Appointment.objects.within(SYSTEM).filter(organisation=organisation, starts_on=starts_on)
    same = {"function": post.function, "first_name": post.first_name, "last_name": post.last_name}
    return rows.filter(**same, subject=post.subject).order_by("-pk").first()


def change_appointment(ctx: Context, appointment: Appointment, seen: int, post: Post) -> Appointment:
    """Correct names, numbers or the share; function and dates do not change. Raises Stale, or Refused per field."""
    said = replace(post, function=appointment.function_value).checked()
    with ctx.recording(Verb.EDIT, APPOINTMENT, appointment.organisation) as record:
        current = _held(appointment)
        demand_version(current.revision, seen)
        for name, value in vars(said).items():
            setattr(current, name, value)
        current.revision += 1
        current.save()
        record.event("appointment.changed", current)
    return current


def end_appointment(ctx: Context, appointment: Appointment, last_day: date, reason: str) -> Appointment:
    """End an appointment: `last_day` is the last day in the function, past or to come.

    The proof of every establishment covered ends on that day. Ended so already: nothing changes. Raises Refused on
    `last_day`.
    """
    if last_day < appointment.starts_on:
        raise Refused({"last_day": _("The last day comes before the first one.")})
    if last_day > today() + YEARS:
        raise Refused({"last_day": _("Choose a day within a year.")})
    with ctx.recording(Verb.EDIT, APPOINTMENT, appointment.organisation) as record:
        current = _held(appointment)
        if current.ends_on == last_day:
            record.nothing_changed()
            return current
        if current.ends_on is not None and current.ends_on < today():
            raise Refused(_("This appointment has ended already."))
        current.ends_on, current.ended_because = last_day, reason.strip()[:300]
        current.revision += 1
        current.save(update_fields=["ends_on", "ended_because", "revision"])
        Coverage.objects.within(SYSTEM).filter(appointment=current).update(ends_on=last_day)
        for coverage in _coverages(current):
            place = coverage.organisation
            record.event("appointment.ended", current, place=place, function=current.function)
            facts = {"last_day": last_day.isoformat()}
            record.entry("appointment.ended", current, facts, place=place)
        _prove(ctx, current)
    return current


def begin_appointments(ctx: Context) -> int:
    """Deposit the proofs of the appointments that begin today, or began while no worker was running."""
    begun = 0
    rows = Coverage.objects.within(SYSTEM).filter(starts_on__lte=today(), proved=False)
    waiting = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
    for pk in waiting.order_by("appointment_id").values_list("appointment_id", flat=True).distinct():
        appointment = Appointment.objects.within(SYSTEM).select_related("organisation").get(pk=pk)
        with ctx.recording(Verb.EDIT, APPOINTMENT, appointment.organisation) as record:
            current = _held(appointment)
            _prove(ctx, current)
            record.nothing_changed()
            begun += 1
    return begun


def _held(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.within(SYSTEM).select_related("organisation", "letter")
    return rows.select_for_update(of=("self",)).get(pk=appointment.pk)


def _coverages(appointment: Appointment) -> list[Coverage]:
    rows = Coverage.objects.within(SYSTEM).filter(appointment=appointment)
    return list(rows.select_related("organisation").order_by("organisation_id"))


def _prove(ctx: Context, appointment: Appointment) -> None:
    """The proof of each establishment, in the order of their keys, as their assessments are locked."""
    if appointment.starts_on > today():
        return
    for coverage in _coverages(appointment):
        deposit_activity_proof(
            ctx,
            coverage.organisation,
            "appointment",
            appointment.starts_on,
            {"role": appointment.function},
            f"governance.appointment:{appointment.uid}",
            expires_on=appointment.ends_on,
            title=str(appointment.function_value.label),
        )
    Coverage.objects.within(SYSTEM).filter(appointment=appointment).update(proved=True)


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if starts_on > today() + YEARS or starts_on < today() - FURTHEST_BACK:
        raise Refused({"starts_on": _("Choose a day within a year, or a past one that is likely.")})
    if ends_on is not None and ends_on < starts_on:
        raise Refused({"ends_on": _("The last day comes before the first one.")})
