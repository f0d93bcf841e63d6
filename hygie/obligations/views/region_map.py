"""The map of the region, coloured by one indicator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.pages import Over, Request, page
from hygie.territory.asked_group import GroupForm, asked_group
from hygie.territory.group_rule import GroupRule
from hygie.web.indicators import Indicator, IndicatorValue, indicators
from hygie.web.map import MapDot, RegionMap

from ..policies import REGION
from ..queries.departments import departments_of
from ..queries.places import Position, positions


@page(REGION, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def region_map(request: Request) -> HttpResponse:
    """The map coloured by one indicator: a fragment of the regional page, or a page of its own."""
    chosen = indicators.get(request.GET.get("indicator", "")) or next(iter(indicators), None)
    asked = asked_group(request)
    context = {
        "map": _map(request, chosen, asked.rule) if chosen else None,
        "group_query": asked.query,
        "form": GroupForm(request.GET, asked),
        "chosen": chosen,
        "indicators": list(indicators),
    }
    template = "obligations/_map.html" if getattr(request, "htmx", False) else "obligations/region_map.html"
    return render(request, template, context)


def _map(request: Request, indicator: Indicator, group: GroupRule | None) -> RegionMap:
    values = {value.organisation_id: value for value in indicator.values(request.context.scope, None)}
    dots = [_dot(place, values[place.pk]) for place in positions(request.context, group) if place.pk in values]
    departments = [code for code, _name in departments_of(request)]
    return RegionMap(departments, dots, indicator.legend)


def _dot(place: Position, value: IndicatorValue) -> MapDot:
    return MapDot(place.name, place.latitude, place.longitude, value.tone, value.text, place.url)
