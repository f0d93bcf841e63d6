"""How findings are changed by people: many at once, one event for each, counted and ranked again at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F

from hygie.core.actions import Context
from hygie.core.clock import now
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.models import Organisation

from ..models import Finding, FindingEvent

SYSTEM = Scope.system()
AT_ONCE = 500


def write_findings(
    ctx: Context,
    chosen: TenantQuerySet[Finding],
    kind: str,
    columns: Mapping[str, Any],
    note: str = "",
    also: Mapping[str, Any] | None = None,
) -> int:
    """Give the chosen findings these values, with one event of this kind for each. Returns how many.

    `also` holds what the event does not tell: expressions, and moments that repeat its own. The caller has locked the
    organisation, checked the policy and kept in `chosen` only what really changes.
    """
    changed = 0
    for keys in in_pieces(list(chosen.order_by("pk").values_list("pk", flat=True))):
        rows = Finding.objects.within(SYSTEM).filter(pk__in=keys)
        before = rows.order_by("pk").values("pk", "organisation_id", "region_id", *columns)
        FindingEvent.objects.bulk_create(
            FindingEvent(
                organisation_id=row.pop("organisation_id"),
                region_id=row.pop("region_id"),
                finding_id=row.pop("pk"),
                at=now(),
                kind=kind,
                before=_plain(row),
                after=_plain(columns),
                note=note,
                person_id=ctx.person_id,
            )
            for row in before
        )
        changed += rows.update(**columns, **(also or {}), version=F("version") + 1)
    return changed


def in_pieces(keys: list[int]) -> Iterator[Collection[int]]:
    """SQLite bounds the variables of a query."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def of_organisation(chosen: TenantQuerySet[Finding], organisation: Organisation) -> TenantQuerySet[Finding]:
    """Whatever was chosen, only what belongs to the establishment whose policy was checked."""
    return chosen.filter(organisation_id=organisation.pk)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: days as text, choices as their values."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
