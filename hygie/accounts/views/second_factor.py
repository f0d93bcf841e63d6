"""Setting up and changing the second factor, and proving one's identity again before doing so."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache

from hygie.accounts import queries
from hygie.accounts.adapters import SecondFactorAdapter
from hygie.accounts.demo import demo_code
from hygie.accounts.forms import AddAppForm, AddPasskeyForm, ProveByCodeForm, ProveByPasswordForm
from hygie.accounts.middleware import before_second_factor
from hygie.accounts.passkeys import passkeys_work_at
from hygie.accounts.views.account import person_of
from hygie.accounts.views.fresh import View, freshly_proved
from hygie.core.pages import signed_in

OVERVIEW = reverse_lazy("accounts:second_factor")


@before_second_factor
@signed_in
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """What protects my account besides the password, and what I can add."""
    person = person_of(request)
    protection = queries.second_factor_of(person)
    facts = {
        "protection": protection,
        "must_set_up": person.second_factor_required and not protection.is_set_up,
        "may_remove": not person.second_factor_required or _factors(protection) > 1,
        "passkeys_work": passkeys_work_at(request),
    }
    return render(request, "accounts/second_factor.html", facts)


def _factors(protection: queries.SecondFactor) -> int:
    return len(protection.passkeys) + (protection.app_since is not None)


class AddAppView(ActivateTOTPView):  # type: ignore[misc]
    form_class = AddAppForm
    template_name = "accounts/app_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret: str = context["form"].secret
        groups = (secret[start : start + 4] for start in range(0, len(secret), 4))
        return context | {"secret_in_groups": " ".join(groups)}

    def get_success_url(self) -> str:
        return reverse("accounts:recovery_codes") if self.did_generate_recovery_codes else str(OVERVIEW)


class RemoveAppView(DeactivateTOTPView):  # type: ignore[misc]
    template_name = "accounts/app_remove.html"
    success_url = OVERVIEW


class RecoveryCodesView(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "accounts/recovery_codes.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not queries.second_factor_of(person_of(request)).recovery_codes_left:
            return HttpResponseRedirect(reverse("accounts:renew_recovery_codes"))
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class DownloadRecoveryCodes(DownloadRecoveryCodesView):  # type: ignore[misc]
    template_name = "accounts/recovery_codes.txt"


class RenewRecoveryCodesView(GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "accounts/recovery_codes_renew.html"
    success_url = reverse_lazy("accounts:recovery_codes")


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    form_class = AddPasskeyForm
    template_name = "accounts/passkey_add.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not passkeys_work_at(request):
            return HttpResponseRedirect(str(OVERVIEW))
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth leaves out the form it was given, and with it what was typed and why it was refused
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | kwargs

    def get_success_url(self) -> str:
        return reverse("accounts:recovery_codes") if self.did_generate_recovery_codes else str(OVERVIEW)


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "accounts/passkey_remove.html"
    success_url = OVERVIEW

    def form_valid(self, form: Any) -> HttpResponse:
        adapter, passkey = SecondFactorAdapter(), self.get_object()
        if not adapter.can_delete_authenticator(passkey):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(str(OVERVIEW))
        answer: HttpResponse = super().form_valid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passkey: Authenticator = self.get_object()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"name": passkey.wrap().name}


class ProveByPasswordView(ReauthenticateView):  # type: ignore[misc]
    form_class = ProveByPasswordForm
    template_name = "accounts/prove_by_password.html"


class ProveByCodeView(ReauthenticateByCodeView):  # type: ignore[misc]
    form_class = ProveByCodeForm
    template_name = "accounts/prove_by_code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        code = demo_code(person_of(self.request)) if settings.HYGIE_DEMO else None
        return context | {"demo_code": code}


class ProveByPasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "accounts/prove_by_passkey.html"


def _mine(view: View) -> View:
    return before_second_factor(signed_in(never_cache(view)))


def _sensitive(view: View) -> View:
    return _mine(freshly_proved(view))


add_app = _sensitive(AddAppView.as_view())
remove_app = _sensitive(RemoveAppView.as_view())
recovery_codes = _sensitive(RecoveryCodesView.as_view())
download_recovery_codes = _sensitive(DownloadRecoveryCodes.as_view())
renew_recovery_codes = _sensitive(RenewRecoveryCodesView.as_view())
add_passkey = _sensitive(AddPasskeyView.as_view())
remove_passkey = _sensitive(RemovePasskeyView.as_view())
prove_by_password = _mine(ProveByPasswordView.as_view())
prove_by_code = _mine(ProveByCodeView.as_view())
prove_by_passkey = _mine(ProveByPasskeyView.as_view())
