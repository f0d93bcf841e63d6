"""The findings of an establishment: the list, its groups, its filters, its exports; and those assigned to a reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.core.paging import Page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404
from hygie.web.components import Tile
from hygie.web.filters import without
from hygie.web.tones import Tone

from ..actions import findings as actions
from ..actions import saved_filters as filter_actions
from ..finding_forms import FindingFilter, HandFindingForm, MineFilter, SaveFilterForm, show_refusal
from ..models import Finding, FindingSummary
from ..policies import ASSIGNED_FINDING, FINDING
from ..queries.finding_groups import WAYS, groups_page
from ..queries.findings import (
    FindingLine,
    assigned_to_me,
    exported,
    findings_of,
    lanes_of,
    lines_page,
    saved_filters,
    summary_of,
)
from ..queries.one_finding import audits_here, count_to_sign, narrowed_words
from ..queries.people import assignable_to
from ..queries.saved import filter_or_404
from .common import tabs_of
from .many_findings import ACTS

Narrowed = Sequence[tuple[str, str, str]]


@page(FINDING, see=Level.DETAIL)
@require_GET
def findings(request: Request, uid: UUID) -> HttpResponse:
    """One page of the list, the most pressing first, or of its groups."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = _filter(request, organisation)
    rows, by = findings_of(request.context, organisation, form.asked()), request.GET.get("by", "")
    cursor = request.GET.get("page", "")
    context: dict[str, Any] = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "findings"),
        "form": form,
        "by": by if by in WAYS else "",
        "ways": _ways(request.GET, by),
        "narrowed": _narrowed(request, organisation, form),
        "tiles": _tiles(organisation, summary_of(request.context, organisation)),
        "saved": saved_filters(request.context, organisation),
        "save": SaveFilterForm(initial={"query": _kept(request.GET)}),
        "asked": _kept(request.GET),
        "edits": request.context.may(Verb.EDIT, FINDING, organisation),
        "to_sign": count_to_sign(request.context, organisation),
        "acts": list(ACTS.items()),
    }
    return render(request, "audits/findings/list.html", context | _shown(request, rows, by, cursor))


@page(FINDING, see=Level.DETAIL)
@require_GET
def findings_csv(request: Request, uid: UUID) -> HttpResponseBase:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    rows = findings_of(request.context, organisation, _filter(request, organisation).asked())
    return csv_response("findings", _header(), _cells(exported(rows)))


