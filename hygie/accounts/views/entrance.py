"""Getting in and out: sign-in, second factor, sign-out, forgotten password, invitation. Nothing here is cached."""

from datetime import timedelta
from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from hygie.accounts import actions, queries, sessions
from hygie.accounts.demo import demo_code
from hygie.accounts.enums import SignInMethod
from hygie.accounts.forms import (
    AcceptInvitationForm,
    ForgottenPasswordForm,
    NewPasswordForm,
    SecondFactorForm,
    SignInForm,
    show,
)
from hygie.accounts.models import Invitation
from hygie.accounts.passkeys import passkeys_work_at
from hygie.core.actions import Refused
from hygie.core.pages import public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORGOTTEN_RATE = {"reset_password": "20/m/ip,5/h/key"}


class SignInView(LoginView):  # type: ignore[misc]
    form_class = SignInForm
    template_name = "accounts/sign_in.html"


class SecondFactorView(AuthenticateView):  # type: ignore[misc]
    """The second step of signing in, by code or by passkey."""

    form_class = SecondFactorForm
    template_name = "accounts/sign_in_second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.stage.login.user
        context["passkeys"] = passkeys_work_at(self.request) and bool(queries.second_factor_of(person).passkeys)
        context["demo_code"] = demo_code(person) if settings.HYGIE_DEMO else None
        return context


class SignOutView(LogoutView):  # type: ignore[misc]
    """Asks on GET, acts on POST: a link or an image can sign nobody out."""

    template_name = "accounts/sign_out.html"


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page after too many failures, the same whether or not the address has an account."""
    wait: timedelta = settings.AXES_COOLOFF_TIME
    minutes = int(wait.total_seconds() // 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)


@public
@never_cache
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same for everyone."""
    form = ForgottenPasswordForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        rate = ratelimit.consume(
            request, app="allauth.account", action="reset_password", config=FORGOTTEN_RATE, key=email.lower()
        )
        if rate:
            actions.request_password_reset(email)
        return redirect("accounts:forgotten_password_sent")
    return render(request, "accounts/forgotten_password.html", {"form": form})


@public
@never_cache
def forgotten_password_sent(request: HttpRequest) -> HttpResponse:
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    return render(request, "accounts/forgotten_password_sent.html", {"minutes": minutes})


class ResetPasswordView(auth_views.PasswordResetConfirmView):
    """Django's own link checking; the change itself is our action."""

    template_name = "accounts/reset_password.html"
    success_url = reverse_lazy("accounts:sign_in")
    form_class = NewPasswordForm  # type: ignore[assignment]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("user")
        return kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.user is not None  # the link was checked before the form was shown
        try:
            actions.change_password(self.user, form.cleaned_data["password"])
        except Refused as refusal:
            show(refusal, form)
            return self.form_invalid(form)
        del self.request.session[auth_views.INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"form": context.get("form"), "person": self.user if context["validlink"] else None}


@public
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Turn an invitation into an account and sign its owner in."""
    found = queries.invitation_for(token)
    if found is None:
        return render(request, "accounts/invitation_ended.html", status=404)
    with translation.override(_language_for(request, found)):
        return _answer_invitation(request, found)


def _answer_invitation(request: HttpRequest, found: Invitation) -> HttpResponse:
    known = {"first_name": found.first_name, "last_name": found.last_name, "language": found.language}
    form = AcceptInvitationForm(request.POST or None, initial=known)
    if form.is_valid():
        facts = form.cleaned_data
        del facts["again"]
        try:
            person = actions.accept_invitation(found, **facts)
        except Refused as refusal:
            show(refusal, form)
        else:
            if request.user.is_authenticated:
                logout(request)
            request.session[sessions.METHOD] = SignInMethod.INVITATION
            login(request, person, backend=BACKEND)
            sessions.prove(request.session)
            messages.success(request, _("Welcome. Your account is ready."))
            return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    facts = {"form": form, "invitation": found, "promise": queries.promise_of(found)}
    return render(request, "accounts/invitation.html", facts)


def _language_for(request: HttpRequest, found: Invitation) -> str:
    """The reader's choice when they made one here, else the one chosen by whoever invited them."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() if chosen else found.language


sign_in = public(SignInView.as_view())
sign_in_second_factor = public(SecondFactorView.as_view())
sign_out = public(never_cache(SignOutView.as_view()))
reset_password = public(ResetPasswordView.as_view())
