"""An establishment's own level: for its director and its board."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Verb
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.core.pdf import pdf_response
from hygie.territory.queries import organisation_or_404
from hygie.web.charts import Chart, Kind, Series
from hygie.web.formats import day as day_said

from .. import actions
from ..papers import board_paper
from ..policies import LEVEL
from ..queries.level import NatureLevel, is_compared, levels_of, looked_at, months_shown, next_tasks, peers_of
from ..words import standing_said


@page(LEVEL, see=Level.STATUS)
@require_GET
def level(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    levels = levels_of(request.context, organisation)
    compared = is_compared(organisation)
    steers = request.context.sees(Level.DETAIL, LEVEL, organisation)
    peers = peers_of(request.context, organisation, levels) if compared and steers else None
    context = {
        "organisation": organisation,
        "levels": [(one, standing_said(peers, one.nature)) for one in levels],
        "peers": peers,
        "compared": compared,
        "steers": steers,
        "chooses": request.context.may(Verb.EDIT, LEVEL, organisation),
        "chart": _chart(levels),
        "looked_at": looked_at(organisation),
        "tasks": next_tasks(request.context, organisation),
    }
    return render(request, "cockpit/level.html", context)


def _chart(levels: list[NatureLevel]) -> Chart | None:
    if not any(value is not None for one in levels for value in one.past):
        return None
    series = [
        Series(one.nature.label, [None if share is None else round(100 * share, 1) for share in one.past])
        for one in levels
    ]
    return Chart(
        "level",
        _("Over a year"),
        Kind.LINE,
        [day_said(month) for month in months_shown()],
        series,
        summary=_("Share of the requirements that were met, month after month, as recorded then."),
        unit="%",
    )


@page(LEVEL, see=Level.STATUS)
@require_GET
def board(request: Request, uid: UUID) -> HttpResponse:
    """The same on one page of paper, for the board."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    levels = levels_of(request.context, organisation)
    steers = request.context.sees(Level.DETAIL, LEVEL, organisation)
    peers = peers_of(request.context, organisation, levels) if steers and is_compared(organisation) else None
    tasks = next_tasks(request.context, organisation)
    paper = board_paper(organisation, levels, peers, looked_at(organisation), tasks)
    return pdf_response(f"hygie-{organisation.finess or organisation.uid}-{today().isoformat()}", paper)


@page(LEVEL, see=Level.STATUS, do=Verb.EDIT)
@require_POST
def choose_peers(request: Request, uid: UUID) -> HttpResponse:
    """Agree to be compared, or take it back."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    if "leave" in request.POST:
        actions.leave_peers(request.context, organisation)
        messages.success(request, _("Your establishment is in no comparison any more."))
    else:
        actions.join_peers(request.context, organisation)
        messages.success(request, _("Your establishment is compared, without its name, from now on."))
    return redirect("cockpit:level", organisation.uid)
