"""People of the demonstration: created fast, and usable by a visitor who has no authenticator app."""

import base64
import hashlib
from functools import cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from hygie.accounts.enums import Language
from hygie.accounts.models import Person, normalise_email
from hygie.accounts.rules import totp_code, totp_step
from hygie.accounts.sealing import seal, unseal
from hygie.core import clock


def demo_person(
    email: str,
    first_name: str,
    last_name: str,
    *,
    password: str,
    language: str = Language.FRENCH,
    second_factor_required: bool = False,
) -> Person:
    """Create a person of the demonstration; loading it again finds the same one.

    With a second factor, its secret derives from the address, so that the sign-in page can show the code.
    """
    person, _created = Person.objects.update_or_create(
        email=normalise_email(email),
        defaults={
            "first_name": first_name,
            "last_name": last_name,
            "language": Language(language),
            "second_factor_required": second_factor_required,
            "password": _hashed(password),
        },
    )
    if second_factor_required:
        Authenticator.objects.get_or_create(
            user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": seal(demo_secret(person.email))}}
        )
    return person


def demo_secret(email: str) -> str:
    """The base32 secret everyone can compute: for invented people only."""
    return base64.b32encode(hashlib.sha256(f"hygie demonstration {email}".encode()).digest()[:20]).decode()


def demo_code(person: Person) -> str | None:
    """The code of the moment, for a person of the demonstration; None for whoever enrolled an app of their own."""
    app = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).first()
    secret = demo_secret(person.email)
    if app is None or unseal(app.data["secret"]) != secret:
        return None
    # A code serves once: right after a sign-in, the next one is already accepted.
    step = max(totp_step(clock.now()), int(app.data.get("last_step", 0)) + 1)
    return totp_code(secret, step)


@cache
def _hashed(password: str) -> str:
    """Argon2 is slow on purpose: the one password of the demonstration is hashed once."""
    return make_password(password)
