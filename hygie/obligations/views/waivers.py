"""The ARS sets a requirement aside for one establishment, for a time and a reason; and ends it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..forms import RevokeForm, WaiverForm, show_refusal
from ..policies import WAIVER
from ..queries.proofs import waiver_or_404
from ..queries.visible import requirement_for


@page(WAIVER, see=Level.DETAIL, do=Verb.DECIDE)
@require_http_methods(["GET", "POST"])
def grant(request: Request, uid: UUID, code: str) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    requirement = requirement_for(request.context, code)
    if requirement is None:
        raise Http404
    form = WaiverForm(request.POST or None, initial={"starts_on": today()})
    if form.is_valid():
        try:
            actions.grant_waiver(request.context, organisation, code, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Set aside: the establishment sees until when, and why."))
            return redirect("obligations:requirement", organisation.uid, code)
    context = {"organisation": organisation, "requirement": requirement, "form": form}
    return render(request, "obligations/waive.html", context)


@page(WAIVER, see=Level.DETAIL, do=Verb.DECIDE)
@require_http_methods(["GET", "POST"])
def revoke(request: Request, uid: UUID) -> HttpResponse:
    waiver = waiver_or_404(request.context, uid)
    request.require(waiver.organisation)
    requirement = requirement_for(request.context, waiver.requirement)
    if requirement is None:
        raise Http404
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke_waiver(request.context, waiver, form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The waiver has ended: the requirement is judged again."))
            return redirect("obligations:requirement", waiver.organisation.uid, waiver.requirement)
    context = {"organisation": waiver.organisation, "requirement": requirement, "waiver": waiver, "form": form}
    return render(request, "obligations/revoke_waiver.html", context)
