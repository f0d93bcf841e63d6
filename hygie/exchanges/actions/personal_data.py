"""What exchanges know of a person: handed over on request, erased when nothing obliges to keep it (RGPD)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from hygie.core.clock import now
from hygie.core.tenancy import Scope

from ..kinds import CHASED, MENTION
from ..models import Comment, Notification, Preferences, Reminder

SYSTEM = Scope.system()


def export(person_id: int) -> dict[str, Any]:
    told = Notification.objects.filter(person_id=person_id).order_by("pk")
    chosen = Preferences.objects.filter(person_id=person_id).first()
    sent = Reminder.objects.within(SYSTEM).filter(sent_by_id=person_id).order_by("pk")
    said = Comment.objects.within(SYSTEM).filter(author_id=person_id, erased_at__isnull=True).order_by("pk")
    return {
        "comments": [{"at": one.written_at.isoformat(), "text": one.text} for one in said],
        "reminders_sent": [{"at": one.sent_at.isoformat(), "about": one.title, "message": one.message} for one in sent],
        "notifications": [
            {"at": one.created_at.isoformat(), "title": one.title, "text": one.text, "read": one.read_at is not None}
            for one in told
        ],
        "daily_mail": chosen.digest if chosen else True,
        "kinds_not_mailed": chosen.muted if chosen else [],
        "calendar_link": bool(chosen and chosen.calendar),
    }


def erase(person_id: int) -> int:
    """What they were told, chose and wrote, and what others were told by them, under their name.

    That a reminder was sent stays. Returns how many rows.
    """
    told = Notification.objects.filter(Q(person_id=person_id) | Q(key__in=_keys_told_by(person_id))).delete()[0]
    sent = Reminder.objects.within(SYSTEM).filter(sent_by_id=person_id).update(message="")
    said = Comment.objects.within(SYSTEM).filter(author_id=person_id, erased_at__isnull=True)
    erased = said.update(text="", erased_at=now())
    Comment.mentions.through.objects.filter(person_id=person_id).delete()
    return told + sent + erased + Preferences.objects.filter(person_id=person_id).delete()[0]


def _keys_told_by(person_id: int) -> list[str]:
    """Of the notifications that name whoever wrote a comment or sent a reminder, and repeat what the sender typed."""
    said = Comment.objects.within(SYSTEM).filter(author_id=person_id).order_by("pk").values_list("uid", flat=True)
    sent = Reminder.objects.within(SYSTEM).filter(sent_by_id=person_id).order_by("pk").values_list("uid", flat=True)
    return [*(f"{MENTION}:{uid}" for uid in said), *(f"{CHASED}:{uid}" for uid in sent)]
