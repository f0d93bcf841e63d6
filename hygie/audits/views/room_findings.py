"""What an auditor enters by hand in the room of their audit, and corrects while it is open."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.pages import Request, page

from ..actions.room_findings import add_in_room, correct_in_room
from ..finding_forms import HandFindingForm, show_refusal
from ..policies import AUDITOR_ROOM
from ..queries.auditors import room_finding_or_404, room_or_404


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def add(request: Request, uid: UUID) -> HttpResponse:
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    form = HandFindingForm(request.POST if request.method == "POST" else None, audits=())
    if form.is_valid():
        try:
            made = add_in_room(request.context, audit, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Finding recorded."))
            return redirect("audits:finding", made.uid)
    context = {"organisation": audit.organisation, "audit": audit, "form": form, "finding": None}
    return render(request, "audits/room/finding.html", context)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: Request, finding: UUID) -> HttpResponse:
    found = room_finding_or_404(request.context, finding)
    request.require(found.organisation)
    form = HandFindingForm.correcting(request.POST if request.method == "POST" else None, found)
    if form.is_valid():
        try:
            correct_in_room(request.context, found, form.cleaned_data["seen"] or 0, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("audits:finding", found.uid)
    context = {"organisation": found.organisation, "audit": found.audit, "form": form, "finding": found}
    return render(request, "audits/room/finding.html", context)
