"""Bodies of the jobs of exchanges: each can be killed at any moment and run again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.jobs import JobKind, Progress, job_kinds

from . import actions


def register() -> None:
    job_kinds.register(
        JobKind("exchanges.reminders", _("Tell what comes near, and mail what is new"), remind, daily_at="06:30")
    )


def remind(progress: Progress) -> dict[str, int]:
    """Deadlines first, so that the mail of the day tells them. Returns how many were mailed and refused."""
    actions.forget_old()
    actions.remind_of_deadlines(progress.update)
    return actions.send_digests(progress.update)
