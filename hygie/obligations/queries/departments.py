"""Which departments a reader looks at, by name."""

from __future__ import annotations

from collections.abc import Iterator

from hygie.core.actions import Context
from hygie.core.pages import Request
from hygie.territory.access import ActiveSeat
from hygie.territory.enums import OrganisationKind
from hygie.territory.france import REGIONS
from hygie.territory.models import Organisation

NAMES = {code: name for region in REGIONS.values() for code, name in region.departments.items()}


def departments_of(request: Request) -> list[tuple[str, str]]:
    """Codes and names, for filters and the map. A region's are known without asking the database."""
    seat: ActiveSeat | None = getattr(request, "seat", None)
    codes = sorted(_held(seat)) if seat else []
    return [(code, f"{code} {NAMES.get(code, '')}".rstrip()) for code in codes or _found(request.context)]


def _held(seat: ActiveSeat) -> Iterator[str]:
    for holder in seat.holders:
        if holder.kind == OrganisationKind.REGION and holder.code in REGIONS:
            yield from REGIONS[holder.code].departments
        elif holder.kind == OrganisationKind.DELEGATION:
            yield holder.department


def _found(context: Context) -> list[str]:
    rows = Organisation.objects.within(context.scope).exclude(department="")
    return list(rows.order_by("department").values_list("department", flat=True).distinct())
