"""What the calendar does to findings: each job can be killed at any moment and run again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.actions import Context
from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.finding_moves import reopen_expired
from .queries.expiring import organisations_with_expired


def register() -> None:
    job_kinds.register(
        JobKind(
            "audits.reopen_expired",
            _("Reopen accepted risks and false positives whose day has come"),
            reopen_all_expired,
            daily_at="00:20",
        )
    )


def reopen_all_expired(progress: Progress) -> int:
    """One transaction for each establishment. Returns how many findings are open again."""
    places, reopened = organisations_with_expired(), 0
    for number, place in enumerate(places, start=1):
        reopened += reopen_expired(Context.system("acceptance over"), place)
        progress.update(number, len(places))
    return reopened
