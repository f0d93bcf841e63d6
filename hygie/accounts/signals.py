"""Listens to Django, allauth and axes, and calls the action that keeps the trace."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from hygie.accounts import actions, queries, sessions
from hygie.accounts.enums import SignInMethod, SignInOutcome
from hygie.accounts.models import Person
from hygie.accounts.rules import agent_family


@receiver(authentication_step_completed, dispatch_uid="accounts.proved")
def remember_the_proof(request: HttpRequest, method: str, **details: Any) -> None:
    sessions.prove(request.session)
    if method == "mfa":
        sessions.prove_factor(request.session)
    request.session[sessions.METHOD] = details.get("type") or method


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def open_the_session(request: HttpRequest, user: Person, **_details: Any) -> None:
    agent = agent_family(request.META.get("HTTP_USER_AGENT", ""))
    sessions.open_session(request.session, agent, second_factor=queries.has_second_factor(user))
    method = request.session.pop(sessions.METHOD, SignInMethod.PASSWORD)
    actions.record_sign_in(request, SignInOutcome.SUCCEEDED, person=user, method=method)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def note_the_sign_out(request: HttpRequest, user: Person | None, **_details: Any) -> None:
    if user is not None:
        actions.record_sign_in(request, SignInOutcome.SIGNED_OUT, person=user)


@receiver(user_login_failed, dispatch_uid="accounts.refused")
def note_the_refusal(credentials: dict[str, str], request: HttpRequest | None = None, **_details: Any) -> None:
    if request is None:
        return
    locked = getattr(request, "axes_locked_out", False)
    outcome = SignInOutcome.LOCKED_OUT if locked else SignInOutcome.REFUSED
    actions.record_sign_in(request, outcome, attempted=credentials.get("email", ""))


@receiver(authentication_failed, dispatch_uid="accounts.second_factor_refused")
def note_the_wrong_code(request: HttpRequest, user: Person, **_details: Any) -> None:
    actions.record_sign_in(request, SignInOutcome.SECOND_FACTOR_REFUSED, person=user)


@receiver(authenticator_added, dispatch_uid="accounts.second_factor_added")
def note_the_new_factor(request: HttpRequest, user: Person, authenticator: Authenticator, **_details: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[sessions.SECOND_FACTOR] = True
        actions.note_second_factor_added(user, authenticator.type)


@receiver(authenticator_removed, dispatch_uid="accounts.second_factor_removed")
def note_the_lost_factor(request: HttpRequest, user: Person, authenticator: Authenticator, **_details: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[sessions.SECOND_FACTOR] = queries.has_second_factor(user)
        actions.note_second_factor_removed(user, authenticator.type)


@receiver(authenticator_reset, dispatch_uid="accounts.recovery_codes_renewed")
def note_the_new_codes(user: Person, **_details: Any) -> None:
    actions.note_recovery_codes_renewed(user)
