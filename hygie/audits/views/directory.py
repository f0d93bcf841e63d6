"""The way up of an Active Directory: where it stands, what blocks the next level, what comes after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Verb
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404
from hygie.web.components import Step, StepState
from hygie.web.formats import number

from .. import pictures
from ..models import Finding
from ..policies import FINDING, REMEDIATION_PLAN
from ..queries.directory import Directory, directory_of
from ..queries.overview import days_of
from ..rules.directory import Standing
from ..rules.directory import Step as Rung
from ..rules.pictures import days_shown
from .addresses import address_of
from .common import tabs_of

WEEK = timedelta(days=7)
SHOWN_AHEAD = 5
STATES = {Standing.REACHED: StepState.DONE, Standing.HERE: StepState.CURRENT, Standing.AHEAD: StepState.TODO}


@dataclass(frozen=True)
class Section:
    """The failed controls of one level: how many, and which ones for whoever sees detail, each with its page. Of the
    levels further on the first ones are shown, and how many `more` there are."""

    rung: Rung
    title: str
    controls: list[tuple[Finding, str]]
    more: int = 0


@page(FINDING, see=Level.STATUS)
@require_GET
def directory(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, FINDING, organisation)
    found = directory_of(request.context, organisation, detail=detail)
    context: dict[str, Any] = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "directory"),
        "directory": found,
        "detail": detail,
        "plans": detail and request.context.may(Verb.EDIT, REMEDIATION_PLAN, organisation),
    }
    if found is not None:
        days = days_of(request.context, organisation, days_shown(today(), WEEK)[:-1])
        past = [(row.day, {"level": row.level}) for row in days] + [(today(), {"level": _reported(found)})]
        context |= {
            "steps": [_step(rung) for rung in found.path.steps],
            "sections": _sections(found),
            "ungraded_url": _of_the_tool(found, organisation) if detail else "",
            "chart": pictures.levels(past),
        }
    return render(request, "audits/directory.html", context)


def _reported(found: Directory) -> int | None:
    return found.reported.level if found.reported else None


def _of_the_tool(found: Directory, organisation: Organisation) -> str:
    findings = address_of("audits:findings", organisation.uid)
    return f"{findings}?{urlencode({'lane': found.reported.lane})}" if findings and found.reported else ""


def _step(rung: Rung) -> Step:
    note = ""
    if rung.failed:
        note = ngettext("%(n)s control fails", "%(n)s controls fail", rung.failed) % {"n": number(rung.failed)}
    return Step(_("Level %(level)d") % {"level": rung.level}, STATES[rung.standing], note)


def _sections(found: Directory) -> list[Section]:
    """From here up: first what keeps it from the next level, then the rest of the way."""
    sections = []
    for rung in found.path.steps[found.path.level - 1 :]:
        if rung.failed:
            words = {"level": rung.level}
            if rung.standing is Standing.HERE and found.path.next_level is not None:
                title = _("What keeps it at level %(level)d") % words
            else:
                title = _("Then, of level %(level)d") % words
            controls = [(one, address_of("audits:finding", one.uid)) for one in found.controls_at(rung.level)]
            shown = controls if rung.standing is Standing.HERE else controls[:SHOWN_AHEAD]
            sections.append(Section(rung, title, shown, len(controls) - len(shown)))
    return sections
