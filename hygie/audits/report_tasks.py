"""Jobs of the reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.reports.arriving import APPLY, READ, apply_confirmed, read_kept
from .actions.reports.sweeping import sweep_reports


def register() -> None:
    job_kinds.register(JobKind(READ, _("Read a report"), read_kept))
    job_kinds.register(JobKind(APPLY, _("Import a report"), apply_confirmed))
    job_kinds.register(JobKind("audits.sweep_reports", _("Drop forgotten reports"), sweep, daily_at="03:40"))


def sweep(progress: Progress) -> dict[str, int]:
    return {"dropped": sweep_reports()}
