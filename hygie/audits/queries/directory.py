"""An establishment's Active Directory: the controls that fail now, by level, and its level over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from hygie.core.actions import Context
from hygie.territory.models import Organisation

from ..enums import ImportState
from ..models import Finding, ReportImport
from ..rules.directory import BEST, WORST, Path, path

CONTROLS_AT_MOST = 200
REPORTS_SHOWN = 60


@dataclass(frozen=True)
class Directory:
    """`reported`: the latest report that told a level; `path`: the way up, from the findings that are open now.
    `ungraded`: the open findings of a tool that gives the level of the whole and none of its controls."""

    path: Path
    reported: ReportImport | None
    controls: Sequence[Finding]
    history: Sequence[tuple[date, int]]
    ungraded: int = 0

    @property
    def differs(self) -> bool:
        """Whether something was fixed or reopened since the report: its level waits for the next one."""
        return self.reported is not None and self.reported.level != self.path.level

    def controls_at(self, level: int) -> list[Finding]:
        return [one for one in self.controls if one.level == level]


def directory_of(context: Context, organisation: Organisation, *, detail: bool) -> Directory | None:
    """None where no directory was ever audited. `detail`: with the failed controls themselves. Four queries at most."""
    told = ReportImport.objects.within(context.scope).filter(
        organisation=organisation, state=ImportState.APPLIED, level__isnull=False
    )
    reports = list(told.order_by("-made_at", "-pk")[:REPORTS_SHOWN])
    rows = Finding.objects.within(context.scope).filter(
        organisation=organisation, is_open=True, level__gte=WORST, level__lte=BEST
    )
    counts = Counter(level for level in rows.order_by("pk").values_list("level", flat=True) if level is not None)
    if not reports and not counts:
        return None
    latest = reports[0] if reports else None
    ungraded = 0 if counts or latest is None else _open_of(context, latest)
    controls = rows.select_related("asset", "weakness").order_by("level", "-weight", "pk") if detail else rows.none()
    return Directory(
        path(counts.elements(), latest.not_evaluated if latest else 0, latest.level if latest and ungraded else None),
        latest,
        list(controls[:CONTROLS_AT_MOST]),
        _changes(reports),
        ungraded,
    )


def _open_of(context: Context, report: ReportImport) -> int:
    rows = Finding.objects.within(context.scope).filter(organisation=report.organisation_id, lane=report.lane)
    return rows.filter(is_open=True).count()


def _changes(reports: Sequence[ReportImport]) -> list[tuple[date, int]]:
    """When the level became what, newest first: reports that repeat it are left out."""
    oldest_first = [(one.made_at.date(), one.level) for one in reversed(reports) if one.level is not None]
    changed = [after for before, after in pairwise(oldest_first) if before[1] != after[1]]
    return [*reversed(changed), *oldest_first[:1]]
