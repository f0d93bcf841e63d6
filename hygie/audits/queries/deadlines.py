"""A region's timelines, their history, and the days off, as the page of priorities shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..models import ClosingDay, DeadlinePolicy
from ..rules.timelines import PUBLISHED_DAYS, ROWS, TimelineRow

SYSTEM = Scope.system()
VERSIONS_SHOWN = 10


@dataclass(frozen=True)
class RegionRow:
    """A row of the published table, and what the region made of it."""

    row: TimelineRow
    days: int | None

    @property
    def number(self) -> int:
        return self.row.number + 1

    @property
    def is_changed(self) -> bool:
        return self.days != self.row.days


@dataclass(frozen=True)
class Version:
    """One version of a region's timelines, and the rows that it changed: number, days before, days after."""

    policy: DeadlinePolicy
    changes: Sequence[tuple[int, int | None, int | None]]


def versions_of(region_pk: int) -> list[Version]:
    """The latest first. What a region asks of its establishments is theirs to read."""
    with aside(SYSTEM):
        rows = DeadlinePolicy.objects.within(SYSTEM).filter(organisation_id=region_pk).select_related("made_by")
        found = list(rows.order_by("-pk")[: VERSIONS_SHOWN + 1])
    before: list[Sequence[int | None]] = [one.rows for one in found[1:]]
    if len(found) <= VERSIONS_SHOWN:
        before.append(PUBLISHED_DAYS)
    return [Version(one, _changes(old, one.rows)) for one, old in zip(found, before, strict=False)]


def _changes(old: Sequence[int | None], new: Sequence[int | None]) -> list[tuple[int, int | None, int | None]]:
    pairs = enumerate(zip(old, new, strict=True), start=1)
    return [(number, before, after) for number, (before, after) in pairs if before != after]


def rows_of(policy: DeadlinePolicy | None) -> list[RegionRow]:
    days = policy.rows if policy else PUBLISHED_DAYS
    return [RegionRow(row, days[row.number]) for row in ROWS]


def closing_days_of(places: Iterable[Organisation]) -> list[ClosingDay]:
    """From today on, of these places and of their regions."""
    holders = list(places)
    keys = {one.pk for one in holders} | {one.region_pk for one in holders}
    with aside(SYSTEM):
        rows = ClosingDay.objects.within(SYSTEM).filter(organisation_id__in=keys, day__gte=today())
        return list(rows.select_related("organisation").order_by("day", "pk"))


def closing_day_or_404(context: Context, uid: UUID) -> ClosingDay:
    rows = ClosingDay.objects.within(context.scope).select_related("organisation")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
