"""What upper floors offer to the territory, and what it offers to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from hygie.core.actions import Context, Recording
from hygie.core.registry import Registry
from hygie.web import formats

from .models import Organisation

Label = str | Promise


@dataclass(frozen=True)
class FactKind:
    """A dated fact that organisations may have. `choices` are the values it takes; none: a number in `unit`.

    `several` facts of the kind may hold at once (a candidature to two calls). `sensitive` ones are for the organisation
    and the ARS only.
    """

    code: str
    label: Label
    choices: Sequence[tuple[str, Label]] = ()
    unit: Label = ""
    maximum: float = 0
    several: bool = False
    sensitive: bool = False

    def say(self, value: Any) -> str:
        """The value in the reader's words."""
        if self.choices:
            return str(dict(self.choices).get(value, value))
        places = 0 if float(value) == int(value) else 2
        return f"{formats.number(value, places)}{formats.NBSP}{self.unit}".strip()


fact_kinds: Registry[FactKind] = Registry("fact kinds", key=lambda kind: kind.code)


@dataclass(frozen=True)
class ChangeListener:
    """Called inside the transaction that changed facts or relations of organisations: it queues what follows."""

    code: str
    changed: Callable[[Recording, Collection[int]], None]


change_listeners: Registry[ChangeListener] = Registry("change listeners", key=lambda listener: listener.code)


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, as an organisation's timeline shows it."""

    at: datetime
    title: str
    who: str = ""
    detail: str = ""
    icon: str = "point"
    url: str = ""


@dataclass(frozen=True)
class TimelineSource:
    """`find(context, organisation, before, limit)` gives the latest entries before a moment, newest first."""

    code: str
    label: Label
    find: Callable[[Context, Organisation, datetime, int], Sequence[TimelineEntry]]


timeline_sources: Registry[TimelineSource] = Registry("timeline sources", key=lambda source: source.code)


@dataclass(frozen=True)
class Task:
    """Something that the reader can do next for an organisation.

    `key` tells apart the tasks that lead to the same page: each has a deadline of its own.
    """

    title: str
    why: str
    url: str
    due_on: date | None = None
    tone: str = "neutral"
    key: str = ""


@dataclass(frozen=True)
class TaskSource:
    """`find(context, organisation)` gives the tasks of one app, most urgent first.

    `dated`, where `find` stops after the first few: every task with a day, for reminders and calendars.
    """

    code: str
    find: Callable[[Context, Organisation], Sequence[Task]]
    dated: Callable[[Context, Organisation], Sequence[Task]] | None = None

    def deadlines(self, context: Context, organisation: Organisation) -> Sequence[Task]:
        return [task for task in (self.dated or self.find)(context, organisation) if task.due_on is not None]


task_sources: Registry[TaskSource] = Registry("task sources", key=lambda source: source.code)


@dataclass(frozen=True)
class GroupPredicate:
    """A property that narrows a list of organisations (“with a mandate running”); `condition(today)` is on their rows.

    `visible(context)`: whether the reader may know it of the organisations in sight.
    """

    code: str
    label: Label
    condition: Callable[[date], Q]
    visible: Callable[[Context], bool] = lambda context: True


group_predicates: Registry[GroupPredicate] = Registry("group predicates", key=lambda predicate: predicate.code)


@dataclass(frozen=True)
class GrantOffer:
    """What a mandate or a contribution on one grantable resource opens, in plain words. `resource` is its code."""

    resource: str
    label: Label
    opens: Label


grant_offers: Registry[GrantOffer] = Registry("grant offers", key=lambda offer: offer.resource)
