"""What the people of the demonstration were told lately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F

from hygie.core.clock import frozen, now

from . import actions
from .kinds import DEADLINE
from .models import Notification

WEEKS_AGO = (5, 3, 1, 0)
READ_AFTER = timedelta(days=12)


def load(say: Callable[[str], None]) -> None:
    """The deadlines as they came near, week after week; nobody is mailed."""
    if Notification.objects.filter(kind=DEADLINE).exists():
        say("Notifications: already there")
        return
    for weeks in WEEKS_AGO:
        with frozen(now() - timedelta(weeks=weeks)):
            actions.remind_of_deadlines(lambda done, total: None)
    old = Notification.objects.filter(created_at__lt=now() - READ_AFTER, read_at__isnull=True)
    old.update(read_at=F("created_at"))
    say(f"Notifications: {Notification.objects.count()}")
