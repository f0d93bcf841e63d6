"""Notifications and signed links, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.core.clock import now
from hygie.core.identifiers import new_uid
from hygie.exchanges.links import CALENDAR, STOP, signed
from hygie.exchanges.models import Comment, Notification, Preferences
from hygie.territory.models import Organisation
from tests.factories.accounts import PersonFactory

from .sample import Sample, Sight


def _notification(_organisation: Organisation, reader: Person | None) -> object:
    facts = {"kind": "exchanges.deadline", "title": "Audit", "url": "/", "key": str(new_uid()), "created_at": now()}
    return Notification.objects.create(person=reader or PersonFactory(), **facts).uid


def _stop(_organisation: Organisation, reader: Person | None) -> object:
    return signed(STOP, (reader or PersonFactory()).uid)


def _calendar(_organisation: Organisation, reader: Person | None) -> object:
    chosen, _made = Preferences.objects.get_or_create(person=reader or PersonFactory())
    chosen.calendar = new_uid()
    chosen.save()
    return signed(CALENDAR, chosen.calendar)


def _comment(organisation: Organisation, reader: Person | None) -> object:
    """The reader's own: whoever may write corrects only what they wrote."""
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    subject = {"subject_kind": "obligations.requirement", "subject_key": f"{organisation.uid}:dns-2025-12-1"}
    author = reader or PersonFactory()
    return Comment.objects.create(**place, **subject, author=author, text="By when?", written_at=now()).uid


SAMPLES: dict[str, Sample] = {
    "exchanges:open uid": Sample(_notification, Sight.OWN),
    "exchanges:mark_read uid": Sample(_notification, Sight.OWN),
    "exchanges:stop token": Sample(_stop, Sight.OWN),
    "exchanges:edit_comment uid": Sample(_comment, Sight.AUTHOR),
    "exchanges:erase_comment uid": Sample(_comment, Sight.AUTHOR),
    "exchanges:calendar token": Sample(_calendar, Sight.OWN),
}
