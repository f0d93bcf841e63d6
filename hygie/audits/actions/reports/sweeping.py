"""What nobody confirmed, and what a killed process left behind, goes after a week."""

from __future__ import annotations

from datetime import timedelta

from hygie.core.clock import now

from ...enums import ImportState
from ...models import ReportImport
from ...queries.known import SYSTEM
from ...staging.scratch import drop, forgotten

KEPT_FOR = timedelta(days=7)


def sweep_reports() -> int:
    """Drop the reports that have waited for too long; returns how many."""
    limit = now() - KEPT_FOR
    waiting = ReportImport.objects.within(SYSTEM).filter(
        state__in=[ImportState.WAITING, ImportState.READY], arrived_at__lt=limit
    )
    swept = 0
    for report in waiting.order_by("pk"):
        drop(report.staged_path)
        mine = ReportImport.objects.within(SYSTEM).filter(pk=report.pk, state=report.state)
        swept += mine.update(state=ImportState.DROPPED, staged_path="")
    for relative in forgotten(limit):
        drop(relative)
    return swept
