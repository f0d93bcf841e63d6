"""The region on any day, compared with another one; and cut by groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.clock import today
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.obligations.enums import Nature
from hygie.obligations.queries.visible import programmes_for
from hygie.obligations.requirements import Programme
from hygie.obligations.words import in_words
from hygie.territory.asked_group import PARAMETER, GroupForm, asked_group
from hygie.territory.group_rule import GroupRule
from hygie.web.charts import Chart, Kind, Series
from hygie.web.components import Way
from hygie.web.formats import day as day_said
from hygie.web.indicators import Count, Indicator, indicators

from ..forms import DaysForm
from ..policies import DESIGNATED, PICTURE
from ..queries.designated import designated, shown_indicators
from ..queries.funded import Funded, Moved, funded
from ..queries.home import counted_on
from ..queries.sums import Total, first_day, shares_over, totals_on, whole_region
from ..words import points_said

MONTH = timedelta(days=30)
MONTHS_SHOWN = 24
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme on two days."""

    programme: Programme
    now: Total | None
    then: Total | None

    @property
    def title(self) -> str:
        return in_words(self.programme.title)

    @property
    def points(self) -> int | None:
        """Points of share gained or lost; None when one of the days judged nothing."""
        if self.now is None or self.then is None or self.now.share is None or self.then.share is None:
            return None
        return round(100 * (self.now.share - self.then.share))

    @property
    def way(self) -> Way:
        return "" if self.points is None else "up" if self.points > 0 else "down" if self.points < 0 else "flat"

    @property
    def points_said(self) -> str:
        if self.points is None:
            return "–"
        return points_said(self.points)


@dataclass(frozen=True)
class Days:
    """The two days on screen, within what was recorded."""

    on: date
    against: date
    first: date

    @property
    def is_past(self) -> bool:
        return self.on < today()


def days_asked(request: Request) -> Days:
    first, last = first_day(request.context) or today(), today()
    form = DaysForm(request.GET)
    on = form.chosen("on", last, first, last)
    return Days(on, form.chosen("against", on - MONTH, first, last), first)


def lines_of(request: Request, days: Days, group: GroupRule | None = None) -> list[ProgrammeLine]:
    now, then = (totals_on(request.context, day, group) for day in (days.on, days.against))
    lines = [ProgrammeLine(one, now.get(one.code), then.get(one.code)) for one in programmes_for(request.context)]
    return [line for line in lines if line.now or line.then]


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def picture(request: Request) -> HttpResponse:
    """Programme by programme on a day, as recorded then, beside another day; and the months before."""
    days, asked = days_asked(request), asked_group(request)
    lines = lines_of(request, days, asked.rule)
    form = DaysForm(initial={"on": days.on, "against": days.against, PARAMETER: request.GET.get(PARAMETER, "")})
    asked.offer(form)
    context = {
        "days": days,
        "form": form,
        "groups": [
            (nature, [line for line in lines if line.programme.nature is nature])
            for nature in sorted(Nature, key=lambda nature: nature.rank)
        ],
        "charts": charts_of(request, lines, days) if asked.rule is None else [],
        "counts": _counts(request, days) if asked.rule is None else [],
        "whole": whole_region(request.context),
        "query": request.GET.urlencode(),
    }
    return render(request, "cockpit/picture.html", context)


def _counts(request: Request, days: Days) -> list[tuple[Indicator, Count | None, Count | None]]:
    """What the other apps counted on the two days; they are kept for the whole region."""
    now, then = (dict(counted_on(request.context, day)[1]) for day in (days.on, days.against))
    return [(one, now.get(one), then.get(one)) for one in indicators if one in now or one in then]


def charts_of(request: Request, lines: Sequence[ProgrammeLine], days: Days) -> list[Chart]:
    """One for each nature: the three are never mixed."""
    before = [days.on - MONTH * back for back in range(MONTHS_SHOWN, 0, -1)]
    months = [month for month in before if month >= days.first]
    past = shares_over(request.context, months)
    charts = []
    for nature in sorted(Nature, key=lambda nature: nature.rank):
        series = [
            _series(line, past.get(line.programme.code, [None] * len(months)))
            for line in lines
            if line.programme.nature is nature
        ]
        if series and any(value is not None for one in series for value in one.values):
            labels = [day_said(month) for month in [*months, days.on]]
            charts.append(
                Chart(
                    f"share-{nature.value}",
                    nature.label,
                    Kind.LINE,
                    labels,
                    series,
                    summary=_("Share of the requirements that were met, month after month, as recorded then."),
                    unit="%",
                )
            )
    return charts


def _series(line: ProgrammeLine, before: Sequence[float | None]) -> Series:
    values = [*before, line.now.share if line.now else None]
    return Series(line.title, [None if value is None else round(100 * value, 1) for value in values])


def _table(request: Request) -> list[list[Cell]]:
    days = days_asked(request)
    rows: list[list[Cell]] = []
    for line in lines_of(request, days, asked_group(request).rule):
        for day, total in ((days.on, line.now), (days.against, line.then)):
            if total is not None:
                rows.append([line.title, day, *vars(total).values()])
    return rows


def _header() -> list[Cell]:
    return [
        _("Programme"),
        _("Day"),
        _("Establishments"),
        _("Complete"),
        _("Judged"),
        pgettext("share", "Met"),
        _("Verified"),
        _("Overdue"),
        _("Missing"),
    ]


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def picture_csv(request: Request) -> HttpResponseBase:
    return csv_response("hygie-picture", _header(), _table(request))


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def picture_xlsx(request: Request) -> HttpResponse:
    return xlsx_response("hygie-picture", _header(), _table(request))


@page(DESIGNATED, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def designations(request: Request) -> HttpResponse:
    """Designated establishments, their policy and their CISO in one table."""
    asked = asked_group(request)
    context = {
        "form": GroupForm(request.GET, asked),
        "lines": designated(request.context, asked.rule),
        "columns": [indicators[code].label for code in shown_indicators()],
    }
    return render(request, "cockpit/designations.html", context)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def money(request: Request) -> HttpResponse:
    """Before and after each funding call, among those who answered it and among the others."""
    return render(request, "cockpit/money.html", {"lines": [(line, _told(line)) for line in funded(request.context)]})


def _told(line: Funded) -> list[tuple[str, Moved, str]]:
    told = (
        (_("Of the call, by those who applied"), line.own),
        (_("Of the ministerial instructions, by those who applied"), line.instructed),
        (_("Of the ministerial instructions, by the others"), line.others),
    )
    return [(words, moved, "–" if moved.points is None else points_said(moved.points)) for words, moved in told]
