"""Reads of the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet

from hygie.accounts import sessions
from hygie.accounts.enums import SignInOutcome
from hygie.accounts.models import Invitation, Person, PersonSession, SignIn, normalise_email
from hygie.accounts.registries import invitation_handlers
from hygie.accounts.rules import SECOND_FACTOR_LOCK, second_factor_is_locked
from hygie.accounts.sealing import digest_of_token
from hygie.core import clock


@dataclass(frozen=True)
class OpenSession:
    uid: UUID
    agent: str
    started_at: datetime
    seen_at: datetime
    is_this_one: bool


@dataclass(frozen=True)
class Passkey:
    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class SecondFactor:
    """What a person signs in with besides the password. Without app or passkey there is no second factor."""

    app_since: datetime | None
    passkeys: Sequence[Passkey]
    recovery_codes_left: int

    @property
    def is_set_up(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=normalise_email(email)).first()


def has_second_factor(person: Person, *, without: int | None = None) -> bool:
    """Whether an app or a passkey protects the account; `without` leaves one out, by its key."""
    mine = Authenticator.objects.filter(user_id=person.pk).exclude(pk=without)
    return bool(mine.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def second_factor_of(person: Person) -> SecondFactor:
    app_since, passkeys, codes_left = None, [], 0
    for authenticator in Authenticator.objects.filter(user_id=person.pk).order_by("created_at"):
        if authenticator.type == Authenticator.Type.TOTP:
            app_since = authenticator.created_at
        elif authenticator.type == Authenticator.Type.WEBAUTHN:
            name, added, used = authenticator.wrap().name, authenticator.created_at, authenticator.last_used_at
            passkeys.append(Passkey(authenticator.pk, name, added, used))
        else:
            codes_left = len(authenticator.wrap().get_unused_codes())
    return SecondFactor(app_since, passkeys, codes_left)


def second_factor_closed(person: Person) -> bool:
    """Whether too many wrong codes were typed lately for this person, on whatever machine."""
    since = clock.now() - SECOND_FACTOR_LOCK
    refused = SignIn.objects.filter(person=person, outcome=SignInOutcome.SECOND_FACTOR_REFUSED, at__gt=since)
    return second_factor_is_locked(refused.values_list("at", flat=True), clock.now())


def open_sessions(person: Person, current: str | None) -> list[OpenSession]:
    """The browsers where this person is signed in, the present one first. `current` is the uid of the present one."""
    rows = PersonSession.objects.filter(person=person, expire_date__gt=clock.now(), uid__isnull=False)
    found = [
        OpenSession(row.uid, row.agent, row.started_at, row.seen_at, str(row.uid) == current)
        for row in rows.order_by("-seen_at")
        if row.uid and row.started_at and row.seen_at
    ]
    return sorted(found, key=lambda session: not session.is_this_one)


def session_uid(session: SessionBase) -> str | None:
    """The public name of the browser session at hand."""
    uid: str | None = session.get(sessions.UID)
    return uid


def recent_sign_ins(person: Person, limit: int = 10) -> list[SignIn]:
    return list(SignIn.objects.filter(person=person).order_by("-at", "-pk")[:limit])


def invitation_for(token: str) -> Invitation | None:
    """The invitation a link opens, if it is still good; a used, withdrawn or old one is no different from none."""
    return open_invitations().filter(token_digest=digest_of_token(token)).select_related("invited_by").first()


def promise_of(invitation: Invitation) -> str:
    """What the invitation brings besides the account, in words; "" for a plain one."""
    handler = invitation_handlers.get(invitation.handler)
    return handler.describe(invitation.payload) if handler else ""


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
