"""The assets of an establishment: the list, one of them, several described or merged at once."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from ..actions import assets as actions
from ..asset_forms import AssetFilter, AssetForm, AssetsForm, MergeForm
from ..finding_forms import show_refusal, uids_of
from ..models import Asset
from ..policies import ASSET, FINDING
from ..queries.assets import asset_or_404, assets_named, assets_page, line_of_asset, merged_into, products_on
from .common import tabs_of

WORDS = ("label", "exposure", "criticality", "care_service", "owner")


@page(ASSET, see=Level.DETAIL)
@require_GET
def assets(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = AssetFilter(request.GET)
    found, lines = assets_page(request.context, organisation, form.asked(), request.GET.get("page", ""))
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "assets"),
        "form": form,
        "page": found,
        "lines": lines,
        "edits": request.context.may(Verb.EDIT, ASSET, organisation),
        "sees_findings": request.context.sees(Level.DETAIL, FINDING, organisation),
    }
    return render(request, "audits/assets/list.html", context)


@page(ASSET, see=Level.DETAIL)
@require_GET
def asset(request: Request, uid: UUID) -> HttpResponse:
    shown = asset_or_404(request.context, uid)
    organisation = shown.organisation
    request.require(organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "assets"),
        "asset": shown,
        "line": line_of_asset(request.context, shown),
        "merged": merged_into(request.context, shown),
        "products": products_on(request.context, shown),
        "edits": request.context.may(Verb.EDIT, ASSET, organisation),
        "sees_findings": request.context.sees(Level.DETAIL, FINDING, organisation),
    }
    return render(request, "audits/assets/asset.html", context)


@page(ASSET, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change_asset(request: Request, uid: UUID) -> HttpResponse:
    shown = asset_or_404(request.context, uid)
    request.require(shown.organisation)
    initial = {word: getattr(shown, word) for word in WORDS} | {"seen": shown.version}
    form = AssetForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.describe_asset(request.context, shown, form.cleaned_data["seen"], form.facts())
        messages.success(request, _("Saved: its findings are ranked again."))
        return redirect("audits:asset", shown.uid)
    context = {"organisation": shown.organisation, "asset": shown, "form": form}
    return render(request, "audits/assets/edit.html", context)


@page(ASSET, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def act_on_assets(request: Request, uid: UUID) -> HttpResponse:
    """Those that were ticked, described or merged on a page of its own, which comes back here."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    chosen, act = (
        assets_named(request.context, organisation, uids_of(request.POST.getlist("asset"))),
        request.POST.get("act", ""),
    )
    if not chosen or (act == "merge" and len(chosen) < 2):
        messages.error(request, _("Tick the assets first; two at least to merge them."))
        return redirect("audits:assets", organisation.uid)
    data = request.POST if request.POST.get("said") else None
    form: AssetsForm | MergeForm = MergeForm(data, assets=chosen) if act == "merge" else AssetsForm(data)
    if form.is_bound and form.is_valid() and _done(request, organisation, chosen, form):
        return redirect("audits:assets", organisation.uid)
    context = {"organisation": organisation, "form": form, "chosen": chosen, "act": act}
    return render(request, "audits/assets/act_on_many.html", context)


@page(ASSET, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def part_asset(request: Request, uid: UUID) -> HttpResponse:
    shown = asset_or_404(request.context, uid)
    request.require(shown.organisation)
    actions.part_asset(request.context, shown)
    messages.success(request, _("It is an asset of its own again."))
    return redirect("audits:asset", shown.uid)


def _done(request: Request, organisation: Organisation, chosen: list[Asset], form: forms.Form) -> bool:
    """Whether it was done; what was refused is said on the form."""
    try:
        if isinstance(form, MergeForm):
            actions.merge_assets(request.context, organisation, form.survivor(), chosen)
            messages.success(request, _("Merged: their findings are on the one that stays."))
        elif isinstance(form, AssetsForm):
            count = actions.describe_assets(request.context, organisation, chosen, form.said())
            said = ngettext("%(count)d asset is described.", "%(count)d assets are described.", count)
            messages.success(request, said % {"count": count})
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True
