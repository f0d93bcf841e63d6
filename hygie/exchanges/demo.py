"""What the people of the demonstration were told lately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hygie.core.clock import frozen, now

from . import actions
from .models import Notification

WEEKS_AGO = (5, 3, 1, 0)


def load(say: Callable[[str], None]) -> None:
    """The deadlines as they came near, week after week; nobody is mailed."""
    if Notification.objects.exists():
        say("Notifications: already there")
        return
    for weeks in WEEKS_AGO:
        with frozen(now() - timedelta(weeks=weeks)):
            actions.remind_of_deadlines(lambda done, total: None)
    say(f"Notifications: {Notification.objects.count()}")
