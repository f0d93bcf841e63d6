"""What the cockpit knows of a person: the bulletins that they asked for (RGPD)."""

from __future__ import annotations

from typing import Any

from hygie.core.tenancy import Scope

from ..models import BulletinReader

SYSTEM = Scope.system()


def export(person_id: int) -> dict[str, Any]:
    rows = BulletinReader.objects.within(SYSTEM).filter(person_id=person_id).select_related("organisation")
    return {"bulletins": [one.organisation.name for one in rows.order_by("pk")]}


def erase(person_id: int) -> int:
    """Returns how many rows."""
    deleted, _rows = BulletinReader.objects.within(SYSTEM).filter(person_id=person_id).delete()
    return deleted
