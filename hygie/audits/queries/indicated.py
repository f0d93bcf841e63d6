"""What other apps are told of weaknesses: counts, from the summaries alone."""

from __future__ import annotations

from collections.abc import Iterator

from hygie.core.tenancy import Scope, TenantQuerySet

from ..models import FindingSummary


def critical_of_each(scope: Scope, region: int | None) -> Iterator[tuple[int, int, int]]:
    """Establishment, critical findings open, and of those the late ones. One query."""
    rows = _summaries(scope, region).values_list("organisation_id", "open_critical", "overdue_critical")
    yield from rows.iterator(chunk_size=2000)


def levels_of_each(scope: Scope, region: int | None) -> Iterator[tuple[int, int]]:
    """Establishment and level of its directory, where one is known. One query."""
    for place, level in _summaries(scope, region).values_list("organisation_id", "level"):
        if level is not None:
            yield place, level


def _summaries(scope: Scope, region: int | None) -> TenantQuerySet[FindingSummary]:
    rows = FindingSummary.objects.within(scope).order_by("organisation_id")
    return rows.filter(region_id=region) if region is not None else rows
