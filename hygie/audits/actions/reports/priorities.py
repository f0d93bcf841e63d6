"""The one place where an import asks what to fix first."""

from __future__ import annotations

from collections.abc import Sequence

from hygie.territory.models import Organisation

from ...models import Finding, FindingEvent, ReportImport
from ...queries.known import SYSTEM, listed
from ..priority import prioritise
from .tables import handfuls


def prioritised(report: ReportImport) -> None:
    """Judge what the report brought and what it changed, in the import's own transaction."""
    rows = Finding.objects.within(SYSTEM).filter(organisation=report.organisation)
    prioritise(report.organisation, rows.filter(first_import=report))
    changed = FindingEvent.objects.within(SYSTEM).filter(report=report).order_by().values("finding")
    prioritise(report.organisation, rows.filter(pk__in=changed))


def prioritised_again(organisation: Organisation, keys: Sequence[int]) -> None:
    """The same for findings put back as they were."""
    for some in handfuls(keys):
        prioritise(organisation, Finding.objects.within(SYSTEM).filter(pk__in=listed(some)))
