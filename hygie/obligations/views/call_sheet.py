"""Before phoning a director: the situation in five lines, the last contacts, whom to call, what to ask."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Role
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404
from hygie.web.components import Moment

from .. import words
from ..elsewhere import exchanges_of
from ..policies import CALL_SHEET
from ..queries.people import people_to_call
from ..queries.standings import Standing, names_said, standings_of
from ..queries.subjects import requirement_key
from ..rules import NextThing, next_things
from ..situation import situation_of

ASKED_AT_MOST = 4
MOMENTS = 6


@page(CALL_SHEET, see=Level.DETAIL)
@require_GET
def call_sheet(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    standings = standings_of(request.context, organisation)
    things = next_things(((s.requirement, s.verdict) for s in standings), today(), ASKED_AT_MOST)
    context = {
        "organisation": organisation,
        "situation": situation_of(request.context, organisation, standings),
        "questions": _questions(organisation, standings, things),
        "people": people_to_call(organisation, [Role.DIRECTOR, Role.CISO]),
        "moments": _contacts(request, organisation),
        "today": today(),
    }
    return render(request, "obligations/call_sheet.html", context)


def _questions(
    organisation: Organisation, standings: Sequence[Standing], things: Sequence[NextThing]
) -> list[tuple[NextThing, str, str, str]]:
    """What to ask: the thing, where it stands in one sentence, what would settle it, and how a reminder names it."""
    names = names_said(standings)
    return [
        (
            thing,
            words.why_next(thing),
            words.advice(thing.requirement, thing.verdict)
            or next(iter(words.why(thing.requirement, thing.verdict, names=names)), ""),
            requirement_key(organisation, thing.requirement.code),
        )
        for thing in things
    ]


def _contacts(request: Request, organisation: Organisation) -> list[Moment]:
    """The last exchanges that the platform knows of: evidence received, answers given, waivers."""
    return [
        Moment(entry.at, entry.title, entry.detail, entry.url, icon=entry.icon, who=entry.who)
        for entry in exchanges_of(request.context, organisation, None, MOMENTS)
    ]
