"""How priorities are decided: the rules in plain words, the tables, the region's timelines, the days off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.pages import Over, Request, page
from hygie.territory.enums import OrganisationKind
from hygie.territory.forms import show_refusal
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404
from hygie.web.formats import day

from ..actions.deadlines import add_closing_day, remove_closing_day, set_timelines
from ..enums import Decision, Exploitation
from ..knowledge_forms import ClosingDayForm, TimelinesForm
from ..policies import DEADLINE_POLICY
from ..queries.deadlines import closing_day_or_404, closing_days_of, rows_of, versions_of
from ..queries.knowledge import freshness
from ..queries.places import region_by_key
from ..queries.priorities import latest_policy
from ..rules import ssvc, timelines
from ..rules.priority import LEVELS


@dataclass(frozen=True)
class SsvcLine:
    """Three rows of the table on one line: one for each degree of care at stake."""

    exploitation: Exploitation
    automatable: bool
    total: bool
    decisions: Sequence[tuple[str, Decision]]


@page(DEADLINE_POLICY, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def priorities(request: Request) -> HttpResponse:
    holders = _holders(request)
    region = region_by_key(holders[0].region_pk)
    versions = versions_of(region.pk)
    policy = versions[0].policy if versions else None
    editable = [one for one in holders if _has_calendar(one) and request.context.may(Verb.EDIT, DEADLINE_POLICY, one)]
    context = {
        "region": region,
        "ssvc_lines": _ssvc_lines(),
        "missions": [mission.label for mission in ssvc.MISSIONS],
        "rows": rows_of(policy),
        "policy": policy,
        "versions": versions,
        "levels": LEVELS.items(),
        "closing_days": closing_days_of(holders),
        "calendars": [(one, ClosingDayForm(auto_id=f"id_{one.pk}_%s")) for one in editable],
        "editable": editable,
        "edits": request.context.may(Verb.EDIT, DEADLINE_POLICY, region),
        "freshness": freshness(),
        "ssvc_source": ssvc.SOURCE,
        "timelines_source": timelines.SOURCE,
    }
    return render(request, "audits/knowledge/priorities.html", context)


def _holders(request: Request) -> Sequence[Organisation]:
    seat = getattr(request, "seat", None)
    if seat is None or not seat.holders:
        raise Http404
    return list(seat.holders)


def _has_calendar(place: Organisation) -> bool:
    """Findings belong to entities and sites; a region's days hold for all of them."""
    return place.kind in {OrganisationKind.REGION, OrganisationKind.ENTITY, OrganisationKind.SITE}


def _ssvc_lines() -> list[SsvcLine]:
    """The 36 rows, three by three."""
    rows, width = ssvc.rows(), len(ssvc.MISSIONS)
    triplets = [rows[start : start + width] for start in range(0, len(rows), width)]
    return [
        SsvcLine(
            three[0].exploitation,
            three[0].automatable,
            three[0].total,
            [(str(row.mission.label), row.decision) for row in three],
        )
        for three in triplets
    ]


@page(DEADLINE_POLICY, do=Verb.EDIT)
def change_timelines(request: Request, uid: UUID) -> HttpResponse:
    """The region's; whoever asks for those of an establishment is led to where they are explained."""
    region = organisation_or_404(request.context, uid)
    request.require(region)
    if region.kind != OrganisationKind.REGION:
        messages.info(request, _("The region decides its timelines."))
        return redirect("audits:priorities")
    policy = latest_policy(region.pk)
    days = policy.rows if policy else timelines.PUBLISHED_DAYS
    form = TimelinesForm(
        request.POST if request.method == "POST" else None,
        days=days,
        initial={"seen": policy.pk if policy else 0},
    )
    status = 200
    if form.is_valid():
        asked = form.cleaned_data
        try:
            set_timelines(request.context, region, form.days(), asked["reason"], asked["seen"])
        except (Refused, Stale) as problem:
            status = 409 if isinstance(problem, Stale) else 200
            show_refusal(form, problem if isinstance(problem, Refused) else Refused(str(problem)))
        else:
            messages.success(request, _("The new timelines hold. Deadlines follow within minutes."))
            return redirect("audits:priorities")
    return render(request, "audits/knowledge/timelines.html", {"form": form, "region": region}, status=status)


@page(DEADLINE_POLICY, do=Verb.EDIT)
@require_POST
def add_day(request: Request, uid: UUID) -> HttpResponse:
    place = organisation_or_404(request.context, uid)
    request.require(place)
    form = ClosingDayForm(request.POST)
    problem = _("Choose a day.")
    if form.is_valid():
        try:
            made = add_closing_day(request.context, place, form.cleaned_data["day"], form.cleaned_data["label"])
        except Refused as refused:
            problem = str(refused.problems.get("day", refused))
        else:
            messages.success(request, _("Deadlines no longer fall on %(day)s.") % {"day": day(made.day)})
            return redirect("audits:priorities")
    messages.error(request, problem)
    return redirect("audits:priorities")


@page(DEADLINE_POLICY, do=Verb.EDIT)
@require_POST
def remove_day(request: Request, uid: UUID) -> HttpResponse:
    closing = closing_day_or_404(request.context, uid)
    request.require(closing.organisation)
    remove_closing_day(request.context, closing)
    messages.success(request, _("The day is removed. Deadlines follow within minutes."))
    return redirect("audits:priorities")
