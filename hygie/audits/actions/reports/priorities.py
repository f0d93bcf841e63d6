"""The one place where an import asks what to fix first."""

from __future__ import annotations

from ...models import ReportImport


def prioritised(report: ReportImport) -> None:
    """Until priorities are judged, `weight` is the severity that the new findings were written with."""
