"""Where allauth asks how this platform does things: words, who is told, what is encrypted, what needs a fresh proof."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from qrcode import make as make_qr_code
from qrcode.image.svg import SvgPathFillImage

from hygie.accounts import queries, sessions
from hygie.accounts.client import client_address
from hygie.accounts.models import Person
from hygie.accounts.sealing import seal, unseal

_MESSAGES: dict[str, Any] = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is now part of your sign-in."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is now part of your sign-in."),
    "mfa/messages/webauthn_removed.txt": _("The passkey has been removed."),
}
_WAYS = {
    "reauthenticate": _("Use my password"),
    "mfa_reauthenticate": _("Use a code of my app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
_WRONG_CODE = _("This code is not the one expected. Codes change every 30 seconds and serve once: type the next one.")
_TOO_MANY = _("Too many wrong codes. Your account is safe; wait 15 minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in that reveals nothing, in our words; locking out is axes's work alone."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This address and this password do not go together. Check both, or ask for a new password below."
        ),
        "incorrect_password": _("This is not your password. Nothing was changed: type it again."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth would count failures a second time, per process; axes counts them in the database."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """A closed account with the right password answers like a wrong password."""
        person: Person | None = super().authenticate(request, **credentials)
        return person if person and person.is_active else None

    def reauthenticate(self, user: Person, password: str) -> bool:
        again = self.authenticate(self.request, email=user.email, password=password)
        return again is not None and again.pk == user.pk

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        return HttpResponseRedirect(reverse("accounts:sign_in"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as a proof too: nobody types a password twice in a row."""
        return not sessions.proved_recently(self.request.session)

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": _WAYS[way["id"]]} for way in ways]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "unknown"

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say only what is worth saying, in our words."""
        words = _MESSAGES.get(message_template or "") or kwargs.get("message")
        if words:
            messages.add_message(request, level, words)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Notices are jobs of ours (`tasks.send_notice`), in the person's language."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the second factor's secrets sealed, and the factor itself on those who must have one."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role requires a second factor. Add another one first, then remove this one."
        ),
        "cannot_generate_recovery_codes": _("Set up a second factor first: recovery codes replace it when it is lost."),
        "incorrect_code": _WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person: Person = authenticator.user
        return not person.second_factor_required or queries.has_second_factor(person, without=authenticator.pk)

    def build_totp_svg(self, url: str) -> str:
        """On white whatever the theme: cameras do not read light squares on a dark page."""
        drawing: str = make_qr_code(url, image_factory=SvgPathFillImage, border=3).to_string(encoding="unicode")
        return drawing

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002 (allauth's name)
        return str(_("Passkey"))
