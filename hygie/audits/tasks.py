"""Bodies of the audits' jobs: each can be killed at any moment and run again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.clock import today
from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.counts import recount_all
from .actions.fixed_share import deposit_finished_quarter
from .rules.fixed_share import last_finished_quarter

#: days after the end of a quarter in which its share is looked for
DAYS_TO_KEEP = 10


def register() -> None:
    job_kinds.register(JobKind("audits.days", _("Count the findings of the day"), count_day, daily_at="00:40"))
    job_kinds.register(
        JobKind("audits.fixed_share", _("Keep the share of findings fixed on time"), keep_share, daily_at="02:20")
    )


def count_day(progress: Progress) -> int:
    """How many establishments were counted."""
    return recount_all(progress.update)


def keep_share(progress: Progress) -> int:
    """In the first days of a quarter, for the one before; a day without a worker is made up for on the next."""
    if (today() - last_finished_quarter(today())).days > DAYS_TO_KEEP:
        return 0
    return deposit_finished_quarter(progress.update)
