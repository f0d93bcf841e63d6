"""The inventory of an establishment: its list, a file brought in, what is removed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.pages import Request, page
from hygie.territory.forms import show_refusal
from hygie.territory.queries import organisation_or_404
from hygie.web.formats import number

from ..actions.products import import_products, remove_all_products, remove_product
from ..knowledge_forms import InventoryForm, ProductFilter
from ..policies import ASSET
from ..queries.products import product_or_404, products_of, with_advisories
from .common import tabs_of


@page(ASSET, see=Level.DETAIL)
@require_GET
def products(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = ProductFilter(request.GET)
    shown = products_of(request.context, organisation, form.text(), request.GET.get("page", ""))
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "assets"),
        "form": form,
        "narrowed": bool(form.text()),
        "page": shown,
        "lines": with_advisories(shown.rows),
        "edits": request.context.may(Verb.EDIT, ASSET, organisation),
    }
    return render(request, "audits/knowledge/products.html", context)


@page(ASSET, do=Verb.EDIT)
def add_products(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    posted = request.method == "POST"
    form = InventoryForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        try:
            change = import_products(request.context, organisation, form.cleaned_data["file"].file)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = _("%(created)s products added, %(refreshed)s seen again, %(refused)s lines left out.")
            counts = {"created": change.created, "refreshed": change.refreshed, "refused": change.refused}
            messages.success(request, words % {name: number(count) for name, count in counts.items()})
            return redirect("audits:products", organisation.uid)
    return render(request, "audits/knowledge/add_products.html", {"organisation": organisation, "form": form})


@page(ASSET, do=Verb.EDIT)
@require_POST
def remove(request: Request, uid: UUID) -> HttpResponse:
    product = product_or_404(request.context, uid)
    request.require(product.organisation)
    remove_product(request.context, product)
    messages.success(request, _("%(name)s is removed from the inventory.") % {"name": product.name})
    return redirect("audits:products", product.organisation.uid)


@page(ASSET, do=Verb.EDIT)
@require_POST
def remove_all(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    gone = remove_all_products(request.context, organisation)
    words = ngettext("%(count)s product removed.", "%(count)s products removed.", gone)
    messages.success(request, words % {"count": number(gone)})
    return redirect("audits:products", organisation.uid)
