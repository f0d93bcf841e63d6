"""People who sign in, how they were invited, and the trace of their sessions and sign-ins.

Nothing here knows what a person may do: roles are dated facts of the territory, one floor up.
"""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hygie.accounts.enums import Language, SignInMethod, SignInOutcome
from hygie.core import clock
from hygie.core.identifiers import new_uid


def normalise_email(email: str) -> str:
    """The one spelling under which an address is stored and looked up: composed, trimmed, lower-case."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class PersonManager(BaseUserManager["Person"]):
    """Creates people and finds them by address whatever the case typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create a person; without a password nobody can sign in as them until they accept an invitation."""
        person = self.model(email=normalise_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=normalise_email(username or ""))


class Person(AbstractBaseUser):
    """Someone with an account. Deactivated rather than deleted: the audit trail names them."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    second_factor_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_person_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self.email = normalise_email(self.email)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_full_name(self) -> str:
        return self.full_name


class Invitation(models.Model):
    """An offer to create an account, sent by e-mail and good for one use.

    Only the digest of the token is stored: reading this table lets nobody in. `payload` belongs to whichever
    upper app made the invitation (`handler` names it in `invitation_handlers`); this floor never reads it.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    email = models.EmailField()
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    second_factor_required = models.BooleanField(default=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    handler = models.CharField(max_length=100, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="invitations_sent")
    accepted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="invitations_accepted")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email"], name="accounts_invitation_email")]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="accounts_invitation_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class PersonSession(AbstractBaseSession):
    """A browser session that knows whose it is, so that its owner can see it and end it.

    The row is the session: deleting it signs the browser out at once. All but the key is copied from the
    session's data at each save (`sessions.SessionStore`); until somebody signs in, only the key is there.
    """

    # Not unique: while Django changes a session's key, the old row and the new one carry the same name.
    uid = models.UUIDField(null=True, db_index=True, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=100, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from hygie.accounts.sessions import SessionStore  # the store imports this model

        return SessionStore


class SignIn(models.Model):
    """One attempt to sign in. What was typed as an address is kept only as a keyed digest.

    People mistype passwords into the address field, so the words themselves are never stored.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    attempted_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=24, choices=SignInOutcome.choices)
    method = models.CharField(max_length=16, choices=SignInMethod.choices, blank=True)
    agent = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="accounts_signin_person_at"),
            models.Index(fields=["at"], name="accounts_signin_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} · {self.at:%Y-%m-%d %H:%M}"


class SignInAddress(models.Model):
    """The network address of an attempt, apart from it because it is erased sooner."""

    sign_in = models.OneToOneField(SignIn, on_delete=models.CASCADE, related_name="network")
    address = models.GenericIPAddressField()
    at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return self.address
