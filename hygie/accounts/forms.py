"""Forms of the accounts. They check the shape of what is typed; actions decide, and say no through `Refused`."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hygie.accounts import actions, queries
from hygie.accounts.adapters import AccountAdapter, SecondFactorAdapter
from hygie.accounts.enums import Language
from hygie.accounts.models import Person
from hygie.accounts.rules import typed_code
from hygie.core.actions import Refused


def show(refusal: Refused, form: forms.Form) -> None:
    """Put the reasons of an action beside the fields they speak of, or above the form."""
    for name, reason in refusal.problems.items():
        form.add_error(name if name in form.fields else None, str(reason))


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    most = actions.PASSWORD_MAX_LENGTH
    return forms.CharField(label=label, widget=widget, strip=False, max_length=most, help_text=help_text)


def _code(label: Any, help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), max_length=40, help_text=help_text)


PASSWORD_HELP = _(
    "12 characters or more: a few words you will remember do well. Common passwords and your own name are refused."
)


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's form, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["login"] = forms.EmailField(label=_("E-mail address"), widget=address, max_length=254)
        self.fields["password"] = _password(_("Password"), "current-password")
        self.order_fields(["login", "password"])


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """A code of the authenticator app or a recovery code, counted and spent in the database."""

    code = _code(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        person: Person = self.user
        if queries.second_factor_closed(person):
            raise AccountAdapter().validation_error("too_many_login_attempts")
        code = typed_code(self.cleaned_data["code"])
        spent = actions.use_second_factor(person, code)
        if spent is None:
            self._emit_authentication_failed(Authenticator(user=person, type=Authenticator.Type.TOTP))
            raise SecondFactorAdapter().validation_error("incorrect_code")
        spent.user = person
        self.authenticator = spent
        return code


class ProveByPasswordForm(ReauthenticateForm):  # type: ignore[misc]
    password = _password(_("Password"), "current-password")


class ProveByCodeForm(SecondFactorForm, ReauthenticateByCodeForm):  # type: ignore[misc]
    """The same code, asked of somebody who is signed in."""

    def save(self) -> None:
        ReauthenticateByCodeForm.save(self)

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        ReauthenticateByCodeForm._emit_authentication_failed(self, authenticator)


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]
    code = _code(_("Code shown by the app"), _("Six digits, which change every 30 seconds."))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = typed_code(self.cleaned_data["code"])
        code: str = super().clean_code()
        return code


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name of this passkey"),
        max_length=60,
        help_text=_("So that you recognise it later: “Blue key”, “Phone”."),
    )


class NewPasswordForm(forms.Form):
    """A password to choose, typed twice. The action judges its strength."""

    password = _password(_("New password"), "new-password", PASSWORD_HELP)
    again = _password(_("The same password again"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(_("The two passwords differ. Type the same one twice."), code="differs")
        return again


class ChangePasswordForm(NewPasswordForm):
    current = _password(_("Current password"), "current-password")
    field_order = ("current", "password", "again")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not AccountAdapter().reauthenticate(self.person, current):
            raise AccountAdapter().validation_error("incorrect_password")
        return current


class ForgottenPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"}), max_length=254
    )


class ProfileForm(forms.Form):
    first_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=Language.choices)


class AcceptInvitationForm(ProfileForm, NewPasswordForm):
    """Who you are, and a password of your own."""

    field_order = ("first_name", "last_name", "language", "password", "again")
