"""The ARS officer's week: whom to help first, what changed, where the region stands; and what each figure counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Verb
from hygie.core.clock import today
from hygie.core.pages import Over, Request, page
from hygie.obligations.enums import Nature
from hygie.obligations.policies import CALL_SHEET, PROOF
from hygie.obligations.queries.region import Change, changes
from hygie.obligations.queries.visible import programmes_for
from hygie.obligations.registrations import to_review
from hygie.territory.asked_group import GroupForm, asked_group
from hygie.web.components import Tile
from hygie.web.indicators import indicators

from ..policies import HELP, PICTURE
from ..queries.home import Help, all_to_help, counted, first_to_help
from ..queries.lacking import lacking_of
from ..queries.sums import Total, totals_on
from ..rules.needs import ALARM, SILENCE, SILENT_AFTER, WEIGHTS
from ..words import lacking_tile, overdue_tile, programme_tile, reasons_said
from .picture import MONTH, charts_of, days_asked, lines_of

SHOWN_CHANGES = 8


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def home(request: Request) -> HttpResponse:
    asked = asked_group(request)
    now, before = (totals_on(request.context, day, asked.rule) for day in (today(), today() - MONTH))
    found = changes(request.context, group=asked.rule)
    # what the other apps count is kept for the whole region
    lines, counted_at = counted(request.context) if asked.rule is None else ([], None)
    context = {
        "name": name_of_seat(request),
        "today": today(),
        "first_tiles": [overdue_tile(*_overdue(now, before), asked.query), *(lacking_tile(line) for line in lines)],
        "counted_at": counted_at,
        "tiles": tiles_of(request, now, before, asked.query),
        "group": asked.chosen,
        "group_query": asked.query,
        "form": GroupForm(request.GET, asked),
        "changes": _worth_telling(found)[:SHOWN_CHANGES],
        "progress": sum(change.is_progress for change in found),
        "setbacks": sum(change.is_setback for change in found),
        "helps": _explained(first_to_help(request.context, asked.rule)) if _may_help(request) else None,
        "to_review": to_review(request) if PROOF.may(request.context.role).allows(do=Verb.REVIEW) else None,
        "calls": CALL_SHEET.may(request.context.role).allows(see=Level.DETAIL),
        "indicators": list(indicators),
        **_weights(),
    }
    return render(request, "cockpit/home.html", context)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def presentation(request: Request) -> HttpResponse:
    """The region for a meeting: large figures and its months, without menu and without naming anybody."""
    now, before = totals_on(request.context, today()), totals_on(request.context, today() - MONTH)
    lines, _counted_at = counted(request.context)
    days = days_asked(request)
    context = {
        "name": name_of_seat(request),
        "today": today(),
        "first_tiles": [overdue_tile(*_overdue(now, before)), *(lacking_tile(line) for line in lines)],
        "tiles": tiles_of(request, now, before),
        "charts": charts_of(request, lines_of(request, days), days),
    }
    return render(request, "cockpit/presentation.html", context)


def _may_help(request: Request) -> bool:
    return HELP.may(request.context.role).allows(see=Level.DETAIL)


def _overdue(now: Mapping[str, Total], before: Mapping[str, Total]) -> tuple[int, int | None]:
    then = sum(total.overdue for total in before.values()) if before else None
    return sum(total.overdue for total in now.values()), then


def name_of_seat(request: Request) -> str:
    seat = getattr(request, "seat", None)
    return ", ".join(str(holder) for holder in seat.holders) if seat else ""


def tiles_of(
    request: Request, now: Mapping[str, Total], before: Mapping[str, Total], query: str = ""
) -> list[tuple[Nature, list[Tile]]]:
    """The programmes' tiles, by nature: the three are never mixed."""
    shown = [one for one in programmes_for(request.context) if one.code in now and now[one.code].judged]
    groups = []
    for nature in sorted(Nature, key=lambda nature: nature.rank):
        mine = [one for one in shown if one.nature is nature]
        if mine:
            groups.append((nature, [programme_tile(one, now[one.code], before.get(one.code), query) for one in mine]))
    return groups


def _worth_telling(found: Sequence[Change]) -> list[Change]:
    """Setbacks first: progress is good news, a setback is a phone call."""
    return sorted(found, key=lambda change: (not change.is_setback, not change.is_progress))


def _explained(found: Sequence[Help]) -> list[tuple[Help, list[tuple[str, str]]]]:
    return [(one, reasons_said(one.reasons)) for one in found]


def _weights() -> dict[str, object]:
    """What makes the points, for "How do we know?"."""
    weights = [(nature, WEIGHTS[nature]) for nature in sorted(Nature, key=lambda nature: nature.rank)]
    return {"weights": weights, "alarm": ALARM, "silence": SILENCE, "silent_after": SILENT_AFTER}


@page(HELP, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def help_first(request: Request) -> HttpResponse:
    """Everybody where something is overdue, those who need help most first."""
    asked = asked_group(request)
    found, helps = all_to_help(request.context, request.GET.get("page", ""), asked.rule)
    form = GroupForm(request.GET, asked)
    context = {"page": found, "helps": _explained(helps), "form": form, "calls": True, **_weights()}
    return render(request, "cockpit/help.html", context)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def indicator(request: Request, code: str) -> HttpResponse:
    """The establishments behind one figure: those that lack what the indicator looks at."""
    chosen = indicators.get(code)
    if chosen is None:
        raise Http404
    found, lines = lacking_of(request.context, chosen, request.GET.get("page", ""))
    return render(request, "cockpit/indicator.html", {"indicator": chosen, "page": found, "lines": lines})
