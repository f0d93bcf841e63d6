"""Campaigns: the plan over the years, one campaign and its progress, the establishments it audits."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Over, Request, page
from hygie.core.paging import paginate
from hygie.territory.asked_group import asked_group
from hygie.territory.audit_orders import orders_for
from hygie.territory.queries import organisation_or_404
from hygie.territory.queries.lists import ghts_in_sight, places_in_sight

from ..actions import campaigns as actions
from ..actions.campaigns import RUNNERS
from ..audit_forms import offer_orders, show_refusal
from ..campaign_forms import CampaignForm, EstablishmentFilter, StateForm
from ..enums import AuditState
from ..policies import AUDIT, CAMPAIGN
from ..queries.campaigns import (
    audits_of_campaign,
    campaign_or_404,
    left_to_choose,
    line_of,
    plan_of,
    progress_of,
    runners_of,
)

STATES = (AuditState.PLANNED, AuditState.IN_PROGRESS, AuditState.RECEIVED, AuditState.CLOSED)


@page(CAMPAIGN, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def campaigns(request: Request) -> HttpResponse:
    found, years = plan_of(request.context, request.GET.get("page", ""))
    context = {"page": found, "years": years, "runners": runners_of(request.context, sorted(RUNNERS))}
    return render(request, "audits/campaigns/list.html", context)


@page(CAMPAIGN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def open_campaign(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    if organisation.kind_value not in RUNNERS:
        raise Http404
    form = CampaignForm(request.POST or None, initial={"opens_on": today()})
    offer_orders(form, orders_for(request.context, organisation))
    if form.is_valid():
        try:
            made = actions.open_campaign(request.context, organisation, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Opened: choose the establishments."))
            return redirect("audits:choose_establishments", made.uid)
    return render(request, "audits/campaigns/edit.html", {"organisation": organisation, "campaign": None, "form": form})


@page(CAMPAIGN, see=Level.DETAIL)
@require_GET
def campaign(request: Request, uid: UUID) -> HttpResponse:
    found = campaign_or_404(request.context, uid)
    request.require(found.organisation)
    form = StateForm(request.GET)
    context = {
        "campaign": found,
        "organisation": found.organisation,
        "line": line_of(found, progress_of(request.context, found)),
        "form": form,
        "page": audits_of_campaign(request.context, found, form.state_asked(), request.GET.get("page", "")),
        "today": today(),
        "edits": request.context.may(Verb.EDIT, CAMPAIGN, found.organisation) and found.closed_at is None,
        "sees_audits": AUDIT.may(request.context.role).allows(see=Level.STATUS),
    }
    return render(request, "audits/campaigns/campaign.html", context)


@page(CAMPAIGN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    found = campaign_or_404(request.context, uid)
    request.require(found.organisation)
    words = ("title", "kind", "objective", "opens_on", "closes_on", "provider", "order_code", "note")
    initial = {word: getattr(found, word) for word in words} | {"seen": found.version}
    form = CampaignForm(request.POST or None, initial=initial)
    offer_orders(form, orders_for(request.context, found.organisation))
    if form.is_valid():
        try:
            actions.change_campaign(request.context, found, form.cleaned_data["seen"] or 0, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("audits:campaign", found.uid)
    return render(
        request, "audits/campaigns/edit.html", {"organisation": found.organisation, "campaign": found, "form": form}
    )


@page(CAMPAIGN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def choose(request: Request, uid: UUID) -> HttpResponse:
    """By ticking, or all those that the filter holds: a saved group, a category, a department."""
    found = campaign_or_404(request.context, uid)
    request.require(found.organisation)
    form = _filter_of(request)
    rows = left_to_choose(request.context, found, form.narrowing())
    if request.method == "POST":
        chosen = rows if "all" in request.POST else rows.filter(uid__in=_uids(request.POST.getlist("place")))
        keys = list(chosen.order_by("pk").values_list("pk", flat=True))
        try:
            count = actions.add_establishments(request.context, found, keys)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = ngettext("Planned at %(count)s establishment.", "Planned at %(count)s establishments.", count)
            messages.success(request, said % {"count": count})
        return redirect("audits:campaign", found.uid)
    context = {
        "campaign": found,
        "organisation": found.organisation,
        "form": form,
        "page": paginate(rows, ("name", "pk"), request.GET.get("page", "")),
        "total": rows.count(),
    }
    return render(request, "audits/campaigns/choose.html", context)


def _uids(written: Iterable[str]) -> list[UUID]:
    """What is no public id was not ticked on our page."""
    found = []
    for text in written:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


def _filter_of(request: Request) -> EstablishmentFilter:
    departments, categories = places_in_sight(request.context)
    data = request.GET.copy()
    data.setdefault("kind", EstablishmentFilter.USUAL)
    return EstablishmentFilter(
        data, request.context, departments, categories, ghts_in_sight(request.context), asked_group(request)
    )


@page(CAMPAIGN, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def leave_out(request: Request, uid: UUID, place: UUID) -> HttpResponse:
    found = campaign_or_404(request.context, uid)
    request.require(found.organisation)
    actions.leave_out(request.context, found, organisation_or_404(request.context, place))
    messages.success(request, _("Left out: what was planned there is cancelled."))
    return redirect("audits:campaign", found.uid)


@page(CAMPAIGN, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def close(request: Request, uid: UUID) -> HttpResponse:
    found = campaign_or_404(request.context, uid)
    request.require(found.organisation)
    seen = request.POST.get("seen", "")
    actions.close_campaign(request.context, found, int(seen) if seen.isdigit() else 0)
    messages.success(request, _("Closed. Audits under way go on at their establishments."))
    return redirect("audits:campaign", found.uid)
