"""All the comments of one object; writing, correcting and taking back one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Denied, Refused
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..forms import CommentForm, show_refusal
from ..models import Comment
from ..policies import COMMENT
from ..queries.comments import comment_or_404, comments_page, people_to_mention, subject_for
from ..registries import Subject, SubjectKind, subject_kinds

Found = tuple[SubjectKind, Subject]


@page(COMMENT, see=Level.DETAIL)
@require_GET
def thread(request: Request, uid: UUID) -> HttpResponse:
    """Everything that was said of one object, the latest first."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    found = _subject(request, organisation, request.GET)
    if found is None:
        return _gone(request, organisation)
    return _thread_page(request, found, request.GET, None)


@page(COMMENT, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def write(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    found = _subject(request, organisation, request.POST)
    if found is None:
        return _gone(request, organisation)
    kind, subject = found
    form = CommentForm(request.POST, people_to_mention(kind, organisation, request.context.person_id))
    if form.is_valid():
        typed, key = form.cleaned_data["text"], request.POST.get("key", "")
        try:
            actions.write_comment(request.context, organisation, kind.code, key, typed, form.people())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Your comment is there for everybody who sees this page."))
            return redirect(f"{subject.url}#comments")
    return _thread_page(request, found, request.POST, form)


@page(COMMENT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: Request, uid: UUID) -> HttpResponse:
    comment = comment_or_404(request.context, uid)
    request.require(comment.organisation)
    if comment.author_id != request.context.person_id:
        raise Denied(Verb.EDIT, COMMENT)
    kind = subject_kinds.get(comment.subject_kind)
    people = people_to_mention(kind, comment.organisation, request.context.person_id) if kind else []
    form = CommentForm(request.POST or None, people, comment)
    if form.is_valid():
        try:
            actions.edit_comment(request.context, comment, form.cleaned_data["text"], form.people())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Your comment is corrected."))
            return redirect(_home_of(request, comment))
    context = {"form": form, "comment": comment, "organisation": comment.organisation}
    return render(request, "exchanges/edit_comment.html", context)


@page(COMMENT, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def erase(request: Request, uid: UUID) -> HttpResponse:
    comment = comment_or_404(request.context, uid)
    request.require(comment.organisation)
    if request.method == "POST":
        actions.erase_comment(request.context, comment)
        messages.success(request, _("The comment is taken back."))
        return redirect(_home_of(request, comment))
    administers = request.context.may(Verb.ADMINISTER, COMMENT, comment.organisation)
    if comment.author_id != request.context.person_id and not administers:
        raise Denied(Verb.EDIT, COMMENT)
    context = {"comment": comment, "organisation": comment.organisation, "back": _home_of(request, comment)}
    return render(request, "exchanges/erase_comment.html", context)


def _subject(request: Request, organisation: Organisation, given: QueryDict) -> Found | None:
    return subject_for(request.context, organisation, given.get("kind", ""), given.get("key", ""))


def _gone(request: Request, organisation: Organisation) -> HttpResponse:
    messages.error(request, _("This is no longer here to be commented on."))
    return redirect(organisation.get_absolute_url())


def _home_of(request: Request, comment: Comment) -> str:
    """The page of what it was said about."""
    found = subject_for(request.context, comment.organisation, comment.subject_kind, comment.subject_key)
    return f"{found[1].url}#comments" if found else comment.organisation.get_absolute_url()


def _thread_page(request: Request, found: Found, given: QueryDict, form: CommentForm | None) -> HttpResponse:
    kind, subject = found
    key, cursor = given.get("key", ""), request.GET.get("page", "")
    writes = request.context.may(Verb.EDIT, COMMENT, subject.organisation)
    if form is None and writes:
        form = CommentForm(None, people_to_mention(kind, subject.organisation, request.context.person_id))
    context: dict[str, Any] = {
        "subject": subject,
        "organisation": subject.organisation,
        "kind": kind.code,
        "key": key,
        "page": comments_page(request.context, subject.organisation, kind.code, key, cursor),
        "form": form if writes else None,
        "me": request.context.person_id,
        "administers": request.context.may(Verb.ADMINISTER, COMMENT, subject.organisation),
    }
    return render(request, "exchanges/thread.html", context)
