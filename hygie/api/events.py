"""Which events a webhook may tell, and what it says of one: who is concerned and what to look up, never the content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from hygie.core.audit import audit_kinds
from hygie.territory.models import Organisation

TEST = "test"
#: a person's own affairs, and webhooks themselves, which would tell of each other without end
UNTOLD = ("person.", "api.", "webhook.")


def offered_kinds() -> Sequence[tuple[str, str | Promise]]:
    """Code and words of each event that can be chosen."""
    return [(kind.code, kind.label) for kind in audit_kinds if not kind.code.startswith(UNTOLD)]


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
