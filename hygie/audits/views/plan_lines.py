"""The actions of a remediation plan, one by one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core import files
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.obligations.forms import show_refusal

from ..actions import plan_lines as actions
from ..plan_forms import ActionForm, DoneForm
from ..policies import REMEDIATION_PLAN
from ..queries.plans import action_or_404, plan_or_404, planned_of
from .plans import asked_move, tell


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def plan_add(request: Request, uid: UUID) -> HttpResponse:
    plan = plan_or_404(request.context, uid)
    request.require(plan.organisation)
    form = ActionForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_action(request.context, plan, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Action added."))
            return redirect("audits:plan", plan.uid)
    context = {"organisation": plan.organisation, "plan": plan, "form": form, "action": None}
    return render(request, "audits/plans/action.html", context)


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def plan_action(request: Request, uid: UUID) -> HttpResponse:
    """Change an action of a draft, and leave findings out of it."""
    action = action_or_404(request.context, uid)
    request.require(action.organisation)
    planned = planned_of(request.context, action)
    form = ActionForm(request.POST or None, planned=planned, initial=ActionForm.typed_before(action))
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            actions.change_action(request.context, action, seen, form.facts(), form.left_out())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("audits:plan", action.plan.uid)
    context = {"organisation": action.organisation, "plan": action.plan, "form": form, "action": action}
    return render(request, "audits/plans/action.html", context)


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def plan_action_move(request: Request, uid: UUID) -> HttpResponse:
    """Up, down, begun or dropped."""
    action = action_or_404(request.context, uid)
    request.require(action.organisation)
    code, seen = asked_move(request)
    try:
        if code in {"up", "down"}:
            actions.shift_action(request.context, action, up=code == "up")
        elif code == "begin":
            actions.begin_action(request.context, action, seen)
        elif code == "drop":
            actions.drop_action(request.context, action, seen)
    except Refused as refused:
        tell(request, refused)
    return redirect("audits:plan", action.plan.uid)


@page(REMEDIATION_PLAN, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def plan_action_done(request: Request, uid: UUID) -> HttpResponse:
    """Done, on which day, with what shows it."""
    action = action_or_404(request.context, uid)
    request.require(action.organisation)
    form = DoneForm(request.POST or None, request.FILES or None, initial={"done_on": today(), "seen": action.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.finish_action(request.context, action, typed["seen"], typed["done_on"], typed["file"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Done. The findings close with the next report, or once verified."))
            return redirect("audits:plan", action.plan.uid)
    context = {"organisation": action.organisation, "plan": action.plan, "form": form, "action": action}
    return render(request, "audits/plans/done.html", context)


@page(REMEDIATION_PLAN, see=Level.DETAIL)
@require_GET
def plan_action_proof(request: Request, uid: UUID) -> HttpResponseBase:
    action = action_or_404(request.context, uid)
    request.require(action.organisation)
    if action.proof is None or action.proof.erased_at is not None:
        raise Http404
    return files.download(action.proof)
