"""Suppliers of an establishment: the register, one of them, the review of its remote access."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..forms import show_refusal
from ..policies import SUPPLIER
from ..queries.suppliers import (
    counts_of,
    ended_of,
    engagement_or_404,
    names_like,
    register_of,
)
from ..supplier_forms import ChangeEngagementForm, EndEngagementForm, NewEngagementForm, typed_of
from .common import tabs_of

SHOWS = ("", "accesses", "contracts")


@page(SUPPLIER, see=Level.STATUS)
@require_GET
def suppliers(request: Request, uid: UUID) -> HttpResponse:
    """The register; reviews, contracts and contacts for the establishment's own people only."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, SUPPLIER, organisation)
    show = request.GET.get("show", "") if detail else ""
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "suppliers"),
        "page": register_of(request.context, organisation, show, request.GET.get("page", "")),
        "counts": counts_of(request.context, organisation),
        "ended": ended_of(request.context, organisation) if detail else [],
        "show": show if show in SHOWS else "",
        "detail": detail,
        "edits": request.context.may(Verb.EDIT, SUPPLIER, organisation),
        "today": today(),
    }
    return render(request, "governance/suppliers/register.html", context)


@page(SUPPLIER, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def engage(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = NewEngagementForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    alike = names_like(organisation, request.POST.get("name", ""))
    if form.is_valid():
        name = form.name_chosen(alike)
        if name is not None:
            try:
                made = actions.engage(request.context, organisation, name, form.terms())
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Recorded."))
                return redirect("governance:engagement", made.uid)
    if alike:
        form.ask_about(alike)
    return render(request, "governance/suppliers/engage.html", {"organisation": organisation, "form": form})


@page(SUPPLIER, see=Level.DETAIL, do=Verb.EDIT)
@require_GET
def supplier_names(request: Request, uid: UUID) -> HttpResponse:
    """While somebody types: the names of the region that look like it."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    alike = names_like(organisation, request.GET.get("name", "")[:120])
    return render(request, "governance/suppliers/_alike.html", {"alike": alike})


@page(SUPPLIER, see=Level.DETAIL)
@require_GET
def engagement(request: Request, uid: UUID) -> HttpResponse:
    shown = engagement_or_404(request.context, uid)
    request.require(shown.organisation)
    context = {
        "engagement": shown,
        "organisation": shown.organisation,
        "edits": shown.ended_on is None and request.context.may(Verb.EDIT, SUPPLIER, shown.organisation),
    }
    return render(request, "governance/suppliers/engagement.html", context)


@page(SUPPLIER, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    shown = engagement_or_404(request.context, uid)
    request.require(shown.organisation)
    form = ChangeEngagementForm(request.POST or None, initial=typed_of(shown))
    if form.is_valid():
        try:
            actions.change_engagement(request.context, shown, form.cleaned_data["seen"], form.terms())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:engagement", shown.uid)
    context = {"engagement": shown, "organisation": shown.organisation, "form": form}
    return render(request, "governance/suppliers/change.html", context)


@page(SUPPLIER, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def review_access(request: Request, uid: UUID) -> HttpResponse:
    """One click on the line: looked at today, and still right."""
    shown = engagement_or_404(request.context, uid)
    request.require(shown.organisation)
    seen = request.POST.get("seen", "")
    try:
        actions.review_access(request.context, shown, int(seen) if seen.isdecimal() else shown.revision)
    except Stale as stale:
        messages.warning(request, str(stale))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Remote access reviewed: %(supplier)s.") % {"supplier": shown.supplier.name})
    return redirect("governance:suppliers", shown.organisation.uid)


@page(SUPPLIER, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def end(request: Request, uid: UUID) -> HttpResponse:
    shown = engagement_or_404(request.context, uid)
    request.require(shown.organisation)
    form = EndEngagementForm(request.POST or None, initial={"last_day": today()})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.end_engagement(request.context, shown, typed["last_day"], typed["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Ended. Its contacts are erased: check that its accesses are closed."))
            return redirect("governance:suppliers", shown.organisation.uid)
    context = {"engagement": shown, "organisation": shown.organisation, "form": form}
    return render(request, "governance/suppliers/end.html", context)
