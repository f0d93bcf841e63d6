"""What exchanges know of a person: handed over on request, erased when nothing obliges to keep it (RGPD)."""

from __future__ import annotations

from typing import Any

from ..models import Notification, Preferences


def export(person_id: int) -> dict[str, Any]:
    told = Notification.objects.filter(person_id=person_id).order_by("pk")
    chosen = Preferences.objects.filter(person_id=person_id).first()
    return {
        "notifications": [
            {"at": one.created_at.isoformat(), "title": one.title, "text": one.text, "read": one.read_at is not None}
            for one in told
        ],
        "daily_mail": chosen.digest if chosen else True,
        "kinds_not_mailed": chosen.muted if chosen else [],
        "calendar_link": bool(chosen and chosen.calendar),
    }


def erase(person_id: int) -> int:
    """What they were told and what they chose. Returns how many rows."""
    told = Notification.objects.filter(person_id=person_id).delete()[0]
    return told + Preferences.objects.filter(person_id=person_id).delete()[0]
