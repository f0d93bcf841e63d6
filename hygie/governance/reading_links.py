"""The signed link by which a policy is read: whoever has it may read, whatever else they reach."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .models import ReadingRound

SALT = "hygie.governance.reading"


def token_of(reading: ReadingRound) -> str:
    return Signer(salt=SALT).sign(str(reading.uid))


def reading_link(reading: ReadingRound) -> str:
    return reverse("governance:acknowledge", args=[token_of(reading)])


def uid_in(token: str) -> UUID | None:
    """None when the link was changed."""
    try:
        return UUID(Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