@page(FINDING, see=Level.DETAIL)
@require_GET
def findings_xlsx(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    rows = findings_of(request.context, organisation, _filter(request, organisation).asked())
    return xlsx_response("findings", _header(), _cells(exported(rows)))


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def add_finding(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    audits = audits_here(request.context, organisation)
    initial = {"audit": request.GET.get("audit", "")}
    form = HandFindingForm(request.POST if request.method == "POST" else None, audits=audits, initial=initial)
    if form.is_valid():
        try:
            made = actions.add_finding(request.context, organisation, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Finding recorded."))
            return redirect("audits:finding", made.uid)
    return render(request, "audits/findings/add.html", {"organisation": organisation, "form": form})


@page(FINDING, see=Level.DETAIL)
@require_POST
def save_filter(request: Request, uid: UUID) -> HttpResponse:
    """The filter of the moment, under a name, for its reader alone."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    form = SaveFilterForm(request.POST)
    query = _kept(QueryDict(request.POST.get("query", "")[:600]))
    if form.is_valid():
        try:
            filter_actions.save_filter(request.context, organisation, form.cleaned_data["name"], query)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Filter saved: it waits above the list."))
    else:
        messages.error(request, _("Give the filter a name."))
    return redirect(f"{reverse('audits:findings', args=[organisation.uid])}?{query}")


@page(FINDING, see=Level.DETAIL)
@require_POST
def forget_filter(request: Request, uid: UUID) -> HttpResponse:
    saved = filter_or_404(request.context, uid)
    request.require(saved.organisation)
    filter_actions.forget_filter(request.context, saved)
    messages.success(request, _("Filter removed."))
    return redirect("audits:findings", saved.organisation.uid)


@page(ASSIGNED_FINDING, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def assigned(request: Request) -> HttpResponse:
    """What was given to the reader to fix, wherever it is."""
    form = MineFilter(request.GET)
    found, lines = lines_page(assigned_to_me(request.context, form.asked()), request.GET.get("page", ""))
    return render(request, "audits/findings/assigned.html", {"form": form, "page": found, "lines": lines})


@page(ASSIGNED_FINDING, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def assigned_csv(request: Request) -> HttpResponseBase:
    rows = assigned_to_me(request.context, MineFilter(request.GET).asked())
    return csv_response("findings", _header(), _cells(exported(rows)))


def _filter(request: Request, organisation: Organisation) -> FindingFilter:
    lanes = lanes_of(request.context, organisation)
    return FindingFilter(request.GET, seats=assignable_to(organisation), lanes=lanes)


def _shown(request: Request, rows: Any, by: str, cursor: str) -> dict[str, Any]:
    """The lines or the groups, and how many findings the filter keeps."""
    found: Page[Any]
    if by in WAYS:
        found, groups = groups_page(request.context, rows, by, cursor)
        return {"page": found, "groups": _opened(request.GET, groups), "lines": [], "total": rows.count()}
    found, lines = lines_page(rows, cursor)
    return {"page": found, "lines": lines, "groups": [], "total": rows.count()}


def _opened(parameters: QueryDict, groups: Sequence[Any]) -> list[tuple[Any, str]]:
    """Each group with the address of its findings."""
    return [(group, _with(parameters, rule=group.rule, asset=str(group.asset or ""))) for group in groups]


def _with(parameters: QueryDict, **changed: str) -> str:
    left = parameters.copy()
    for name in ("page", "by", *changed):
        left.pop(name, None)
    for name, value in changed.items():
        if value:
            left[name] = value
    return "?" + left.urlencode()


def _ways(parameters: QueryDict, by: str) -> list[tuple[str, str, bool]]:
    """One by one, by weakness, by asset: label, address, whether it is this one."""
    labels = {"": _("One by one"), "rule": _("By weakness"), "asset": _("By asset")}
    now = by if by in WAYS else ""
    return [(label, _with(parameters, by=way), way == now) for way, label in labels.items()]


def _narrowed(request: Request, organisation: Organisation, form: FindingFilter) -> Narrowed:
    """What a link narrowed the list to, and the address without it."""
    words = narrowed_words(request.context, organisation, form.asked())
    return [(label, value, without(request.GET, name)) for name, label, value in words]


def _kept(parameters: QueryDict) -> str:
    """The filter as an address keeps it, without the page."""
    left = parameters.copy()
    for name in list(left):
        if name not in FindingFilter.base_fields and name != "by":
            del left[name]
    return left.urlencode()[:600]


def _tiles(organisation: Organisation, summary: FindingSummary) -> list[Tile]:
    here = reverse("audits:findings", args=[organisation.uid])
    late = summary.overdue_critical + summary.overdue_high + summary.overdue_medium + summary.overdue_low
    return [
        Tile(
            _("Critical"),
            summary.open_critical,
            tone=Tone.DANGER if summary.open_critical else Tone.SUCCESS,
            url=f"{here}?severity=4",
        ),
        Tile(
            _("High"),
            summary.open_high,
            tone=Tone.WARNING if summary.open_high else Tone.SUCCESS,
            url=f"{here}?severity=3",
        ),
        Tile(_("Late"), late, tone=Tone.DANGER if late else Tone.SUCCESS, url=f"{here}?view=late"),
        Tile(_("To be verified"), summary.to_verify, url=f"{here}?view=to_verify"),
    ]


def _header() -> list[str]:
    return [
        _("Establishment"),
        _("Reference"),
        _("Title"),
        _("Asset"),
        _("Where"),
        _("Severity"),
        _("Decision"),
        _("State"),
        _("Due"),
        _("First seen"),
        pgettext("finding", "Last seen"),
        _("CVEs"),
        _("Source"),
        _("Rule"),
        _("Assigned to"),
    ]


def _cells(lines: Iterator[FindingLine]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        yield _cells_of(line, line.finding)


def _cells_of(line: FindingLine, finding: Finding) -> Sequence[Cell]:
    return [
        finding.organisation.name,
        line.reference,
        line.title,
        finding.asset.name,
        finding.location,
        line.severity.label,
        line.decision.label,
        line.state.label,
        finding.due_on,
        finding.first_seen_at,
        finding.last_seen_at,
        " ".join(finding.cves),
        line.source,
        finding.weakness.rule,
        finding.assignee.full_name if finding.assignee else "",
    ]
