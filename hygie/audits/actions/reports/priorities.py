"""The one place where an import asks what to fix first."""

from __future__ import annotations

from collections.abc import Collection

from hygie.territory.models import Organisation

from ...models import ReportImport


def prioritised(report: ReportImport) -> None:
    """Until priorities are judged, `weight` is the severity that the new findings were written with."""


def prioritised_again(organisation: Organisation, keys: Collection[int]) -> None:
    """The same for findings put back as they were."""
