"""Every change to exchanges is one of these functions; nothing else writes."""

from .chasing import chase
from .comments import edit_comment, erase_comment, write_comment
from .digests import send_digests
from .notifications import Words, forget_old, mark_all_read, mark_read, notify
from .preferences import change_preferences, close_calendar, open_calendar, stop_digest
from .reminders import remind_of_deadlines

__all__ = [
    "Words",
    "change_preferences",
    "chase",
    "close_calendar",
    "edit_comment",
    "erase_comment",
    "forget_old",
    "mark_all_read",
    "mark_read",
    "notify",
    "open_calendar",
    "remind_of_deadlines",
    "send_digests",
    "stop_digest",
    "write_comment",
]
