"""The six indicators of an operator of essential services: the latest, their years, and the form of one year."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.queries import organisation_or_404
from hygie.web.charts import Chart, Kind, Series
from hygie.web.components import Tile, Way
from hygie.web.formats import number

from .. import actions
from ..filing_enums import SecurityIndicator
from ..filing_forms import FilingForm, typed_before
from ..policies import SECURITY_INDICATORS
from ..queries.filings import FiledYear, filed_years
from ..queries.regimes import is_operator
from ..rules.filings import last_day_to_file, may_be_filed
from .common import tabs_of


@page(SECURITY_INDICATORS, see=Level.STATUS)
@require_GET
def indicators(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    years = filed_years(request.context, organisation)
    operator = is_operator(request.context.scope, organisation)
    filed = {year.filing.year for year in years}
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "regimes"),
        "operator": operator,
        "years": years[::-1],
        "latest": years[-1] if years else None,
        "tiles": _tiles(years),
        "chart": _chart(years) if len(years) > 1 else None,
        "this_year": today().year,
        "to_file": operator and today().year not in filed,
        "last_year": today().year - 1 if operator and today().year - 1 not in filed else None,
        "detail": request.context.sees(Level.DETAIL, SECURITY_INDICATORS, organisation),
        "edits": operator and request.context.may(Verb.EDIT, SECURITY_INDICATORS, organisation),
    }
    return render(request, "governance/indicators/list.html", context)


def _tiles(years: Sequence[FiledYear]) -> list[Tile]:
    """The latest shares, and where each went since the filing before."""
    if not years:
        return []
    before = years[-2] if len(years) > 1 else None
    return [_tile(one, years[-1].percent(one), before) for one in SecurityIndicator]


def _tile(indicator: SecurityIndicator, percent: float | None, before: FiledYear | None) -> Tile:
    then = before.percent(indicator) if before else None
    if percent is None:
        return Tile(indicator.label, "", note=_("Not measured"))
    shown, trend, delta = number(percent, 1), "", ""
    if before is not None and then is not None:
        points = percent - then
        trend = "flat" if round(points, 1) == 0 else "up" if points > 0 else "down"
        words = {"points": number(abs(points), 1), "year": before.filing.year}
        delta = _("%(points)s points since %(year)s") % words
    way: Way = trend  # type: ignore[assignment]
    return Tile(indicator.label, shown, unit="%", delta=delta, trend=way, better="down")


def _chart(years: Sequence[FiledYear]) -> Chart:
    return Chart(
        code="security-indicators",
        title=_("The six indicators, year by year"),
        kind=Kind.LINE,
        labels=[str(year.filing.year) for year in years],
        series=[Series(one.label, [year.percent(one) for year in years]) for one in SecurityIndicator],
        summary=_("Each share is one to bring down. A gap is a year in which the indicator was not measured."),
        unit="%",
        heading=_("Year"),
    )


@page(SECURITY_INDICATORS, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def file_indicators(request: Request, uid: UUID, year: int) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    if not may_be_filed(year, today()):
        raise Http404
    if not is_operator(request.context.scope, organisation):
        messages.error(request, _("These indicators are asked of operators of essential services only."))
        return redirect("governance:indicators", organisation.uid)
    filed = {one.filing.year: one for one in filed_years(request.context, organisation)}
    form = FilingForm(request.POST or None, initial=_initial(filed.get(year), year))
    if form.is_valid():
        try:
            actions.file_indicators(request.context, organisation, year, form.cleaned_data["seen"], form.facts())
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, _("Filed: what these indicators answer has just been judged."))
            return redirect("governance:indicators", organisation.uid)
    context = {
        "organisation": organisation,
        "year": year,
        "year_words": str(year),
        "form": form,
        "again": year in filed,
    }
    return render(request, "governance/indicators/file.html", context)


def _initial(filed: FiledYear | None, year: int) -> dict[str, object]:
    if filed is None:
        return {"measured_on": min(today(), last_day_to_file(year)), "seen": 0}
    filing = filed.filing
    typed = {"measured_on": filing.measured_on, "comment": filing.comment, "seen": filing.revision}
    return typed | typed_before(filed.measures)
