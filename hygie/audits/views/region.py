"""The findings of a region, a GHT or a group: counts of each establishment, and what they add up to."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.clock import today
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.obligations.queries.departments import departments_of
from hygie.territory.asked_group import asked_group
from hygie.web.charts import Chart, Kind, Series
from hygie.web.components import Tile
from hygie.web.formats import number
from hygie.web.tones import Tone

from .. import heat, pictures
from ..models import FindingSummary
from ..policies import FINDING
from ..queries.audits import audited_places
from ..queries.region import (
    RegionFilter,
    Totals,
    campaigns_of,
    opened_to,
    page_of,
    rows_of,
    sums_on,
    totals_of,
)
from ..region_forms import RegionFilterForm
from ..rules.directory import BEST
from ..rules.pictures import days_shown
from .addresses import address_of

FORTNIGHT = timedelta(days=14)


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def region(request: Request) -> HttpResponse:
    """Who is worst off first. A reader of one establishment is led to it."""
    places = audited_places(request.context)
    if len(places) == 1:
        return redirect("audits:overview", places[0].uid)
    only, form = _asked(request)
    found = page_of(request.context, only, request.GET.get("sort", ""), request.GET.get("page", ""))
    totals, shown = totals_of(request.context, only), heat.columns()
    context = {
        "form": form,
        "today": today(),
        "page": found,
        "total": totals.places,
        "columns": shown,
        "body": heat.body(found.rows, shown, opened_to(request.context, found.rows)),
        "tiles": _tiles(totals),
        "charts": _charts(request, only, totals) if totals.places else [],
        "campaigns": campaigns_of(request.context),
        "campaigns_url": address_of("audits:campaigns"),
        "places": places,
        "narrowed": bool(only.department or only.group),
        "query": _kept(request),
    }
    return render(request, "audits/region.html", context)


def _asked(request: Request) -> tuple[RegionFilter, RegionFilterForm]:
    group, form = asked_group(request), RegionFilterForm(request.GET, departments_of(request))
    only = RegionFilter(form.chosen_department if "department" in form.fields else "", group.rule)
    group.offer(form)
    return only, form


def _kept(request: Request) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _tiles(totals: Totals) -> list[Tile]:
    sums = totals.sums
    known, low = sum(totals.levels.values()), totals.levels[1] + totals.levels[2]
    return [
        Tile(
            _("Critical findings late"),
            sums["overdue_critical"],
            note=_("at %(late)s of %(all)s establishments")
            % {"late": number(totals.places_late), "all": number(totals.places)},
            tone=Tone.DANGER if sums["overdue_critical"] else Tone.SUCCESS,
        ),
        Tile(
            _("High findings late"),
            sums["overdue_high"],
            tone=Tone.WARNING if sums["overdue_high"] else Tone.SUCCESS,
        ),
        Tile(
            _("Open, critical and high"),
            sums["open_critical"] + sums["open_high"],
            note=_to_verify(sums["to_verify"]) if sums["to_verify"] else "",
        ),
        Tile(_("Exposed assets"), sums["exposed"], note=_("with an open finding, on the Internet")),
        Tile(
            _("Active Directory below level 3"),
            low,
            note=_("of %(n)s directories audited") % {"n": number(known)},
            tone=Tone.DANGER if low else Tone.NEUTRAL,
        ),
    ]


def _to_verify(count: int) -> str:
    return ngettext("%(n)s repair to verify", "%(n)s repairs to verify", count) % {"n": number(count)}


def _charts(request: Request, only: RegionFilter, totals: Totals) -> list[Chart]:
    days = days_shown(today(), FORTNIGHT)[:-1]
    past = [*sums_on(request.context, only, days), (today(), totals.sums)]
    said = _("Findings still open at the end of each day, all establishments together, by severity.")
    found = (pictures.burn_down(past, said), pictures.late(totals.sums), pictures.exposure(past), _levels(totals))
    return [chart for chart in found if chart is not None]


def _levels(totals: Totals) -> Chart | None:
    if not any(totals.levels.values()):
        return None
    levels = range(1, BEST + 1)
    return Chart(
        "levels",
        _("Levels of the Active Directories"),
        Kind.BAR,
        [_("Level %(level)d") % {"level": level} for level in levels],
        [Series(_("Establishments"), [totals.levels[level] for level in levels])],
        summary=_("How many establishments stand at each ANSSI level, from 1 (worst) to 5."),
        heading=_("Level"),
    )


def _export(request: Request) -> tuple[str, list[Cell], list[list[Cell]]]:
    """The counts of each establishment, as filtered: one short line each."""
    only, _form = _asked(request)
    header: list[Cell] = [
        _("Establishment"),
        "FINESS",
        _("City"),
        _("Department"),
        *(column.label for column in heat.columns()),
        _("To verify"),
        _("Accepted or false positive"),
        _("AD level"),
        _("Latest report"),
    ]
    return f"hygie-findings-{today().isoformat()}", header, [_line(row) for row in rows_of(request.context, only)]


def _line(row: FindingSummary) -> list[Cell]:
    place, last = row.organisation, row.last_report_at
    counts = [getattr(row, column.field) for column in heat.columns()]
    tail: list[Cell] = [row.to_verify, row.resting, row.level, last.date() if last else None]
    return [str(place), place.finess or "", place.city, place.department, *counts, *tail]


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def region_csv(request: Request) -> HttpResponseBase:
    return csv_response(*_export(request))


@page(FINDING, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def region_xlsx(request: Request) -> HttpResponseBase:
    return xlsx_response(*_export(request))
