"""Deadlines that come near, told to whoever answers for them, at most once for each threshold."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction

from hygie.accounts.models import Person
from hygie.core.clock import now, today
from hygie.web.formats import day

from ..kinds import DEADLINE
from ..models import Notification
from ..queries.deadlines import Deadline, deadlines_of, people_who_answer
from ..queries.notifications import keys_told
from ..rules import threshold_passed
from .notifications import Words, notify

logger = logging.getLogger(__name__)
Told = Callable[[int, int], None]


def remind_of_deadlines(tell: Told) -> int:
    """Go over everybody who answers for an establishment. Returns how many people were looked at.

    What fails for one person is logged, and told to nobody else in their place: tomorrow asks again.
    """
    people = people_who_answer()
    for number, person in enumerate(people, start=1):
        try:
            remind(person)
        except Exception:
            logger.exception("the reminders of person %s could not be reckoned", person.uid)
        tell(number, len(people))
    return len(people)


def remind(person: Person) -> None:
    """What is near for one person: read first, then told in one short transaction."""
    near = {_key(one, days): one for one in deadlines_of(person) if (days := threshold_passed(one.due_on, today()))}
    for key in keys_told(person.pk, near):
        del near[key]
    if not near:
        return
    with transaction.atomic():
        for key, one in near.items():
            _forget_farther(person, key)
            notify([person], DEADLINE, one.organisation, url=one.task.url, key=key, say=partial(_said, one))


def _said(one: Deadline) -> Words:
    """The day itself, never how far it lies: it is read later than it is told."""
    return Words(f"{one.task.title} – {day(one.due_on)}", one.task.why)


def _key(one: Deadline, days: int) -> str:
    """The thing, its day and the threshold: a deadline that moves is announced again."""
    about = hashlib.sha256(one.about.encode()).hexdigest()[:32]
    return f"{DEADLINE}:{about}:{one.due_on.isoformat()}:{days}"


def _forget_farther(person: Person, key: str) -> None:
    """One thing is one unread line: the announcement of a farther threshold has had its time."""
    before = Notification.objects.filter(person=person, key__startswith=key.rpartition(":")[0], read_at__isnull=True)
    before.update(read_at=now())
