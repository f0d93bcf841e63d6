"""What the staff with an account are asked to read: among their next things, and in their reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from hygie.core.access import ESTABLISHMENT_ROLES
from hygie.core.actions import Context
from hygie.core.clock import PARIS
from hygie.territory.models import Organisation
from hygie.territory.registries import Task, TaskSource, task_sources

from .queries.readings import unread_by
from .reading_links import reading_link

#: how long one has to read, for the reminders: a default of ours
TO_READ_IN = timedelta(days=30)


def register() -> None:
    task_sources.register(TaskSource("governance.readings", tasks_of))


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """The policies that this person has not acknowledged yet, there or above; a new version is asked again."""
    if context.role not in ESTABLISHMENT_ROLES or context.person_id is None:
        return []
    return [
        Task(
            _("Read: %(policy)s") % {"policy": reading.version.title},
            _("Your establishment asks its staff to read it and to say so."),
            reading_link(reading),
            reading.opened_at.astimezone(PARIS).date() + TO_READ_IN,
        )
        for reading in unread_by(organisation, context.person_id)
    ]
