"""Closed vocabularies of the accounts app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """Languages of the interface; labels stay in their own language so that anyone finds theirs."""

    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class SignInOutcome(TextChoices):
    SUCCEEDED = "succeeded", _("Signed in")
    REFUSED = "refused", _("Wrong address or password")
    LOCKED_OUT = "locked_out", _("Locked out after several failures")
    SECOND_FACTOR_REFUSED = "second_factor_refused", _("Wrong second-factor code")
    SIGNED_OUT = "signed_out", _("Signed out")


class SignInMethod(TextChoices):
    PASSWORD = "password", _("Password")
    TOTP = "totp", _("Password and authenticator app")
    PASSKEY = "webauthn", _("Password and passkey")
    RECOVERY_CODE = "recovery_codes", _("Password and recovery code")
    INVITATION = "invitation", _("Invitation")
