"""How a person wants to be told: their own affair."""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.notifications import notification_kinds

from ..models import Preferences


def change_preferences(person: Person, *, digest: bool, muted: Collection[str]) -> Preferences:
    """Choose the daily mail, and the kinds that stay out of it."""
    silenced = sorted(code for code in muted if code in notification_kinds)
    with Context(person_id=person.pk).recording_own() as record:
        chosen = held(person)
        if (chosen.digest, chosen.muted) == (digest, silenced):
            record.nothing_changed()
            return chosen
        chosen.digest, chosen.muted = digest, silenced
        chosen.save(update_fields=["digest", "muted"])
        record.event("person.notifications_changed", person, digest=digest)
    return chosen


def stop_digest(person: Person) -> None:
    """No more daily mail, asked through the link that each carries: whoever has the mail may ask, signed in or not."""
    with Context(person_id=person.pk).recording_own() as record:
        chosen = held(person)
        if not chosen.digest:
            record.nothing_changed()
            return
        chosen.digest = False
        chosen.save(update_fields=["digest"])
        record.event("person.digest_stopped", person)


def open_calendar(person: Person) -> Preferences:
    """A new secret link to one's deadlines; the one before opens nothing from now on."""
    with Context(person_id=person.pk).recording_own() as record:
        chosen = held(person)
        chosen.calendar = uuid4()  # all of it random: it is half of a secret
        chosen.save(update_fields=["calendar"])
        record.event("person.calendar_opened", person)
    return chosen


def close_calendar(person: Person) -> None:
    """No link any more."""
    with Context(person_id=person.pk).recording_own() as record:
        chosen = held(person)
        if chosen.calendar is None:
            record.nothing_changed()
            return
        chosen.calendar = None
        chosen.save(update_fields=["calendar"])
        record.event("person.calendar_closed", person)


def held(person: Person) -> Preferences:
    """The person's row, made at the first choice and locked until the transaction ends."""
    Preferences.objects.get_or_create(person=person)
    return Preferences.objects.select_for_update().get(person=person)
