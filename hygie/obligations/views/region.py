"""The ARS officer's week: what changed, whom to call, what waits for an answer; and the map."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Verb
from hygie.core.clock import today
from hygie.core.pages import Over, Request, page
from hygie.web.components import Tile, Way
from hygie.web.formats import number, percent
from hygie.web.indicators import Indicator, IndicatorValue, indicators
from hygie.web.map import MapDot, RegionMap

from ..enums import Nature
from ..lines import name_of
from ..policies import CALL_SHEET, PROOF, REGION
from ..queries.departments import departments_of
from ..queries.places import Position, positions
from ..queries.region import Attention, Change, ProgrammeShare, attention, changes, shares
from ..registrations import to_review
from ..words import in_words

SHOWN_CHANGES = 8


@page(REGION, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def region(request: Request) -> HttpResponse:
    found = changes(request.context)
    reviews = PROOF.may(request.context.role).allows(do=Verb.REVIEW)
    context = {
        "name": _name_of_seat(request),
        "today": today(),
        "tiles": _tiles(shares(request.context)),
        "changes": _worth_telling(found)[:SHOWN_CHANGES],
        "progress": sum(change.is_progress for change in found),
        "setbacks": sum(change.is_setback for change in found),
        "attention": [(place, _explained(place)) for place in attention(request.context)],
        "to_review": to_review(request) if reviews else None,
        "calls": CALL_SHEET.may(request.context.role).allows(see=Level.DETAIL),
        "indicators": list(indicators),
        "other_tiles": _other_tiles(request),
    }
    return render(request, "obligations/region.html", context)


def _other_tiles(request: Request) -> list[Tile]:
    """What the other apps count over the region; a programme's own share is among the tiles of its nature."""
    others = [one for one in indicators if one.tile is not None and not one.code.startswith("obligations.")]
    found = [one.tile(request.context.scope, None) for one in others if one.tile is not None]
    return [tile for tile in found if tile is not None]


def _worth_telling(found: Sequence[Change]) -> list[Change]:
    """Setbacks first: progress is good news, a setback is a phone call."""
    return sorted(found, key=lambda change: (not change.is_setback, not change.is_progress))


def _name_of_seat(request: Request) -> str:
    seat = getattr(request, "seat", None)
    return ", ".join(str(holder) for holder in seat.holders) if seat else ""


def _tiles(found: Sequence[ProgrammeShare]) -> list[tuple[Nature, list[Tile]]]:
    """The tiles of each nature: the three are never mixed."""
    groups = []
    for nature in sorted(Nature, key=lambda nature: nature.rank):
        tiles = [_tile(share) for share in found if share.programme.nature is nature]
        if tiles:
            groups.append((nature, tiles))
    return groups


def _tile(share: ProgrammeShare) -> Tile:
    words, way = _change_said(share.change)
    counts = {"met": number(share.met), "judged": number(share.judged), "overdue": number(share.overdue)}
    return Tile(
        label=in_words(share.programme.title),
        value=percent(share.share),
        note=_("%(met)s of %(judged)s met, %(overdue)s overdue") % counts,
        delta=words,
        trend=way,
        url=f"{reverse('obligations:matrix')}?programme={share.programme.code}",
    )


def _change_said(change: float | None) -> tuple[str, Way]:
    """Points over thirty days; less than half a point is told as stable."""
    if change is None:
        return "", ""
    points = round(change * 100)
    if points == 0:
        return _("stable over 30 days"), "flat"
    words = _("%(points)s pt over 30 days") % {"points": f"{'+' if points > 0 else '−'}{abs(points)}"}
    return words, "up" if points > 0 else "down"


def _explained(place: Attention) -> str:
    """What weighs most there, in one line."""
    named = [name_of(requirement) for requirement in place.worst[:2]]
    more = place.overdue - len(named)
    if more > 0:
        named.append(_("%(count)s more") % {"count": number(more)})
    return ", ".join(named)


@page(REGION, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def region_map(request: Request) -> HttpResponse:
    """The map coloured by one indicator: a fragment of the regional page, or a page of its own."""
    chosen = indicators.get(request.GET.get("indicator", "")) or next(iter(indicators), None)
    context = {
        "map": _map(request, chosen) if chosen else None,
        "chosen": chosen,
        "indicators": list(indicators),
    }
    template = "obligations/_map.html" if getattr(request, "htmx", False) else "obligations/region_map.html"
    return render(request, template, context)


def _map(request: Request, indicator: Indicator) -> RegionMap:
    values = {value.organisation_id: value for value in indicator.values(request.context.scope, None)}
    dots = [_dot(place, values[place.pk]) for place in positions(request.context) if place.pk in values]
    departments = [code for code, _name in departments_of(request)]
    return RegionMap(departments, dots, indicator.legend)


def _dot(place: Position, value: IndicatorValue) -> MapDot:
    return MapDot(place.name, place.latitude, place.longitude, value.tone, value.text, place.url)
