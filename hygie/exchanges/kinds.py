"""What this floor tells people; apps above add their own kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.notifications import NotificationKind, notification_kinds

DEADLINE = "exchanges.deadline"
CHASED = "exchanges.chased"
MENTION = "exchanges.mention"


def register() -> None:
    notification_kinds.register(NotificationKind(DEADLINE, _("Deadlines that come near"), "calendar-due"))
    notification_kinds.register(NotificationKind(CHASED, _("Reminders that somebody sends me"), "bell-ringing"))
    notification_kinds.register(NotificationKind(MENTION, _("Comments that mention me"), "at"))
