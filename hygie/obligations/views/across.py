"""One requirement across the region: how many stand where, and who to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.pages import Over, Request, page
from hygie.territory.asked_group import asked_group
from hygie.territory.models import Organisation
from hygie.web.charts import Chart, Kind, Series

from ..catalogue_reader import load_catalogue
from ..enums import Status
from ..expectations import asked_by
from ..forms import AcrossFilter
from ..lines import when
from ..policies import STATUS
from ..queries.across import AcrossOnly, counts_of, standing_page
from ..queries.departments import departments_of
from ..queries.standings import Standing, names_said
from ..queries.visible import explained_among, requirement_for
from ..words import why

EVERY_KIND = "ght"


@page(STATUS, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def requirement(request: Request, code: str) -> HttpResponse:
    asked = requirement_for(request.context, code)
    if asked is None:
        raise Http404
    form = AcrossFilter(request.GET, departments_of(request), [s for s in Status if s != Status.NOT_APPLICABLE])
    group = asked_group(request)
    group.offer(form)
    only = AcrossOnly(form.chosen("department"), form.chosen("status"), form.chosen("q"), group.rule)
    counts = counts_of(request.context, asked, only)
    shown = standing_page(request.context, asked, only, request.GET.get("page", ""))
    standings = [Standing(asked, row.verdict, row.since) for row in shown.rows]
    rows = _rows(request, [row.organisation for row in shown.rows], standings)
    judged = sum(number for status, number in counts.items() if status.is_judged)
    context = {
        "requirement": asked,
        "programme": load_catalogue().programme(asked.programme),
        "form": form,
        "chart": _chart(counts) if counts else None,
        "counts": counts,
        "met": sum(number for status, number in counts.items() if status.satisfies),
        "judged": judged,
        "rows": rows,
        "page": shown,
        "narrowed": only != AcrossOnly(),
        "asked": asked_by(asked, EVERY_KIND),
    }
    return render(request, "obligations/requirement_region.html", context)


def _rows(
    request: Request, places: Sequence[Organisation], standings: Sequence[Standing]
) -> list[tuple[Organisation, Standing, str, str]]:
    """Each establishment with its standing, why where the reader is told, and the date that matters."""
    told, names = explained_among(request.context, places), names_said(standings)
    return [
        (
            place,
            standing,
            " ".join(why(standing.requirement, standing.verdict, names=names)[:1]) if place.pk in told else "",
            when(standing, explained=place.pk in told),
        )
        for place, standing in zip(places, standings, strict=True)
    ]


def _chart(counts: Mapping[Status, int]) -> Chart:
    return Chart(
        code="statuses",
        title=_("Establishments by status"),
        kind=Kind.DONUT,
        labels=[status.label for status in counts],
        series=[Series(_("Establishments"), list(counts.values()))],
        tones=[status.tone for status in counts],
    )
