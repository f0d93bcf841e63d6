"""One's own affairs: profile, password, sessions."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hygie.accounts import actions, queries
from hygie.accounts.forms import ChangePasswordForm, ProfileForm, show
from hygie.accounts.models import Person
from hygie.core.actions import Refused
from hygie.core.pages import signed_in


@signed_in
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how my account is protected."""
    person = person_of(request)
    known = {"first_name": person.first_name, "last_name": person.last_name, "language": person.language}
    form = ProfileForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            actions.change_profile(person, **form.cleaned_data)
        except Refused as refusal:
            show(refusal, form)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("accounts:profile")
    facts = {
        "form": form,
        "person": person,
        "protection": queries.second_factor_of(person),
        "sessions": queries.open_sessions(person, queries.session_uid(request.session)),
        "sign_ins": queries.recent_sign_ins(person),
    }
    return render(request, "accounts/profile.html", facts)


@signed_in
@never_cache
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = ChangePasswordForm(request.POST or None, person=person)
    if form.is_valid():
        this_one = queries.session_uid(request.session)
        try:
            actions.change_password(person, form.cleaned_data["password"], keep_session=this_one)
        except Refused as refusal:
            show(refusal, form)
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password is changed. Every other browser has been signed out."))
            return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form})


@signed_in
@never_cache
def open_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    found = queries.open_sessions(person_of(request), queries.session_uid(request.session))
    return render(request, "accounts/sessions.html", {"sessions": found})


@signed_in
@require_POST
def end_session(request: HttpRequest, uid: UUID) -> HttpResponse:
    if str(uid) == queries.session_uid(request.session):
        messages.info(request, _("This is the browser you are using: sign out instead."))
    else:
        actions.end_session(person_of(request), uid)
        messages.success(request, _("That browser is signed out."))
    return redirect("accounts:sessions")


@signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    ended = actions.end_other_sessions(person_of(request), queries.session_uid(request.session))
    words = ngettext("%(count)d other browser is signed out.", "%(count)d other browsers are signed out.", ended)
    messages.success(request, words % {"count": ended})
    return redirect("accounts:sessions")


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; `signed_in` has made sure there is one."""
    assert isinstance(request.user, Person)
    return request.user
