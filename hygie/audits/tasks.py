"""Bodies of the audits' jobs: each can be killed at any moment and run again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.counts import recount_all


def register() -> None:
    job_kinds.register(JobKind("audits.days", _("Count the findings of the day"), count_day, daily_at="00:40"))


def count_day(progress: Progress) -> int:
    """How many establishments were counted."""
    return recount_all(progress.update)
