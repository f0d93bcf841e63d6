"""What changed in a region: read from the intervals, never by a walk over establishments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from hygie.core.actions import Context
from hygie.core.clock import now
from hygie.territory.group_rule import GroupRule
from hygie.territory.queries.groups import narrowed

from ..catalogue_reader import load_catalogue
from ..enums import Status
from ..models import StatusInterval
from ..requirements import Requirement
from .visible import codes_of, programmes_for

WEEK = timedelta(days=7)
CHANGES_READ = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One status that changed: where, what, from which to which."""

    organisation_uid: UUID
    organisation: str
    requirement: Requirement
    before: Status
    after: Status
    at: datetime

    @property
    def is_progress(self) -> bool:
        return self.after.satisfies and not self.before.satisfies

    @property
    def is_setback(self) -> bool:
        return self.before.satisfies and not self.after.satisfies and self.after.is_judged


def changes(
    context: Context, since: datetime | None = None, until: datetime | None = None, group: GroupRule | None = None
) -> list[Change]:
    """What changed since (a week ago when not given), newest first; a first judgement is no change. One query.

    With `until`, as it stood at that moment, whatever came later; with `group`, in its establishments alone.
    """
    before = StatusInterval.objects.filter(
        organisation_id=OuterRef("organisation_id"), requirement=OuterRef("requirement"), until=OuterRef("since")
    )
    stood = (
        Q(until__isnull=True) if until is None else Q(since__lt=until) & (Q(until__isnull=True) | Q(until__gte=until))
    )
    moved = StatusInterval.objects.within(context.scope).filter(
        stood, programme__in=codes_of(programmes_for(context)), since__gte=since or now() - WEEK
    )
    columns = ("organisation__uid", "organisation__name", "organisation__short_name", "requirement", "status", "since")
    rows = (
        narrowed(context, moved, group)
        .order_by("-since", "-pk")
        .annotate(before=Subquery(before.order_by("pk").values("status")[:1]))
        .values_list(*columns, "before")
    )
    catalogue = load_catalogue()
    return [
        Change(uid, short or name, requirement, Status(was), Status(status), at)
        for uid, name, short, code, status, at, was in rows[:CHANGES_READ]
        if was and was != status and (requirement := catalogue.get(code))
    ]
