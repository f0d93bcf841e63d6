"""Bodies of governance's jobs: each can be killed at any moment and run again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.actions import Context
from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.appointments import begin_appointments


def register() -> None:
    job_kinds.register(
        JobKind("governance.begin", _("Begin the appointments of the day"), begin_appointments_today, daily_at="00:05")
    )


def begin_appointments_today(progress: Progress) -> int:
    """How many appointments began."""
    return begin_appointments(Context.system("appointment begins"))
