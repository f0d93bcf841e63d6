"""What tokens tell of a person: handed over on request, gone when the person is erased."""

from __future__ import annotations

from typing import Any

from hygie.core.persondata import PersonData

from ..models import ApiToken


def export(person_id: int) -> list[dict[str, Any]]:
    return [
        {
            "name": token.name,
            "role": token.role,
            "scope": token.scope,
            "created_at": token.created_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
            "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        }
        for token in ApiToken.objects.filter(person_id=person_id).order_by("pk")
    ]


def erase(person_id: int) -> int:
    erased, _rows = ApiToken.objects.filter(person_id=person_id).delete()
    return erased


PERSON_DATA = PersonData("api", export, erase)
