"""Chasing in one press; who was chased about what, since when, and the last reminder."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.exports import Cell, csv_response
from hygie.core.pages import Over, Request, page
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..forms import ChaseForm
from ..policies import REMINDER
from ..queries.reminders import Chased, all_chased, chased_page


@page(REMINDER, do=Verb.EDIT)
@require_POST
def chase(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = ChaseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent: choose what to remind them of."))
        return redirect("exchanges:reminders")
    typed = form.cleaned_data
    try:
        actions.chase(request.context, organisation, typed["kind"], typed["key"], typed["message"])
    except Refused as refused:
        messages.error(request, " ".join(str(text) for text in refused.problems.values()))
    else:
        messages.success(request, _("Reminder sent to %(name)s.") % {"name": organisation})
    return redirect(_back(request, typed["next"]))


def _back(request: Request, target: str) -> str:
    """Where the press came from, never another site."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else "exchanges:reminders"


@page(REMINDER, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def reminders(request: Request) -> HttpResponse:
    shown, lines = chased_page(request.context, request.GET.get("page", ""))
    return render(request, "exchanges/reminders.html", {"page": shown, "lines": lines})


@page(REMINDER, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def export(request: Request) -> StreamingHttpResponse:
    header = [
        _("Establishment"),
        _("What"),
        _("Since"),
        _("Reminders"),
        _("Last reminder"),
        _("Sent by"),
        _("Today"),
    ]
    return csv_response(f"hygie-{today().isoformat()}", header, _rows(all_chased(request.context)))


def _rows(lines: Iterator[Chased]) -> Iterator[list[Cell]]:
    for line in lines:
        sent, standing = line.reminder, line.standing
        yield [
            sent.organisation.name,
            line.title,
            sent.since,
            sent.number,
            sent.sent_on,
            str(sent.sent_by or ""),
            standing.label if standing else "",
        ]
