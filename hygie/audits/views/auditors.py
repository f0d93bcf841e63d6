"""What an establishment does with its external auditors: opens an audit, ends it, asks and answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.pages import Request, page

from ..actions import auditors as actions
from ..actions import questions
from ..audit_forms import AnswerForm, AuditorForm, show_refusal
from ..models import AuditorAccess
from ..policies import AUDIT
from ..queries.auditors import access_or_404, invitations_of, question_or_404
from ..queries.audits import audit_or_404


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def open_audit(request: Request, uid: UUID) -> HttpResponse:
    audit = audit_or_404(request.context, uid)
    request.require(audit.organisation)
    form = AuditorForm(request.POST or None)
    if form.is_valid():
        try:
            given = actions.open_to_auditor(request.context, audit, **form.whom())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            known = isinstance(given, AuditorAccess)
            messages.success(request, _("The audit is open to them.") if known else _("The invitation is on its way."))
            return redirect("audits:audit", audit.uid)
    context = {"organisation": audit.organisation, "audit": audit, "form": form}
    return render(request, "audits/audits/open.html", context)


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def end(request: Request, access: UUID) -> HttpResponse:
    found = access_or_404(request.context, access)
    request.require(found.organisation)
    actions.end_access(request.context, found)
    messages.success(request, _("They see this audit no more."))
    return redirect("audits:audit", found.audit.uid)


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def withdraw(request: Request, uid: UUID, invitation: UUID) -> HttpResponse:
    audit = audit_or_404(request.context, uid)
    request.require(audit.organisation)
    found = next((one for one in invitations_of(audit) if one.uid == invitation), None)
    if found is None:
        raise Http404
    actions.withdraw_promise(request.context, audit, found)
    messages.success(request, _("The invitation is withdrawn: its link leads nowhere."))
    return redirect("audits:audit", audit.uid)


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def ask(request: Request, uid: UUID) -> HttpResponse:
    audit = audit_or_404(request.context, uid)
    request.require(audit.organisation)
    try:
        questions.ask(request.context, audit, request.POST.get("text", ""))
    except Refused as refused:
        messages.error(request, " ".join(str(message) for message in refused.problems.values()))
    else:
        messages.success(request, _("Asked: the auditor has been told."))
    return redirect("audits:audit", audit.uid)


@page(AUDIT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def answer(request: Request, question: UUID) -> HttpResponse:
    found = question_or_404(request.context, question)
    request.require(found.organisation)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            questions.answer(request.context, found, form.cleaned_data["text"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Answered: the auditor has been told."))
            return redirect("audits:audit", found.audit.uid)
    context = {
        "organisation": found.organisation,
        "audit": found.audit,
        "question": found,
        "form": form,
        "in_room": False,
    }
    return render(request, "audits/audits/answer.html", context)
