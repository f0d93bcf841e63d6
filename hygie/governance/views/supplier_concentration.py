"""Suppliers over a territory: the concentration, who depends on one, and the call list for the day it is attacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.clock import today
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.core.pdf import pdf_response

from ..models import Supplier
from ..policies import APPOINTMENT, SUPPLIER
from ..queries.supplier_concentration import (
    all_dependents,
    call_lines,
    concentration,
    counts_of_dependents,
    dependents_of,
    night_desks,
    supplier_or_404,
    whole_register,
)
from ..supplier_forms import SupplierFilter
from ..supplier_papers import call_paper


@page(SUPPLIER, see=Level.COUNTS, over=Over.SCOPE)
@require_GET
def supplier_concentration(request: Request) -> HttpResponse:
    form = SupplierFilter(request.GET)
    context = {
        "form": form,
        "page": concentration(request.context, form.text(), request.GET.get("page", "")),
        "whole": whole_register(request.context),
        "who": SUPPLIER.may(request.context.role).allows(see=Level.STATUS),
    }
    return render(request, "governance/suppliers/concentration.html", context)


@page(SUPPLIER, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def supplier_dependents(request: Request, uid: UUID) -> HttpResponse:
    supplier = supplier_or_404(uid)
    context = {
        "supplier": supplier,
        "page": dependents_of(request.context, supplier, request.GET.get("page", "")),
        "counts": counts_of_dependents(request.context, supplier),
        "calls": APPOINTMENT.may(request.context.role).allows(see=Level.DETAIL),
    }
    return render(request, "governance/suppliers/dependents.html", context)


@page(APPOINTMENT, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def supplier_calls(request: Request, uid: UUID) -> HttpResponse:
    """The supplier's own numbers at night, then each establishment's, fifty to a page; the PDF has them all."""
    supplier = supplier_or_404(uid)
    shown = dependents_of(request.context, supplier, request.GET.get("page", ""))
    context = {
        "supplier": supplier,
        "page": shown,
        "lines": call_lines(shown.rows),
        "desks": night_desks(request.context, supplier),
        "counts": counts_of_dependents(request.context, supplier),
    }
    return render(request, "governance/suppliers/calls.html", context)


@page(APPOINTMENT, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def supplier_calls_pdf(request: Request, uid: UUID) -> HttpResponse:
    supplier = supplier_or_404(uid)
    lines = call_lines(all_dependents(request.context, supplier))
    return pdf_response(_file_name(), call_paper(supplier, night_desks(request.context, supplier), lines))


@page(APPOINTMENT, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def supplier_calls_csv(request: Request, uid: UUID) -> HttpResponseBase:
    return csv_response(_file_name(), _header(), _rows(request, supplier_or_404(uid)))


@page(APPOINTMENT, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def supplier_calls_xlsx(request: Request, uid: UUID) -> HttpResponse:
    return xlsx_response(_file_name(), _header(), _rows(request, supplier_or_404(uid)))


def _file_name() -> str:
    return f"hygie-supplier-{today().isoformat()}"


def _header() -> list[Cell]:
    return [
        _("FINESS"),
        _("Establishment"),
        _("Department"),
        _("Town"),
        _("What it runs"),
        _("If it stops"),
        _("Remote access"),
        _("To call"),
        _("24/7"),
        _("Supplier, at night"),
    ]


def _rows(request: Request, supplier: Supplier) -> Iterator[Sequence[Cell]]:
    """One line for each establishment: the first to call there."""
    for line in call_lines(all_dependents(request.context, supplier)):
        one, place = line.engagement, line.engagement.organisation
        first = line.contacts[0] if line.contacts else None
        yield [
            place.finess,
            place.name,
            place.department,
            place.city,
            one.services,
            one.criticality_value.label,
            one.access_value.label,
            f"{first.function_value.label} – {first.name}" if first else _("Switchboard"),
            first.phone_at_night if first else line.switchboard,
            one.night_phone,
        ]
