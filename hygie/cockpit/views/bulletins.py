"""The weekly bulletin: any past week as PDF, and asking for the next ones by mail."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.accounts.models import Person
from hygie.core.access import Level
from hygie.core.pages import Over, Request, page
from hygie.core.pdf import pdf_response
from hygie.territory.access import ActiveSeat

from .. import actions
from ..papers import bulletin_paper, figures_of
from ..policies import PICTURE
from ..queries.bulletin import WEEK, Week, bulletin_of, reads_bulletin
from ..queries.sums import first_day
from .home import name_of_seat

WEEKS_SHOWN = 12


def _weeks(request: Request) -> list[Week]:
    """Weeks that are over and were recorded whole, the last first."""
    first, last = first_day(request.context), Week.last()
    if first is None:
        return []
    found = [Week(last.monday - back * WEEK) for back in range(WEEKS_SHOWN)]
    return [week for week in found if week.monday >= first]


def _seat(request: Request) -> ActiveSeat:
    seat: ActiveSeat = request.seat  # type: ignore[attr-defined]
    return seat


def _person(request: Request) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def bulletins(request: Request) -> HttpResponse:
    weeks = _weeks(request)
    latest = bulletin_of(request.context, weeks[0]) if weeks else None
    context = {
        "weeks": weeks,
        "latest": latest,
        "figures": figures_of(latest) if latest else [],
        "reads": reads_bulletin(request.context, _person(request), _seat(request).holders[0]),
    }
    return render(request, "cockpit/bulletins.html", context)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def bulletin(request: Request, monday: str) -> HttpResponse:
    """One week as PDF; `monday` is its first day, YYYY-MM-DD."""
    try:
        asked = Week(date.fromisoformat(monday))
    except ValueError as wrong:
        raise Http404 from wrong
    first = first_day(request.context)
    if asked.monday.weekday() or first is None or not first - timedelta(days=6) <= asked.monday <= Week.last().monday:
        raise Http404
    paper = bulletin_paper(bulletin_of(request.context, asked), name_of_seat(request))
    return pdf_response(f"hygie-bulletin-{asked.monday.isoformat()}", paper)


@page(PICTURE, see=Level.STATUS, over=Over.SCOPE)
@require_POST
def subscribe(request: Request) -> HttpResponse:
    """Ask for the weekly mail, or stop it."""
    place = _seat(request).holders[0]
    if "stop" in request.POST:
        actions.stop_bulletin(request.context, _person(request), place)
        messages.success(request, _("You will receive no more bulletin."))
    else:
        actions.ask_for_bulletin(request.context, _person(request), place)
        messages.success(request, _("You will receive the bulletin every Monday morning."))
    return redirect("cockpit:bulletins")
