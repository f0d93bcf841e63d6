"""The audits of an establishment: the list, one of them, what is planned and what came back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core import files
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.audit_orders import orders_for
from hygie.territory.queries import organisation_or_404

from ..actions import audits as actions
from ..actions.verification import verify_findings
from ..audit_forms import AuditForm, MoveForm, ReportForm, VerdictForm, offer_orders, show_refusal
from ..audit_words import steps_of, what_next
from ..enums import AuditState, AuditType
from ..models import Audit
from ..policies import AUDIT, FINDING
from ..queries.auditors import accesses_of, invitations_of, questions_of
from ..queries.audits import (
    answers_of,
    audit_or_404,
    audits_of,
    counter_audits_of,
    findings_to_verify,
    severities_of,
)
from ..rules.pairs import second_window
from ..workflow import AUDIT_MOVES, moves_from
from .common import tabs_of

A_WEEK = timedelta(days=7)
#: when a report may come
RUN = (AuditState.IN_PROGRESS, AuditState.RECEIVED)


@page(AUDIT, see=Level.STATUS)
@require_GET
def audits(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "audits"),
        "page": audits_of(request.context, organisation, request.GET.get("page", "")),
        "detail": request.context.sees(Level.DETAIL, AUDIT, organisation),
        "edits": request.context.may(Verb.EDIT, AUDIT, organisation),
    }
    return render(request, "audits/audits/list.html", context)


@page(AUDIT, see=Level.STATUS)
@require_GET
def audit(request: Request, uid: UUID) -> HttpResponse:
    """Where an audit stands; what came back, for whoever sees detail."""
    found = audit_or_404(request.context, uid)
    organisation = found.organisation
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, AUDIT, organisation)
    edits = request.context.may(Verb.EDIT, AUDIT, organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "audits"),
        "audit": found,
        "steps": steps_of(found),
        "next": what_next(found) if edits else None,
        "moves": [move.code for move in moves_from(AUDIT_MOVES, found.state_value)] if edits else [],
        "severities": severities_of(request.context, found),
        "answers": answers_of(request.context, found),
        "detail": detail,
        "edits": edits,
        "in_room": False,
        "imports": found.state_value in RUN and request.context.may(Verb.EDIT, FINDING, organisation),
        "findings_url": _findings_url(request, found),
        "counters": counter_audits_of(request.context, found) if detail else [],
        "to_verify": len(findings_to_verify(request.context, found)) if edits else 0,
        "questions": questions_of(request.context, found) if detail else [],
        "accesses": accesses_of(request.context, found) if detail else [],
        "invitations": invitations_of(found) if edits else [],
    }
    return render(request, "audits/audits/audit.html", context)


def _findings_url(request: Request, found: Audit) -> str:
    """The list of the audit's findings, for whoever may open it; "" where there is none."""
    if not request.context.sees(Level.DETAIL, FINDING, found.organisation):
        return ""
    try:
        return f"{reverse('audits:findings', args=[found.organisation.uid])}?audit={found.uid}"
    except NoReverseMatch:
        return ""


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def plan(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    initial = {"starts_on": today() + 2 * A_WEEK, "ends_on": today() + 3 * A_WEEK, "kind": AuditType.EXPOSURE}
    form = AuditForm(request.POST or None, initial=initial)
    offer_orders(form, orders_for(request.context, organisation))
    if form.is_valid():
        try:
            made = actions.plan_audit(request.context, organisation, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Planned. Record its report here as soon as it comes."))
            return redirect("audits:audit", made.uid)
    return render(
        request, "audits/audits/edit.html", {"organisation": organisation, "form": form, "audit": None, "first": None}
    )


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def counter(request: Request, uid: UUID) -> HttpResponse:
    """Plan the audit that verifies another one; the second exposure audit of a pair within its days."""
    first = audit_or_404(request.context, uid)
    organisation = first.organisation
    request.require(organisation)
    form = AuditForm(request.POST or None, initial=_second_of(first))
    offer_orders(form, orders_for(request.context, organisation))
    if form.is_valid():
        try:
            made = actions.plan_audit(request.context, organisation, form.facts(), follows=first)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Planned. What you say is fixed until then will be verified by it."))
            return redirect("audits:audit", made.uid)
    return render(
        request, "audits/audits/edit.html", {"organisation": organisation, "form": form, "audit": None, "first": first}
    )


def _second_of(first: Audit) -> dict[str, object]:
    title = _("Counter-audit: %(title)s") % {"title": first.title}
    days = {"starts_on": today() + 4 * A_WEEK, "ends_on": today() + 5 * A_WEEK}
    if first.kind_value is AuditType.EXPOSURE and first.ran_on is not None:
        window = second_window(first.ran_on)
        if window.ends_on >= today():
            days = {"starts_on": max(window.starts_on, today()), "ends_on": window.ends_on}
    kept = {word: getattr(first, word) for word in ("kind", "perimeter", "provider", "order_code")}
    return {"title": title[:160], **kept, **days}


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    found = audit_or_404(request.context, uid)
    organisation = found.organisation
    request.require(organisation)
    words = ("title", "kind", "starts_on", "ends_on", "perimeter", "provider", "order_code")
    initial = {word: getattr(found, word) for word in words} | {"seen": found.version}
    form = AuditForm(request.POST or None, initial=initial)
    offer_orders(form, orders_for(request.context, organisation))
    if form.is_valid():
        try:
            actions.change_audit(request.context, found, form.cleaned_data["seen"] or 0, form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("audits:audit", found.uid)
    return render(
        request, "audits/audits/edit.html", {"organisation": organisation, "form": form, "audit": found, "first": None}
    )


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def move(request: Request, uid: UUID) -> HttpResponse:
    found = audit_or_404(request.context, uid)
    request.require(found.organisation)
    form = MoveForm(request.POST)
    try:
        if form.is_valid():
            actions.move_audit(request.context, found, form.cleaned_data["seen"], form.cleaned_data["move"])
            messages.success(request, _("Done."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("audits:audit", found.uid)


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def receive(request: Request, uid: UUID) -> HttpResponse:
    """The report that came, or what was recorded of it to correct."""
    found = audit_or_404(request.context, uid)
    request.require(found.organisation)
    words = ("ran_on", "qualified", "level", "not_evaluated", "summary")
    initial = {word: getattr(found, word) for word in words} | {"seen": found.version}
    form = ReportForm(request.POST or None, found, files=request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            actions.receive_report(request.context, found, form.cleaned_data["seen"], form.facts(), file)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Recorded: what this audit answers has just been judged."))
            return redirect("audits:audit", found.uid)
    context = {
        "organisation": found.organisation,
        "audit": found,
        "form": form,
        "answers": answers_of(request.context, found),
    }
    return render(request, "audits/audits/receive.html", context)


@page(AUDIT, see=Level.DETAIL)
@require_GET
def report(request: Request, uid: UUID) -> HttpResponseBase:
    found = audit_or_404(request.context, uid)
    request.require(found.organisation)
    if found.report is None or found.report.erased_at is not None:
        raise Http404
    return files.download(found.report)


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def verify(request: Request, uid: UUID) -> HttpResponse:
    """On a counter-audit: each weakness that was said to be fixed, gone or still there."""
    found = audit_or_404(request.context, uid)
    request.require(found.organisation)
    form = VerdictForm(request.POST if request.method == "POST" else None, findings_to_verify(request.context, found))
    if form.is_valid():
        try:
            count = verify_findings(request.context, found, form.verdicts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Recorded for %(count)s.") % {"count": count})
            return redirect("audits:audit", found.uid)
    context = {"organisation": found.organisation, "audit": found, "form": form, "in_room": False}
    return render(request, "audits/audits/verify.html", context)
