"""What falls due for a person, from the tasks of every app: reminders and the calendar read the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.access import ESTABLISHMENT_ROLES
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.models import Organisation, Seat
from hygie.territory.queries import running, seats_of
from hygie.territory.registries import Task, task_sources


@dataclass(frozen=True)
class Deadline:
    """One task with its day, at one organisation."""

    organisation: Organisation
    task: Task
    due_on: date

    @property
    def about(self) -> str:
        """What it is about, whatever its day and the language: two tasks of one page are two things."""
        return f"{self.task.url}#{self.task.key}" if self.task.key else self.task.url


def people_who_answer() -> list[Person]:
    """Whoever holds a role at an establishment today."""
    seats = Seat.objects.filter(running(today()), role__in=ESTABLISHMENT_ROLES)
    people = Person.objects.filter(pk__in=seats.values("person_id"), is_active=True)
    return list(people.order_by("pk"))


def deadlines_of(person: Person) -> list[Deadline]:
    """Everything with a day, at each establishment where the person sits, in their language, the nearest first.

    Each seat reads with its own rights, also on PostgreSQL. The same task seen from two roles is one.
    """
    found: dict[tuple[int, str], Deadline] = {}
    with translation.override(person.language):
        for seat in seats_of(person.pk, today()):
            if seat.role in ESTABLISHMENT_ROLES:
                for one in _seen_from(person, seat):
                    found.setdefault((one.organisation.pk, one.about), one)
    return sorted(found.values(), key=lambda one: (one.due_on, one.organisation.pk, one.about))


def _seen_from(person: Person, seat: ActiveSeat) -> Sequence[Deadline]:
    context = context_of(person.pk, seat, today())
    with aside(context.scope):
        return [
            Deadline(organisation, task, task.due_on)
            for organisation in seat.holders
            if not organisation.is_closed
            for source in task_sources
            for task in source.deadlines(context, organisation)
            if task.due_on is not None
        ]
