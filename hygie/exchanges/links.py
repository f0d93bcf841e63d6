"""Links that are a right by themselves: signed, so that nobody makes one up."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from hygie.accounts.models import Person

STOP = "hygie.exchanges.stop"
CALENDAR = "hygie.exchanges.calendar"


def signed(purpose: str, uid: UUID) -> str:
    """A token that serves this purpose only."""
    return Signer(salt=purpose, sep="~").sign(str(uid))


def read(purpose: str, token: str) -> UUID | None:
    """What the token was made for; None where it was changed."""
    try:
        return UUID(Signer(salt=purpose, sep="~").unsign(token))
    except (BadSignature, ValueError):
        return None


def stop_link(person: Person) -> str:
    """Ends the daily mail of one person; it opens nothing else."""
    return reverse("exchanges:stop", args=[signed(STOP, person.uid)])


def calendar_link(calendar: UUID) -> str:
    """The feed of one person, as long as it is the one they keep."""
    return reverse("exchanges:calendar", args=[signed(CALENDAR, calendar)])
