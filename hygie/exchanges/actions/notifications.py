"""Telling people: each thing once to each person, in the language they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.clock import now
from hygie.core.notifications import notification_kinds
from hygie.territory.models import Organisation

from ..models import Notification
from ..queries.notifications import mine

KEPT = timedelta(days=400)
"""A year and a month: what was told for last year's deadline can still be found when it comes back."""


@dataclass(frozen=True)
class Words:
    """What is said: one line, and a sentence more where it helps."""

    title: str
    text: str = ""


def notify(
    people: Iterable[Person],
    kind: str,
    organisation: Organisation | None,
    *,
    url: str,
    key: str,
    say: Callable[[], Words],
) -> None:
    """Tell each person, unless they were told under the same `key`. `say` is asked once in each language.

    Called inside the transaction of what is told, so that neither is without the other. The caller has made sure that
    each may know it.
    """
    if kind not in notification_kinds:
        raise RuntimeError(f"notification kind {kind} is not registered")
    said: dict[str, Words] = {}
    rows = []
    for person in {person.pk: person for person in people}.values():
        if person.language not in said:
            with translation.override(person.language):
                said[person.language] = say()
        words = said[person.language]
        rows.append(
            Notification(
                person=person,
                kind=kind,
                organisation=organisation,
                title=words.title[:300],
                text=words.text[:2000],
                url=url,
                key=key,
                created_at=now(),
            )
        )
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def mark_read(notification: Notification) -> None:
    """Read once, it stays read."""
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=now())


def mark_all_read(person_id: int) -> int:
    """Everything that the person can see in their list. Returns how many."""
    return mine(person_id).filter(read_at__isnull=True).update(read_at=now())


def forget_old() -> int:
    """Erase what was told long ago: it is personal data, and no longer of use. Returns how many."""
    return Notification.objects.filter(created_at__lt=now() - KEPT).delete()[0]
