"""One programme by department, GHT, category or size: intervals rather than ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.clock import today
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.obligations.queries.visible import programmes_for
from hygie.obligations.words import in_words
from hygie.web.charts import Chart, Kind, Series

from ..enums import Dimension
from ..forms import GroupsForm
from ..policies import PICTURE
from ..queries.sums import GroupLine, groups_on, whole_region

ONE_DAY = timedelta(days=1)
#: the matrix narrows to the same groups; it has no filter by size
IN_THE_MATRIX = {Dimension.DEPARTMENT: "department", Dimension.GHT: "ght", Dimension.CATEGORY: "category"}


@dataclass(frozen=True)
class League:
    """What the reader chose, and the lines that follow."""

    form: GroupsForm
    dimension: Dimension
    on: date
    programme: str
    lines: Sequence[GroupLine]

    @property
    def linked(self) -> list[tuple[GroupLine, str]]:
        """Each line with the address of its establishments in the matrix, where there is one."""
        name = IN_THE_MATRIX.get(self.dimension)
        matrix = reverse("obligations:matrix")
        return [
            (line, f"{matrix}?{urlencode({'programme': self.programme, name: line.key})}" if name else "")
            for line in self.lines
        ]


def _league(request: Request) -> League:
    choices = [(programme.code, in_words(programme.title)) for programme in programmes_for(request.context)]
    data = request.GET.copy()
    data.setdefault("programme", choices[0][0] if choices else "")
    data.setdefault("by", Dimension.DEPARTMENT.value)
    form = GroupsForm(data, programmes=choices)
    dimension = Dimension(form.chosen("by", Dimension.DEPARTMENT.value))
    yesterday = today() - ONE_DAY
    on = min(form.chosen("on", yesterday), yesterday)
    code = form.chosen("programme", choices[0][0] if choices else "")
    lines = groups_on(request.context, dimension, code, on) if whole_region(request.context) else []
    return League(form, dimension, on, code, lines)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def groups(request: Request) -> HttpResponse:
    league = _league(request)
    context = {
        "league": league,
        "seen": whole_region(request.context),
        "chart": _bars(league.lines, league.dimension) if league.lines else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "cockpit/groups.html", context)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def groups_csv(request: Request) -> HttpResponseBase:
    return csv_response("hygie-groups", *_sheet(_league(request)))


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def groups_xlsx(request: Request) -> HttpResponse:
    return xlsx_response("hygie-groups", *_sheet(_league(request)))


def _sheet(league: League) -> tuple[list[Cell], list[list[Cell]]]:
    """Shares between 0 and 1, as a spreadsheet reckons with them."""
    header: list[Cell] = [
        league.dimension.label,
        _("Day"),
        _("Establishments"),
        _("Complete"),
        _("Share"),
        _("At least (95%)"),
        _("At most (95%)"),
        _("Requirements met"),
    ]
    rows: list[list[Cell]] = [
        [
            line.name,
            league.on,
            line.total.places,
            line.total.complete,
            line.total.complete_share,
            line.total.interval.low,
            line.total.interval.high,
            line.total.share,
        ]
        for line in league.lines
    ]
    return header, rows


def _bars(lines: Sequence[GroupLine], dimension: Dimension) -> Chart:
    complete = [round(100 * line.total.complete_share, 1) for line in lines]
    low = [round(100 * line.total.interval.low, 1) for line in lines]
    high = [round(100 * line.total.interval.high, 1) for line in lines]
    return Chart(
        "groups-chart",
        dimension.label,
        Kind.BAR,
        [line.name for line in lines],
        [
            Series(_("At least (95%)"), low),
            Series(_("Establishments that meet the whole programme"), complete),
            Series(_("At most (95%)"), high),
        ],
        summary=_("Where few establishments are counted, the interval is wide: two that overlap cannot be told apart."),
        unit="%",
    )
