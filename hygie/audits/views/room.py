"""The room of an external auditor: the audits open to them, and nothing else of the establishment."""

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
from hygie.core.pages import Over, Request, page

from ..actions import room as actions
from ..audit_forms import AnswerForm, HandOverForm, VerdictForm, show_refusal
from ..audit_words import steps_of
from ..policies import AUDITOR_ROOM
from ..queries.auditors import question_or_404, questions_of, room_audits, room_or_404
from ..queries.audits import findings_to_verify


@page(AUDITOR_ROOM, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def rooms(request: Request) -> HttpResponse:
    return render(request, "audits/room/list.html", {"audits": room_audits(request.context)})


@page(AUDITOR_ROOM, see=Level.DETAIL)
@require_GET
def room(request: Request, uid: UUID) -> HttpResponse:
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    context = {
        "organisation": audit.organisation,
        "audit": audit,
        "steps": steps_of(audit),
        "detail": True,
        "in_room": True,
        "edits": True,
        "questions": questions_of(request.context, audit),
        "to_verify": len(findings_to_verify(request.context, audit)) if audit.received_on else 0,
    }
    return render(request, "audits/room/audit.html", context)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def ask(request: Request, uid: UUID) -> HttpResponse:
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    try:
        actions.ask_establishment(request.context, audit, request.POST.get("text", ""))
    except Refused as refused:
        messages.error(request, " ".join(str(message) for message in refused.problems.values()))
    else:
        messages.success(request, _("Asked: the establishment has been told."))
    return redirect("audits:room_audit", audit.uid)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def answer(request: Request, question: UUID) -> HttpResponse:
    found = question_or_404(request.context, question)
    audit = room_or_404(request.context, found.audit.uid)
    request.require(audit.organisation)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_establishment(request.context, found, form.cleaned_data["text"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Answered: the establishment has been told."))
            return redirect("audits:room_audit", audit.uid)
    context = {"organisation": audit.organisation, "audit": audit, "question": found, "form": form, "in_room": True}
    return render(request, "audits/audits/answer.html", context)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, uid: UUID) -> HttpResponse:
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    words = ("ran_on", "qualified", "level", "not_evaluated")
    initial = {word: getattr(audit, word) for word in words} | {"seen": audit.version}
    form = HandOverForm(request.POST or None, audit, files=request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            actions.hand_over(request.context, audit, form.cleaned_data["seen"], form.facts_on(audit), file)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Handed over: the establishment has been told."))
            return redirect("audits:room_audit", audit.uid)
    context = {"organisation": audit.organisation, "audit": audit, "form": form}
    return render(request, "audits/room/hand_over.html", context)


@page(AUDITOR_ROOM, see=Level.DETAIL)
@require_GET
def report_file(request: Request, uid: UUID) -> HttpResponseBase:
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    if audit.report is None or audit.report.erased_at is not None:
        raise Http404
    return files.download(audit.report)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def verify(request: Request, uid: UUID) -> HttpResponse:
    """On a counter-audit: what the first audit found and was said to be fixed, gone or still there."""
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    found = findings_to_verify(request.context, audit) if audit.received_on else []
    form = VerdictForm(request.POST if request.method == "POST" else None, found)
    if form.is_valid():
        try:
            count = actions.verify_in_room(request.context, audit, form.verdicts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Recorded for %(count)s.") % {"count": count})
            return redirect("audits:room_audit", audit.uid)
    context = {"organisation": audit.organisation, "audit": audit, "form": form, "in_room": True}
    return render(request, "audits/audits/verify.html", context)
