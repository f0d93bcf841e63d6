"""Appointments of an establishment, one of them, and the directory for the day when nothing else works."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.core import files
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Over, Request, page
from hygie.core.pdf import pdf_response
from hygie.territory.queries import organisation_or_404
from hygie.web.formats import day

from .. import actions
from ..forms import AppointmentForm, ContactForm, EndForm, show_refusal
from ..models import Appointment
from ..papers import directory_paper
from ..policies import APPOINTMENT
from ..queries.appointments import (
    appointment_or_404,
    contacts_in,
    covered_by,
    functions_of,
    past_appointments,
    places_to_share,
)
from .common import tabs_of


@page(APPOINTMENT, see=Level.STATUS)
@require_GET
def appointments(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, APPOINTMENT, organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "appointments"),
        "lines": functions_of(organisation),
        "past": past_appointments(request.context, organisation) if detail else [],
        "detail": detail,
        "edits": request.context.may(Verb.EDIT, APPOINTMENT, organisation),
        "today": today(),
    }
    return render(request, "governance/appointments/list.html", context)


@page(APPOINTMENT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def appoint(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    places = places_to_share(request.context, organisation)
    initial = {
        "places": [str(organisation.uid)],
        "starts_on": today(),
        "function": request.GET.get("function", ""),
    }
    form = AppointmentForm(request.POST or None, request.FILES or None, places=places, initial=initial)
    if form.is_valid():
        typed = form.cleaned_data
        chosen = [place for place in places if str(place.uid) in typed["places"]]
        try:
            actions.appoint(
                request.context,
                organisation,
                form.post(),
                chosen,
                typed["starts_on"],
                typed["ends_on"],
                letter=typed["letter"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Appointed: what it answers has just been judged."))
            return redirect("governance:appointments", organisation.uid)
    context = {"organisation": organisation, "form": form}
    return render(request, "governance/appointments/appoint.html", context)


@page(APPOINTMENT, see=Level.DETAIL)
@require_GET
def appointment(request: Request, uid: UUID) -> HttpResponse:
    shown = appointment_or_404(request.context, uid)
    request.require(shown.organisation)
    context = {
        "appointment": shown,
        "organisation": shown.organisation,
        "places": covered_by(request.context, shown),
        "edits": request.context.may(Verb.EDIT, APPOINTMENT, shown.organisation),
        "holds": shown.holds(today()),
        "can_end": shown.ends_on is None or shown.ends_on >= today(),
    }
    return render(request, "governance/appointments/appointment.html", context)


@page(APPOINTMENT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    shown = appointment_or_404(request.context, uid)
    request.require(shown.organisation)
    form = ContactForm(request.POST or None, appointment=shown, initial=_typed(shown))
    if form.is_valid():
        try:
            actions.change_appointment(request.context, shown, form.cleaned_data["seen"], form.post())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:appointment", shown.uid)
    context = {"appointment": shown, "organisation": shown.organisation, "form": form, "ends": False}
    return render(request, "governance/appointments/change.html", context)


def _typed(shown: Appointment) -> dict[str, object]:
    words = ("subject", "first_name", "last_name", "email", "phone", "phone_at_night", "share")
    return {word: getattr(shown, word) for word in words} | {"seen": shown.revision}


@page(APPOINTMENT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def end(request: Request, uid: UUID) -> HttpResponse:
    shown = appointment_or_404(request.context, uid)
    request.require(shown.organisation)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.end_appointment(request.context, shown, typed["last_day"], typed["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Ended: what it answered is judged again from that day on."))
            return redirect("governance:appointments", shown.organisation.uid)
    context = {"appointment": shown, "organisation": shown.organisation, "form": form, "ends": True}
    return render(request, "governance/appointments/change.html", context)


@page(APPOINTMENT, see=Level.DETAIL)
@require_GET
def letter(request: Request, uid: UUID) -> HttpResponseBase:
    shown = appointment_or_404(request.context, uid)
    request.require(shown.organisation)
    if shown.letter is None or shown.letter.erased_at is not None:
        raise Http404
    return files.download(shown.letter)


@page(APPOINTMENT, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def directory(request: Request) -> HttpResponse:
    """Whom to call, establishment by establishment, in the order of the call."""
    return render(request, "governance/appointments/directory.html", {"groups": contacts_in(request.context)})


@page(APPOINTMENT, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def directory_pdf(request: Request) -> HttpResponse:
    """The same on paper: print it, and keep it where no computer is needed."""
    groups = [
        (
            str(place),
            [[_function(one), one.name, one.phone or "–", one.phone_at_night or "–", one.email or "–"] for one in held],
        )
        for place, held in contacts_in(request.context)
        if held
    ]
    note = _("Contacts as they were on %(day)s. Print it again when somebody changes.") % {"day": day(today())}
    content = directory_paper(_("Crisis directory"), note, groups)
    return pdf_response(f"hygie-{today().isoformat()}", content)


def _function(one: Appointment) -> str:
    label = str(one.function_value.label)
    return f"{label} · {one.subject}" if one.subject else label
