"""What the nation sees: fixed tables, a quarter at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.obligations.queries.visible import programmes_for
from hygie.obligations.words import in_words

from ..enums import CategoryGroup
from ..forms import TablesForm
from ..policies import NATION
from ..queries.nation import NationalTable, published_quarters, tables_of
from ..rules.quarters import Quarter
from ..rules.tables import SMALLEST

HIDDEN = "–"


@dataclass(frozen=True)
class Chosen:
    """The quarter and the programme on screen, among those that were published."""

    form: TablesForm
    quarter: Quarter
    programme: str
    tables: list[NationalTable]


def _chosen(request: Request) -> Chosen | None:
    """None as long as nothing was published."""
    known = published_quarters(request.context)
    if not known:
        return None
    titles = {programme.code: in_words(programme.title) for programme in programmes_for(request.context)}
    codes = [code for code in titles if any(code == programme for _quarter, programme in known)]
    quarters = sorted({quarter for quarter, _programme in known}, reverse=True)
    data = request.GET.copy()
    data.setdefault("quarter", quarters[0].code)
    data.setdefault("programme", codes[0])
    form = TablesForm(data, quarters=quarters, programmes=[(code, titles[code]) for code in codes])
    quarter, programme = Quarter.from_code(form.chosen("quarter")), form.chosen("programme")
    return Chosen(form, quarter, programme, tables_of(request.context, quarter, programme))


@page(NATION, see=Level.COUNTS, over=Over.SCOPE)
@require_GET
def nation(request: Request) -> HttpResponse:
    """The regions in figures, as published at the end of a quarter."""
    chosen = _chosen(request)
    context = {
        "chosen": chosen,
        "columns": _columns(),
        "shown": [
            {
                "kind": table.kind,
                "withheld": table.withheld,
                "lines": [(name, list(zip(_columns(), figures, strict=True))) for name, figures in table.everything],
            }
            for table in (chosen.tables if chosen else ())
        ],
        "smallest": SMALLEST,
        "query": request.GET.urlencode(),
    }
    return render(request, "cockpit/nation.html", context)


def _columns() -> list[str]:
    return [*(str(group.label) for group in CategoryGroup), _("Total")]


def _header() -> list[Cell]:
    return [_("Quarter"), _("Programme"), _("Table"), _("Region"), *_columns()]


def _lines(request: Request) -> Iterator[list[Cell]]:
    chosen = _chosen(request)
    if chosen is None:
        return
    for table in chosen.tables:
        for name, figures in table.everything:
            shown: list[Cell] = [HIDDEN if figure is None else figure for figure in figures]
            yield [chosen.quarter.code, chosen.programme, table.kind.label, name or _("France"), *shown]


@page(NATION, see=Level.COUNTS, over=Over.SCOPE)
@require_GET
def nation_csv(request: Request) -> HttpResponseBase:
    return csv_response("hygie-nation", _header(), _lines(request))


@page(NATION, see=Level.COUNTS, over=Over.SCOPE)
@require_GET
def nation_xlsx(request: Request) -> HttpResponse:
    return xlsx_response("hygie-nation", _header(), _lines(request))
