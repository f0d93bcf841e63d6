"""The matrix: every establishment against every requirement of one programme; and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.clock import today
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.territory.asked_group import asked_group
from hygie.territory.group_rule import GroupRule

from ..catalogue_reader import load_catalogue
from ..cells import columns_of, key, rows_of, symbols
from ..enums import Status
from ..forms import MatrixFilterForm
from ..lines import nature_note
from ..policies import STATUS
from ..queries.departments import departments_of
from ..queries.matrix import MatrixFilter, MatrixRow, categories_in, ghts_in, matrix_count, matrix_page, matrix_rows
from ..queries.visible import programmes_for
from ..requirements import Programme, Requirement
from ..words import in_words

FIRST = "care-d2"


@page(STATUS, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def matrix(request: Request) -> HttpResponse:
    programmes = programmes_for(request.context)
    only, form = _asked(request, programmes)
    programme, requirements = _programme(only, programmes)
    columns = columns_of(requirements)
    rows, shown = matrix_page(request.context, only, request.GET.get("page", ""))
    context = {
        "form": form,
        "programme": programme,
        "nature_note": nature_note(programme.nature),
        "columns": columns,
        "numbered": all(column.head for column in columns),
        "body": rows_of(rows, columns),
        "symbols": symbols(),
        "key": key(),
        "page": shown,
        "total": matrix_count(request.context, only),
        "narrowed": any((only.department, only.ght, only.category, only.status, only.text, only.group)),
        "query": _query(request),
    }
    return render(request, "obligations/matrix.html", context)


@page(STATUS, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def export_csv(request: Request) -> HttpResponseBase:
    name, header, rows = _export(request)
    return csv_response(name, header, rows)


@page(STATUS, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def export_xlsx(request: Request) -> HttpResponseBase:
    name, header, rows = _export(request)
    return xlsx_response(name, header, rows)


def _export(request: Request) -> tuple[str, list[Cell], list[list[Cell]]]:
    """What the reader filtered, whole: a line per establishment, statuses in words.

    Read here and not while it is sent: by then the database has forgotten whose sight this is and shows no row. One
    programme of one region: at most a few thousand short lines.
    """
    programmes = programmes_for(request.context)
    only = _asked(request, programmes)[0]
    programme, requirements = _programme(only, programmes)
    identity = [_("Establishment"), "FINESS", _("City"), _("Department"), _("Category"), _("Met"), _("Judged")]
    header: list[Cell] = [*identity, *(in_words(requirement.title) for requirement in requirements)]
    labels = {status.value: str(status.label) for status in Status}
    rows = [_line(row, requirements, labels) for row in matrix_rows(request.context, only)]
    return f"{programme.code}-{today().isoformat()}", header, rows


def _line(row: MatrixRow, requirements: Sequence[Requirement], labels: dict[str, str]) -> list[Cell]:
    nothing = Status.NOT_APPLICABLE.value
    statuses = [labels[row.statuses.get(requirement.code, nothing)] for requirement in requirements]
    return [row.name, row.finess, row.city, row.department, row.category, row.met, row.judged, *statuses]


def _asked(request: Request, programmes: Sequence[Programme]) -> tuple[MatrixFilter, MatrixFilterForm]:
    """What narrows the matrix, and the form that says so."""
    group, form = asked_group(request), _form(request, programmes)
    group.offer(form)
    return _filter(form, programmes, group.rule), form


def _form(request: Request, programmes: Sequence[Programme]) -> MatrixFilterForm:
    data = request.GET.copy()
    data.setdefault("programme", _first(programmes))
    return MatrixFilterForm(
        data,
        programmes=[(programme.code, in_words(programme.title)) for programme in programmes],
        departments=departments_of(request),
        ghts=[(str(ght.uid), str(ght)) for ght in ghts_in(request.context)],
        categories=categories_in(request.context),
    )


def _first(programmes: Sequence[Programme]) -> str:
    codes = [programme.code for programme in programmes]
    if not codes:
        raise Http404
    return FIRST if FIRST in codes else codes[0]


def _filter(form: MatrixFilterForm, programmes: Sequence[Programme], group: GroupRule | None) -> MatrixFilter:
    return MatrixFilter(
        programme=form.chosen("programme") or _first(programmes),
        department=form.chosen("department"),
        ght=form.chosen("ght"),
        category=form.chosen("category"),
        status=form.chosen("status"),
        text=form.chosen("q"),
        group=group,
    )


def _programme(only: MatrixFilter, programmes: Sequence[Programme]) -> tuple[Programme, tuple[Requirement, ...]]:
    programme = next(programme for programme in programmes if programme.code == only.programme)
    return programme, load_catalogue().of_programme(programme.code)


def _query(request: Request) -> Any:
    """The reader's filters, for the export's address."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
