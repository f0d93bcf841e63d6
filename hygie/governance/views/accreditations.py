"""The register of accreditations of an establishment: its systems, one of them, what is decided of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.accounts.models import Person
from hygie.accounts.views.fresh import asked_before_signing
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..accreditation_enums import DecisionState
from ..accreditation_forms import ChangeSystemForm, DecisionForm, SystemForm
from ..forms import ReasonForm, show_refusal
from ..policies import ACCREDITATION
from ..queries.accreditations import accreditation_answers, decisions_of, line_of, system_or_404, systems_of
from ..queries.security_policies import regimes_of
from ..rules.accreditations import latest_end
from .common import tabs_of


@page(ACCREDITATION, see=Level.STATUS)
@require_GET
def accreditations(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    found, lines = systems_of(request.context, organisation, request.GET.get("page", ""))
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "accreditations"),
        "page": found,
        "lines": lines,
        "answers": accreditation_answers(request.context, organisation),
        "detail": request.context.sees(Level.DETAIL, ACCREDITATION, organisation),
        "edits": request.context.may(Verb.EDIT, ACCREDITATION, organisation),
    }
    return render(request, "governance/accreditations/list.html", context)


@page(ACCREDITATION, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def add(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    essential = "ose" in regimes_of(request.context, organisation)
    form = SystemForm(request.POST or None, initial={"essential": essential})
    if form.is_valid():
        try:
            system = actions.add_system(request.context, organisation, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Entered in the register: the director can now decide."))
            return redirect("governance:accreditation", system.uid)
    context = {"organisation": organisation, "form": form, "system": None}
    return render(request, "governance/accreditations/edit.html", context)


@page(ACCREDITATION, see=Level.DETAIL)
@require_GET
def accreditation(request: Request, uid: UUID) -> HttpResponse:
    system = system_or_404(request.context, uid)
    organisation = system.organisation
    request.require(organisation)
    decisions = decisions_of(request.context, system)
    line = line_of(system, decisions[0] if decisions else None)
    stands = line.decision is not None and line.decision.state == DecisionState.STANDING
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "accreditations"),
        "system": system,
        "line": line,
        "decision": line.decision if stands else None,
        "before": decisions[1:] if stands else decisions,
        "answers": accreditation_answers(request.context, organisation) if system.essential else [],
        "edits": request.context.may(Verb.EDIT, ACCREDITATION, organisation),
        "approves": request.context.may(Verb.APPROVE, ACCREDITATION, organisation),
    }
    return render(request, "governance/accreditations/system.html", context)


@page(ACCREDITATION, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    system = system_or_404(request.context, uid)
    request.require(system.organisation)
    words = ("name", "scope", "audit_used", "essential")
    form = ChangeSystemForm(
        request.POST or None, initial={word: getattr(system, word) for word in words} | {"seen": system.revision}
    )
    if form.is_valid():
        try:
            actions.change_system(request.context, system, form.cleaned_data["seen"], form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:accreditation", system.uid)
    context = {"organisation": system.organisation, "form": form, "system": system}
    return render(request, "governance/accreditations/edit.html", context)


@page(ACCREDITATION, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def decide(request: Request, uid: UUID) -> HttpResponseBase:
    """A first decision or the next one: asks for a code or a passkey first."""
    system = system_or_404(request.context, uid)
    organisation = system.organisation
    request.require(organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    decisions = decisions_of(request.context, system)
    line = line_of(system, decisions[0] if decisions else None)
    initial = {"decided_on": today(), "valid_until": latest_end(today()), "seen": system.revision}
    initial["authority"] = line.decision.authority if line.decision else ""
    form, person = DecisionForm(request.POST or None, initial=initial), request.user
    if form.is_valid() and isinstance(person, Person):
        try:
            actions.decide(request.context, system, form.cleaned_data["seen"], person, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Signed: what this decision answers has just been judged."))
            return redirect("governance:accreditation", system.uid)
    context = {
        "organisation": organisation,
        "system": system,
        "line": line,
        "form": form,
        "answers": accreditation_answers(request.context, organisation) if system.essential else [],
    }
    return render(request, "governance/accreditations/decide.html", context)


@page(ACCREDITATION, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, uid: UUID) -> HttpResponseBase:
    system = system_or_404(request.context, uid)
    request.require(system.organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    form = ReasonForm(request.POST or None, initial={"seen": system.revision})
    if form.is_valid():
        try:
            actions.withdraw_accreditation(
                request.context, system, form.cleaned_data["seen"], form.cleaned_data["reason"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Withdrawn: what it answered has just been judged again."))
            return redirect("governance:accreditation", system.uid)
    context = {"organisation": system.organisation, "system": system, "form": form}
    return render(request, "governance/accreditations/withdraw.html", context)
