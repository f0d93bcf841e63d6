"""Which events a webhook may tell, and what it says of one: who is concerned and what to look up, never the content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from hygie.core.access import Role
from hygie.core.audit import audit_kinds
from hygie.territory.models import Organisation

TEST = "test"
#: a person's own affairs, and webhooks themselves, which would tell of each other without end
UNTOLD = ("person.", "api.", "webhook.")

#: events of what an administrator sees: the register, and who holds which role
SETTINGS = ("organisation.", "membership.", "seat.", "register.")


def offered_kinds(role: Role | None) -> Sequence[tuple[str, str | Promise]]:
    """Code and words of each event that the role may have told.

    An administrator sees no business data by that role alone (DESIGN §4), nor has a tool told of it.
    """
    told = [(kind.code, kind.label) for kind in audit_kinds if not kind.code.startswith(UNTOLD)]
    return [one for one in told if one[0].startswith(SETTINGS)] if role is Role.ADMINISTRATOR else told


def body_of(
    delivery: UUID, kind: str, at: datetime, place: Organisation, subject: tuple[str, UUID | None] | None = None
) -> str:
    """The JSON that is sent. It names no person and holds no detail: a tool asks the API with its own token."""
    said: dict[str, Any] = {
        "id": str(delivery),
        "event": kind,
        "at": at.isoformat(),
        "organisation": {"uid": str(place.uid), "kind": place.kind, "name": place.name, "finess": place.finess},
        "subject": {"type": subject[0], "uid": str(subject[1]) if subject[1] else None} if subject else None,
    }
    return json.dumps(said, ensure_ascii=False)
