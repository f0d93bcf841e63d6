"""The risk register of an establishment, one risk, and the review of the whole."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..actions.risks import RISKS_AT_MOST
from ..forms import show_refusal
from ..policies import RISK
from ..queries.risks import answered_by_a_review, closed_of, register_of, risk_or_404
from ..risk_enums import Likelihood
from ..risk_forms import BeginForm, ChangeRiskForm, CloseRiskForm, ReviewRegisterForm, RiskForm, typed_of
from ..risk_models import risk_models
from ..rules.risks import usual_next_review
from .common import tabs_of


@page(RISK, see=Level.STATUS)
@require_GET
def risks(request: Request, uid: UUID) -> HttpResponse:
    """The matrix and the review for who sees where it stands; the risks themselves for the establishment's people."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, RISK, organisation)
    register = register_of(request.context, organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "risks"),
        "register": register,
        "matrix": register.matrix(),
        "likelihoods": list(Likelihood),
        "closed": closed_of(request.context, organisation) if detail else [],
        "answers": answered_by_a_review(request.context, organisation),
        "detail": detail,
        "edits": request.context.may(Verb.EDIT, RISK, organisation),
        "reviews": request.context.may(Verb.REVIEW, RISK, organisation),
        "full": len(register.risks) >= RISKS_AT_MOST,
        "today": today(),
    }
    return render(request, "governance/risks/register.html", context)


@page(RISK, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def begin(request: Request, uid: UUID) -> HttpResponse:
    """Scenarios that hospitals share, to pick from."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    there = {one.risk.code for one in register_of(request.context, organisation).risks}
    form = BeginForm(request.POST if request.method == "POST" else None, there=there)
    if form.is_valid():
        try:
            added = actions.add_from_models(request.context, organisation, form.cleaned_data["codes"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Added: %(count)s. Rate each with the wards.") % {"count": len(added)})
            return redirect("governance:risks", organisation.uid)
    models = [model for model in risk_models().values() if model.code not in there]
    context = {"organisation": organisation, "form": form, "models": models, "chosen": form["codes"].value() or []}
    return render(request, "governance/risks/begin.html", context)


@page(RISK, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def add(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = RiskForm(request.POST or None, initial={"review_on": usual_next_review(today())})
    if form.is_valid():
        try:
            made = actions.add_risk(request.context, organisation, form.rating())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect("governance:risk", made.uid)
    return render(request, "governance/risks/edit.html", {"organisation": organisation, "form": form, "risk": None})


@page(RISK, see=Level.DETAIL)
@require_GET
def risk(request: Request, uid: UUID) -> HttpResponse:
    shown = risk_or_404(request.context, uid)
    request.require(shown.organisation)
    context = {
        "risk": shown,
        "organisation": shown.organisation,
        "edits": shown.closed_on is None and request.context.may(Verb.EDIT, RISK, shown.organisation),
    }
    return render(request, "governance/risks/risk.html", context)


@page(RISK, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    shown = risk_or_404(request.context, uid)
    request.require(shown.organisation)
    form = ChangeRiskForm(request.POST or None, initial=typed_of(shown))
    if form.is_valid():
        try:
            actions.change_risk(request.context, shown, form.cleaned_data["seen"], form.rating())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:risk", shown.uid)
    context = {"organisation": shown.organisation, "form": form, "risk": shown}
    return render(request, "governance/risks/edit.html", context)


@page(RISK, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def close(request: Request, uid: UUID) -> HttpResponse:
    shown = risk_or_404(request.context, uid)
    request.require(shown.organisation)
    form = CloseRiskForm(request.POST or None)
    if form.is_valid():
        try:
            actions.close_risk(request.context, shown, form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Closed: it stays readable below the register."))
            return redirect("governance:risks", shown.organisation.uid)
    context = {"organisation": shown.organisation, "form": form, "risk": shown}
    return render(request, "governance/risks/close.html", context)


@page(RISK, see=Level.DETAIL, do=Verb.REVIEW)
@require_http_methods(["GET", "POST"])
def review(request: Request, uid: UUID) -> HttpResponse:
    """Read the whole once more, then say that it is right: what it answers moves by itself."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    register = register_of(request.context, organisation)
    initial = {"next_on": usual_next_review(today()), "seen": register.fingerprint}
    form = ReviewRegisterForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.review_register(request.context, organisation, typed["next_on"], typed["seen"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Reviewed: what it answers has just been judged."))
            return redirect("governance:risks", organisation.uid)
    context = {
        "organisation": organisation,
        "form": form,
        "register": register,
        "answers": answered_by_a_review(request.context, organisation),
    }
    return render(request, "governance/risks/review.html", context)
