"""The feed of deadlines for one's own calendar: a secret link, renewed or removed by its owner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hygie.core.clock import now
from hygie.core.pages import kept_by_no_cache, public, signed_in

from .. import actions
from ..icalendar import calendar
from ..links import CALENDAR, read
from ..queries.calendars import events_of, owner_of


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link reads the titles and days, and nothing else."""
    person = owner_of(read(CALENDAR, token))
    if person is None:
        raise Http404
    with translation.override(person.language):
        content = calendar(_("Hygie: my deadlines"), events_of(person), now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="hygie.ics"'
    kept_by_no_cache(response)
    return response


@signed_in
@require_POST
def renew(request: Any) -> HttpResponse:
    actions.open_calendar(request.user)
    messages.success(request, _("Here is your link. Any link from before is dead."))
    return redirect("exchanges:settings")


@signed_in
@require_POST
def remove(request: Any) -> HttpResponse:
    actions.close_calendar(request.user)
    messages.success(request, _("The link is dead: your calendar program will say that it finds it no more."))
    return redirect("exchanges:settings")
