"""Remediation plans: the list of an establishment, one plan from draft to signature, on paper and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.accounts.models import Person
from hygie.accounts.views.fresh import asked_before_signing
from hygie.core.access import Level, Verb
from hygie.core.actions import Context, Refused
from hygie.core.exports import xlsx_response
from hygie.core.pages import Request, page
from hygie.core.pdf import pdf_response
from hygie.obligations.forms import show_refusal
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from ..actions import plans as actions
from ..enums import PlanState
from ..models import Finding, RemediationPlan
from ..papers import plan_paper, plan_table
from ..plan_forms import PlanForm, SignPlanForm, StartPlanForm
from ..policies import REMEDIATION_PLAN
from ..queries.plans import (
    ActionLine,
    drafts_of,
    findings_named,
    lines_of,
    plan_or_404,
    plans_of,
    progress_now,
    signed_part,
)
from ..workflow import PLAN_MOVES, moves_from
from .common import tabs_of


@page(REMEDIATION_PLAN, see=Level.STATUS)
@require_GET
def plans(request: Request, uid: UUID) -> HttpResponse:
    """How far each plan is; its title and actions for whoever sees detail."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    found, lines = plans_of(request.context, organisation, request.GET.get("page", ""))
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "plans"),
        "page": found,
        "lines": lines,
        "detail": request.context.sees(Level.DETAIL, REMEDIATION_PLAN, organisation),
        "edits": request.context.may(Verb.EDIT, REMEDIATION_PLAN, organisation),
    }
    return render(request, "audits/plans/list.html", context)


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def plan_from(request: Request, uid: UUID) -> HttpResponse:
    """A plan from chosen findings (`finding`, their public ids): named by a list or a link, begun on `start`."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    chosen = _uids((request.POST if request.method == "POST" else request.GET).getlist("finding"))
    drafts = drafts_of(request.context, organisation)
    begins = "start" in request.POST
    form = StartPlanForm(request.POST if begins else None, drafts=drafts)
    if begins and form.is_valid():
        try:
            plan = _begun(request.context, organisation, form, drafts, chosen)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The draft is ready: say who does what, and until when."))
            return redirect("audits:plan", plan.uid)
    findings = findings_named(request.context, organisation, chosen) if chosen else []
    return start_page(request, organisation, form, findings)


def start_page(
    request: Request, organisation: Organisation, form: StartPlanForm, findings: Sequence[Finding], left: int = 0
) -> HttpResponse:
    """What is to be named before a plan begins. `left`: chosen findings that are too many for one plan."""
    context = {"organisation": organisation, "form": form, "findings": findings, "left": left}
    return render(request, "audits/plans/start.html", context)


def _begun(
    context: Context, organisation: Organisation, form: StartPlanForm, drafts: list[RemediationPlan], chosen: list[UUID]
) -> RemediationPlan:
    wanted = form.cleaned_data.get("plan", "")
    draft = next((one for one in drafts if str(one.uid) == wanted), None)
    if draft is not None:
        return actions.add_findings(context, draft, chosen)
    return actions.start_plan(context, organisation, form.cleaned_data["title"], chosen)


def _uids(given: list[str]) -> list[UUID]:
    """What is no id names nothing."""
    found = []
    for text in given:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@page(REMEDIATION_PLAN, see=Level.DETAIL)
@require_GET
def plan(request: Request, uid: UUID) -> HttpResponse:
    shown = plan_or_404(request.context, uid)
    request.require(shown.organisation)
    return render(request, "audits/plans/plan.html", _plan_page(request, shown))


def _plan_page(request: Request, shown: RemediationPlan) -> dict[str, Any]:
    organisation, context = shown.organisation, request.context
    lines = _lines(context, shown)
    edits = context.may(Verb.EDIT, REMEDIATION_PLAN, organisation)
    state = PlanState(shown.state)
    moves = [move.code for move in moves_from(PLAN_MOVES, state)]
    return {
        "organisation": organisation,
        "tabs": tabs_of(context, organisation, "plans"),
        "plan": shown,
        "state": state,
        "lines": lines,
        "progress": progress_now(lines),
        "moves": moves if edits else [],
        "drafting": edits and state is PlanState.DRAFT,
        "working": edits and state in {PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED},
        "signs": state is PlanState.SUBMITTED and context.may(Verb.APPROVE, REMEDIATION_PLAN, organisation),
    }


def _lines(context: Context, shown: RemediationPlan) -> list[ActionLine]:
    return lines_of(context, [shown]).get(shown.pk, [])


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def plan_edit(request: Request, uid: UUID) -> HttpResponse:
    shown = plan_or_404(request.context, uid)
    request.require(shown.organisation)
    initial = {"title": shown.title, "note": shown.note, "seen": shown.version}
    form = PlanForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.change_plan(request.context, shown, typed["seen"] or 0, typed["title"], typed["note"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("audits:plan", shown.uid)
    context = {"organisation": shown.organisation, "plan": shown, "form": form}
    return render(request, "audits/plans/edit.html", context)


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def plan_move(request: Request, uid: UUID) -> HttpResponse:
    shown = plan_or_404(request.context, uid)
    request.require(shown.organisation)
    code, seen = asked_move(request)
    try:
        if code in actions.SIMPLE_MOVES:
            actions.move_plan(request.context, shown, seen, code)
    except Refused as refused:
        tell(request, refused)
    return redirect("audits:plan", shown.uid)


def asked_move(request: Request) -> tuple[str, int]:
    """The button that was pressed, and the version that was on screen; 0 for none, which is always too old."""
    seen = request.POST.get("seen", "")
    return request.POST.get("move", ""), int(seen) if seen.isdecimal() and len(seen) < 10 else 0


def tell(request: Request, refused: Refused) -> None:
    """Why nothing changed, where there is no form to say it in."""
    for problem in refused.problems.values():
        messages.error(request, str(problem))


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def plan_sign(request: Request, uid: UUID) -> HttpResponseBase:
    """The plan whole, and the signature: asks for a code or a passkey first."""
    shown = plan_or_404(request.context, uid)
    request.require(shown.organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    digest, _signed = signed_part(shown)
    form = SignPlanForm(request.POST or None, initial={"digest": digest, "seen": shown.version})
    person = request.user
    if form.is_valid() and isinstance(person, Person):
        typed = form.cleaned_data
        try:
            actions.approve_plan(request.context, shown, typed["seen"], person, typed["digest"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Signed: the plan is approved, and kept as evidence in counts only."))
            return redirect("audits:plan", shown.uid)
    if shown.state != PlanState.SUBMITTED:
        return redirect("audits:plan", shown.uid)
    context = _plan_page(request, shown) | {"form": form, "digest": digest}
    return render(request, "audits/plans/sign.html", context)


@page(REMEDIATION_PLAN, see=Level.DETAIL)
@require_GET
def plan_pdf(request: Request, uid: UUID) -> HttpResponse:
    shown = plan_or_404(request.context, uid)
    request.require(shown.organisation)
    return pdf_response("hygie-plan", plan_paper(shown, _lines(request.context, shown)))


@page(REMEDIATION_PLAN, see=Level.DETAIL)
@require_GET
def plan_xlsx(request: Request, uid: UUID) -> HttpResponse:
    shown = plan_or_404(request.context, uid)
    request.require(shown.organisation)
    header, rows = plan_table(_lines(request.context, shown))
    return xlsx_response("hygie-plan", header, rows)
