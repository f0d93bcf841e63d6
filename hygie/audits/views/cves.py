"""“CVE-X in the region”: which establishments still have it, since when; for an establishment, its own findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..knowledge_forms import CveFilter
from ..policies import ASSET, FINDING
from ..queries.advisories import advisories_of
from ..queries.cves import (
    CveFinding,
    begun,
    cve_of,
    exploited_in_sight,
    findings_with,
    places_with,
    shown_of,
    vulnerability,
)
from ..queries.explanations import explained
from ..queries.knowledge import freshness
from ..rules.products import keys_of


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def cves(request: Request) -> HttpResponse:
    """A whole number leads to its page; the beginning of one narrows the list."""
    form = CveFilter(request.GET)
    text = form.text()
    if found := cve_of(text):
        return redirect("audits:cve", found)
    known = freshness()
    context = {
        "form": form,
        "text": text,
        "lines": exploited_in_sight(request.context, begun(text)) if not text or begun(text) else [],
        "inventories": _inventories(request),
        "freshness": known,
        "kev_is_loaded": any(one.source == "kev" and one.is_loaded for one in known),
    }
    return render(request, "audits/knowledge/cves.html", context)


def _inventories(request: Request) -> list[Organisation]:
    """Of the establishments that the reader holds."""
    seat = getattr(request, "seat", None)
    if seat is None or not ASSET.may(request.context.role).allows(see=Level.DETAIL):
        return []
    return [one for one in seat.holders if one.kind in (OrganisationKind.ENTITY, OrganisationKind.SITE)]


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def cve(request: Request, cve: str) -> HttpResponse:
    number = _number(cve)
    said = advisories_of([number])
    shown = findings_with(request.context, number, request.GET.get("page", ""))
    places = places_with(request.context, number, keys_of(part for one in said for part in one.products))
    context = {
        "cve": number,
        "known": vulnerability(number),
        "advisories": [one for one in said if not one.code.startswith("KEV ")],
        "places": shown_of(places, request.GET.get("places", "")),
        "place_count": len(places),
        "page": shown,
        "lines": [CveFinding(one) for one in shown.rows],
        "explanation": explained(shown.rows[0]) if shown.rows else None,
        "freshness": freshness(),
    }
    return render(request, "audits/knowledge/cve.html", context)


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def cve_csv(request: Request, cve: str) -> HttpResponseBase:
    number = _number(cve)
    return csv_response(f"hygie-{number.lower()}", _header(), _rows(request, number))


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def cve_xlsx(request: Request, cve: str) -> HttpResponse:
    number = _number(cve)
    return xlsx_response(f"hygie-{number.lower()}", _header(), _rows(request, number))


def _number(text: str) -> str:
    found = cve_of(text)
    if found is None:
        raise Http404
    return found


def _header() -> list[Cell]:
    return [
        _("CVE"),
        _("Establishment"),
        _("Department"),
        _("Open findings"),
        _("Past their date"),
        _("Accepted risks"),
        _("Since"),
        _("Products named"),
    ]


def _rows(request: Request, number: str) -> Iterator[Sequence[Cell]]:
    keys = keys_of(part for one in advisories_of([number]) for part in one.products)
    for one in places_with(request.context, number, keys):
        yield [number, one.name, one.department, one.open, one.late, one.accepted, one.since_day, one.products]
