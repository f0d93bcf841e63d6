"""Whose calendar a link opens, and what it holds."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from hygie.accounts import mail
from hygie.accounts.models import Person

from ..icalendar import DayEvent
from ..models import Preferences
from .deadlines import Deadline, deadlines_of


def owner_of(calendar: UUID | None) -> Person | None:
    """The person whose feed it is today; a link that was renewed or removed is nobody's."""
    if calendar is None:
        return None
    rows = Preferences.objects.filter(calendar=calendar, person__is_active=True).select_related("person")
    found = rows.first()
    return found.person if found else None


def events_of(person: Person) -> list[DayEvent]:
    """Their deadlines, in their language."""
    return [_event(one) for one in deadlines_of(person)]


def _event(one: Deadline) -> DayEvent:
    """The same thing at the same place keeps its name, so that a day that moves moves in the calendar too."""
    name = str(uuid5(NAMESPACE_URL, f"{one.organisation.uid}{one.about}"))
    title, url = f"{one.task.title} – {one.organisation}", mail.address_of(one.task.url)
    return DayEvent(name, one.due_on, title, f"{one.task.why}\n{url}", url)
