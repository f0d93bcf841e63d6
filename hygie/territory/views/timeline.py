"""Everything that happened at an organisation, from all apps, filterable."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.exports import csv_response
from hygie.core.pages import Request, page
from hygie.web.components import Moment

from ..forms import TimelineFilter
from ..policies import ORGANISATION
from ..queries import organisation_or_404
from ..queries.told import Asked, Mark, timeline_page, whole_timeline
from .tabs import tabs_of


@page(ORGANISATION, see=Level.DETAIL)
@require_GET
def timeline(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    form, before = TimelineFilter(request.GET), request.GET.get("page", "")
    asked = form.asked()
    shown = timeline_page(request.context, one, asked, Mark.of(before, asked))
    entries = (told.entry for told in shown.told)
    latest = request.GET.copy()
    latest.pop("page", None)
    older = latest.copy()
    older["page"] = shown.older
    context = {
        "organisation": one,
        "tabs": tabs_of(request.context, one, "timeline"),
        "form": form,
        "moments": [Moment(e.at, e.title, e.detail, e.url, icon=e.icon, who=e.who) for e in entries],
        "older": older.urlencode() if shown.older else "",
        "latest": latest.urlencode(),
        "narrowed": asked != Asked(),
        "is_first": not before,
    }
    return render(request, "territory/timeline.html", context)


@page(ORGANISATION, see=Level.DETAIL)
@require_GET
def export_csv(request: Request, uid: UUID) -> HttpResponseBase:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    header = [_("When"), _("About"), _("What"), _("Detail"), _("Who")]
    rows = (
        [told.entry.at, told.source.label, told.entry.title, told.entry.detail, told.entry.who]
        for told in whole_timeline(request.context, one, TimelineFilter(request.GET).asked())
    )
    return csv_response("timeline", header, rows)
