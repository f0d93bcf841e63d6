"""The one place where an import asks what to fix first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hygie.territory.models import Organisation

from ...models import Finding, FindingEvent, ReportImport
from ...queries.known import SYSTEM, assets_by_name, listed
from ...queries.priorities import priority_inputs
from ..priority import judged, prioritise
from .tables import handfuls

#: columns of a finding that its priority fills, by kind of value (`tables.TYPES`)
JUDGED = {
    "kev": "flag",
    "epss": "real",
    "epss_percentile": "real",
    "exploitation": "text",
    "decision": "number",
    "due_on": "day",
    "due_because": "text",
    "weight": "key",
}


class Judge:
    """Judges new findings before they are written: one statement then writes all of them."""

    def __init__(self, report: ReportImport, at: datetime) -> None:
        self._report, self._at = report, at
        self._policy = priority_inputs(report.organisation)

    def judge(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add the columns of JUDGED to rows of `writing`."""
        keys = assets_by_name(self._report.organisation, {row["asset"] for row in rows})
        findings = [self._finding(row, keys[row["kind"], row["asset"]]) for row in rows]
        judged(findings, self._policy)
        for row, finding in zip(rows, findings, strict=True):
            row |= {name: getattr(finding, name) for name in JUDGED}
            row["due_on"] = finding.due_on.isoformat() if finding.due_on else None

    def _finding(self, row: Mapping[str, Any], asset: int) -> Finding:
        told = {name: row[name] for name in ("severity", "cves", "cvss", "cvss_vector", "level")}
        return Finding(asset_id=asset, audit_id=self._report.audit_id, opened_at=self._at, **told)


def prioritised(report: ReportImport) -> None:
    """Judge again what the report changed, in the import's own transaction; what it brought is judged already."""
    rows = Finding.objects.within(SYSTEM).filter(organisation=report.organisation)
    changed = FindingEvent.objects.within(SYSTEM).filter(report=report).order_by().values("finding")
    prioritise(report.organisation, rows.filter(pk__in=changed))


def prioritised_again(organisation: Organisation, keys: Sequence[int]) -> None:
    """The same for findings put back as they were."""
    for some in handfuls(keys):
        prioritise(organisation, Finding.objects.within(SYSTEM).filter(pk__in=listed(some)))
