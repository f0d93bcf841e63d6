"""Policies: the list of an establishment, one version from draft to signature, what changed, who has read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
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
from hygie.core.pages import Over, Request, page
from hygie.core.pdf import pdf_response
from hygie.obligations.queries.establishments import answered_for
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..enums import Theme, VersionState
from ..forms import CommentForm, DraftForm, ReadingForm, ReasonForm, ReviewForm, SignForm, StartForm, show_refusal
from ..models import PolicyVersion
from ..papers import policy_paper
from ..policies import SECURITY_POLICY
from ..policy_models import policy_models
from ..queries.security_policies import (
    answers_of,
    comment_or_404,
    comments_of,
    known_answers,
    missing_chapters,
    policy_lines,
    reading_of,
    regimes_of,
    version_before,
    version_or_404,
    versions_of,
)
from ..reading_links import reading_link
from ..rules.dates import latest_review
from ..rules.differences import chapter_changes
from ..steps import steps_of
from .common import tabs_of


@page(SECURITY_POLICY, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def mine(request: Request) -> HttpResponse:
    """The policies of the one establishment that the reader answers for, or the list to choose from."""
    places = answered_for(request.context)
    if len(places) == 1:
        return redirect("governance:policies", places[0].uid)
    return render(request, "governance/mine.html", {"places": places})


@page(SECURITY_POLICY, see=Level.STATUS)
@require_GET
def policies(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, SECURITY_POLICY, organisation)
    lines = policy_lines(request.context, organisation)
    answers = answers_of(request.context, organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "policies"),
        "lines": [(line, answers[line.theme]) for line in lines],
        "others": [line for line in lines if not line.is_whole_card],
        "detail": detail,
        "edits": request.context.may(Verb.EDIT, SECURITY_POLICY, organisation),
        "approves": request.context.may(Verb.APPROVE, SECURITY_POLICY, organisation),
    }
    return render(request, "governance/policies/list.html", context)


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def start(request: Request, uid: UUID, theme: str) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    if theme not in Theme.values:
        raise Http404
    chosen, sent = Theme(theme), request.method == "POST"
    form = StartForm(request.POST if sent else None, request.FILES if sent else None)
    regimes = regimes_of(request.context, organisation)
    if form.is_valid():
        try:
            started = actions.start_policy(
                request.context, organisation, chosen, regimes, form.cleaned_data["document"] or None
            )
        except Refused as refused:
            for message in refused.problems.values():
                form.add_error("document", str(message))
        else:
            return redirect("governance:version", started.uid)
    context = {
        "organisation": organisation,
        "theme": chosen,
        "chapters": policy_models()[chosen].chapters_for(regimes),
        "answers": known_answers(request.context, chosen),
        "form": form,
    }
    return render(request, "governance/policies/start.html", context)


@page(SECURITY_POLICY, see=Level.DETAIL)
@require_GET
def version(request: Request, uid: UUID) -> HttpResponse:
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    return render(request, "governance/policies/version.html", _version_page(request, shown))


def _version_page(request: Request, shown: PolicyVersion) -> dict[str, Any]:
    context, organisation = request.context, shown.organisation
    edits = context.may(Verb.EDIT, SECURITY_POLICY, organisation)
    state = shown.state_value
    remarks = comments_of(context, shown)
    return {
        "version": shown,
        "organisation": organisation,
        "tabs": tabs_of(context, organisation, "policies"),
        "steps": steps_of(shown),
        "edits": edits,
        "approves": context.may(Verb.APPROVE, SECURITY_POLICY, organisation),
        "state": state,
        "states": VersionState,
        "versions": versions_of(context, shown),
        "before": version_before(context, shown),
        "remarks": remarks,
        "chapters": [
            (chapter, [remark for remark in remarks if remark.chapter == chapter["code"]]) for chapter in shown.chapters
        ],
        "missing": missing_chapters(shown, regimes_of(context, organisation)),
        "answers": answers_of(context, organisation)[shown.policy.theme_value],
        "comment_form": CommentForm(version=shown),
        "reading": reading_of(context, shown) if state is VersionState.IN_FORCE else None,
        "is_overdue": shown.is_overdue(today()),
    }


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: Request, uid: UUID) -> HttpResponse:
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    missing = missing_chapters(shown, regimes_of(request.context, shown.organisation))
    typed = {"title": shown.title, "summary": shown.summary, "covers_saas": _yes_no(shown), "seen": shown.revision}
    form = DraftForm(request.POST or None, version=shown, missing=missing, initial=typed)
    if form.is_valid():
        try:
            actions.change_draft(request.context, shown, form.cleaned_data["seen"], **form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Draft saved."))
            return redirect("governance:version", shown.uid)
    model = policy_models()[shown.policy.theme_value]
    guides = {chapter.code: chapter.guide for chapter in model.chapters}
    rows = [(form[f"chapter.{chapter['code']}"], guides.get(chapter["code"], "")) for chapter in shown.chapters]
    context = {"version": shown, "organisation": shown.organisation, "form": form, "rows": rows}
    return render(request, "governance/policies/edit.html", context)


def _yes_no(version: PolicyVersion) -> str:
    return "" if version.covers_saas is None else str(version.covers_saas).lower()


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def move(request: Request, uid: UUID) -> HttpResponse:
    """Send to consultation, back to draft, or to whoever signs."""
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    code, seen = request.POST.get("move", ""), request.POST.get("seen", "")
    if code not in {"consult", "redraft", "submit", "discard"} or not seen.isdigit():
        messages.error(request, _("Nothing was changed: choose what to do with this version."))
        return redirect("governance:version", shown.uid)
    try:
        actions.move(request.context, shown, int(seen), code, request.POST.get("reason", ""))
    except Refused as refused:
        for message in refused.problems.values():
            messages.error(request, str(message))
        return redirect("governance:edit", shown.uid)
    said = {
        "consult": _("In consultation: whoever may see this policy can comment on each chapter."),
        "redraft": _("Back to draft."),
        "submit": _("Ready to sign: the director finds it on this page."),
        "discard": _("Draft set aside."),
    }
    messages.success(request, said[code])
    return redirect("governance:version", shown.uid)


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def sign(request: Request, uid: UUID) -> HttpResponseBase:
    """What is signed, whole, and the signature: asks for a code or a passkey first."""
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    digest = actions.digest_of(shown)
    initial = {"review_on": latest_review(today()), "digest": digest, "seen": shown.revision}
    form = SignForm(request.POST or None, initial=initial)
    person = request.user
    if form.is_valid() and isinstance(person, Person):
        typed = form.cleaned_data
        try:
            actions.approve(request.context, shown, typed["seen"], person, typed["review_on"], typed["digest"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Signed: the policy is in force, and what it answers has just been judged."))
            return redirect("governance:version", shown.uid)
    if shown.state != VersionState.SUBMITTED:
        return redirect("governance:version", shown.uid)
    context = {
        "version": shown,
        "organisation": shown.organisation,
        "form": form,
        "digest": digest,
        "answers": answers_of(request.context, shown.organisation)[shown.policy.theme_value],
    }
    return render(request, "governance/policies/sign.html", context)


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def review(request: Request, uid: UUID) -> HttpResponseBase:
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    form = ReviewForm(request.POST or None, initial={"review_on": latest_review(today()), "seen": shown.revision})
    if form.is_valid():
        try:
            actions.review(request.context, shown, form.cleaned_data["seen"], form.cleaned_data["review_on"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Reviewed: the policy stays in force."))
            return redirect("governance:version", shown.uid)
    context = {"version": shown, "organisation": shown.organisation, "form": form, "withdraws": False}
    return render(request, "governance/policies/decide.html", context)


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, uid: UUID) -> HttpResponseBase:
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    form = ReasonForm(request.POST or None, initial={"seen": shown.revision})
    if form.is_valid():
        try:
            actions.withdraw(request.context, shown, form.cleaned_data["seen"], form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Withdrawn: what it answered has just been judged again."))
            return redirect("governance:policies", shown.organisation.uid)
    context = {"version": shown, "organisation": shown.organisation, "form": form, "withdraws": True}
    return render(request, "governance/policies/decide.html", context)


@page(SECURITY_POLICY, see=Level.DETAIL)
@require_GET
def changes(request: Request, uid: UUID) -> HttpResponse:
    """Word by word, what this version changes since the last one that was signed."""
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    before = version_before(request.context, shown)
    found = chapter_changes(before.chapters if before else [], shown.chapters)
    context = {"version": shown, "organisation": shown.organisation, "before": before, "changes": found}
    return render(request, "governance/policies/changes.html", context)


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def comment(request: Request, uid: UUID) -> HttpResponse:
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    form = CommentForm(request.POST, version=shown)
    if form.is_valid():
        try:
            actions.comment(request.context, shown, form.cleaned_data["chapter"], form.cleaned_data["text"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Comment added."))
            return redirect("governance:version", shown.uid)
    return render(request, "governance/policies/version.html", _version_page(request, shown) | {"comment_form": form})


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def handle_comment(request: Request, uid: UUID, remark: UUID) -> HttpResponse:
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    actions.handle_comment(request.context, comment_or_404(request.context, shown, remark))
    return redirect("governance:version", shown.uid)


@page(SECURITY_POLICY, see=Level.DETAIL)
@require_GET
def paper(request: Request, uid: UUID) -> HttpResponseBase:
    """The policy as a PDF: the signed copy once it is signed, the draft as it stands before."""
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    if shown.signed_copy is not None and shown.signed_copy.erased_at is None:
        return files.download(shown.signed_copy)
    return pdf_response(f"{shown.policy.theme}-v{shown.number}", policy_paper(shown, shown.organisation))


@page(SECURITY_POLICY, see=Level.DETAIL)
@require_GET
def document(request: Request, uid: UUID) -> HttpResponseBase:
    """The document around which the version was made."""
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    if shown.document is None or shown.document.erased_at is not None:
        raise Http404
    return files.download(shown.document)


@page(SECURITY_POLICY, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def reading(request: Request, uid: UUID) -> HttpResponse:
    """Give the policy to read: one link for everybody, the rate, the end."""
    shown = version_or_404(request.context, uid)
    request.require(shown.organisation)
    found = reading_of(request.context, shown)
    form = ReadingForm(request.POST or None, initial={"expected": found.reading.expected if found else None})
    if request.method == "POST" and "close" in request.POST and found:
        actions.close_reading(request.context, found.reading)
        messages.success(request, _("Reading closed: its rate is kept as evidence."))
        return redirect("governance:reading", shown.uid)
    if form.is_valid():
        try:
            actions.open_reading(request.context, shown, form.cleaned_data["expected"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("governance:reading", shown.uid)
    context = {
        "version": shown,
        "organisation": shown.organisation,
        "found": found,
        "form": form,
        "link": request.build_absolute_uri(reading_link(found.reading)) if found else "",
    }
    return render(request, "governance/policies/reading.html", context)
