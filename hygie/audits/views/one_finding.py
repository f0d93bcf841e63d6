"""One finding: what it is, why it presses, what was done, and what its reader may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.accounts.models import Person
from hygie.accounts.views.fresh import asked_before_signing
from hygie.core import files
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page

from ..access import Door, SeenFinding, file_or_404, finding_or_404
from ..actions import finding_moves
from ..actions import findings as actions
from ..finding_forms import AcceptForm, AssignForm, DueForm, EvidenceForm, RestForm, show_refusal
from ..policies import ASSET, AUDIT, FINDING, REMEDIATION_PLAN
from ..queries.explanations import explained
from ..queries.findings import findings_named, line_of
from ..queries.one_finding import files_of, history_of, proposal_of, references_of
from ..queries.people import assignable_to
from ..queries.plans import Cover, covers_of
from ..rules.acceptance import latest_end, needs_signature
from .common import cve_page, tabs_of
from .doors import enter


@page(FINDING, see=Level.DETAIL)
@require_GET
def finding(request: Request, uid: UUID) -> HttpResponse:
    seen = finding_or_404(request.context, uid)
    enter(request, seen)
    return _finding_page(request, seen, EvidenceForm())


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def move_finding(request: Request, uid: UUID) -> HttpResponse:
    """One press: confirm, take up, say fixed, verify, reopen."""
    seen = finding_or_404(request.context, uid)
    enter(request, seen)
    try:
        finding_moves.move(request.context, seen, request.POST.get("move", ""), _version(request, seen))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done: the finding is up to date."))
    return redirect("audits:finding", uid)


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def accept_finding(request: Request, uid: UUID) -> HttpResponseBase:
    """Accept its risk; a critical one is signed by the director, with a second factor, or submitted to them."""
    seen = finding_or_404(request.context, uid)
    request.require(seen.finding.organisation)
    signs = needs_signature(seen.finding.severity, seen.finding.decision)
    approves = seen.may(request.context, Verb.APPROVE)
    if signs and approves and (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    proposal = proposal_of(request.context, seen.finding)
    form = AcceptForm(_posted(request), initial={"until": latest_end(today()), "seen": seen.finding.version})
    if form.is_valid():
        signatory = request.user if signs and approves and isinstance(request.user, Person) else None
        try:
            waits = finding_moves.accept(request.context, seen, form.terms(), _version(request, seen), signatory)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Submitted to the director.") if waits else _("Risk accepted."))
            return redirect("audits:finding", uid)
    words = {"signs": signs, "approves": approves, "proposal": proposal}
    return _act(request, seen, form, "accept", words)


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def set_finding_aside(request: Request, uid: UUID) -> HttpResponse:
    seen = finding_or_404(request.context, uid)
    request.require(seen.finding.organisation)
    form = RestForm(_posted(request), initial={"until": latest_end(today()), "seen": seen.finding.version})
    if form.is_valid():
        try:
            finding_moves.set_aside(request.context, seen, form.terms(), _version(request, seen))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Set aside until that day."))
            return redirect("audits:finding", uid)
    return _act(request, seen, form, "set_aside")


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def assign_finding(request: Request, uid: UUID) -> HttpResponse:
    seen = finding_or_404(request.context, uid)
    request.require(seen.finding.organisation)
    organisation, now_with = seen.finding.organisation, seen.finding.assignee
    initial = {"assignee": str(now_with.uid) if now_with else ""}
    form = AssignForm(_posted(request), seats=assignable_to(organisation), initial=initial)
    if form.is_valid():
        seat = form.seat()
        chosen = findings_named(request.context, organisation, [uid])
        actions.assign(request.context, organisation, chosen, seat.person if seat else None)
        messages.success(request, _("Assigned: they have just been told.") if seat else _("Assigned to nobody."))
        return redirect("audits:finding", uid)
    return _act(request, seen, form, "assign")


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change_finding_due(request: Request, uid: UUID) -> HttpResponse:
    seen = finding_or_404(request.context, uid)
    request.require(seen.finding.organisation)
    organisation = seen.finding.organisation
    form = DueForm(_posted(request), initial={"due_on": seen.finding.due_on})
    if form.is_valid():
        chosen = findings_named(request.context, organisation, [uid])
        try:
            actions.change_due(request.context, organisation, chosen, *form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Deadline changed."))
            return redirect("audits:finding", uid)
    return _act(request, seen, form, "due")


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def add_evidence(request: Request, uid: UUID) -> HttpResponse:
    seen = finding_or_404(request.context, uid)
    enter(request, seen)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_evidence(request.context, seen, form.cleaned_data["file"], form.cleaned_data["note"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Evidence added."))
            return redirect("audits:finding", uid)
    return _finding_page(request, seen, form)


@page(FINDING, see=Level.DETAIL)
@require_GET
def finding_file(request: Request, uid: UUID) -> HttpResponseBase:
    seen, found = file_or_404(request.context, uid)
    enter(request, seen)
    return files.download(found.file)


def _finding_page(request: Request, seen: SeenFinding, form: EvidenceForm) -> HttpResponse:
    shown, organisation = seen.finding, seen.finding.organisation
    edits = seen.may(request.context, Verb.EDIT)
    context: dict[str, Any] = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "findings") if seen.is_whole else [],
        "line": line_of(shown),
        "finding": shown,
        "whole": seen.is_whole,
        "moves": [move.code for move in seen.moves(request.context)],
        "edits": edits and seen.is_whole,
        "history": history_of(request.context, shown),
        "files": files_of(request.context, shown),
        "references": references_of(shown),
        "cves": [(cve, cve_page(cve) if seen.is_whole else "") for cve in shown.cves],
        "sees_assets": seen.is_whole and request.context.sees(Level.DETAIL, ASSET, organisation),
        "sees_audit": seen.is_whole and request.context.sees(Level.STATUS, AUDIT, organisation),
        "proposal": proposal_of(request.context, shown) if seen.is_whole else None,
        "signs": seen.may(request.context, Verb.APPROVE),
        "room_audit": shown.audit if seen.door is Door.AUDIT else None,
        "corrects": seen.is_correctable,
        "covers": _covers(request, seen),
        "plans_it": edits and seen.is_whole and request.context.may(Verb.EDIT, REMEDIATION_PLAN, organisation),
        "explanation": explained(shown),
        "evidence_form": form if edits and seen.door is not Door.AUDIT else None,
    }
    return render(request, "audits/findings/finding.html", context)


def _covers(request: Request, seen: SeenFinding) -> list[Cover]:
    """What plans mean to do about it, for whoever reads plans there."""
    reads = seen.is_whole and request.context.sees(Level.DETAIL, REMEDIATION_PLAN, seen.finding.organisation)
    return covers_of(request.context, seen.finding) if reads else []


def _act(
    request: Request, seen: SeenFinding, form: forms.Form, act: str, words: dict[str, Any] | None = None
) -> HttpResponse:
    """The page on which one finding is given something that needs words."""
    context = {
        "organisation": seen.finding.organisation,
        "line": line_of(seen.finding),
        "finding": seen.finding,
        "explanation": explained(seen.finding),
        "form": form,
        "act": act,
        "signs": False,
        "approves": False,
        "proposal": None,
        **(words or {}),
    }
    return render(request, "audits/findings/act.html", context)


def _version(request: Request, seen: SeenFinding) -> int:
    """The version that the reader saw."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else seen.finding.version


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None
