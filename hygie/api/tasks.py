"""Jobs of the open API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions import purge_keys


def register() -> None:
    job_kinds.register(JobKind("api.purge_keys", _("Forget the old keys of deposits"), purge, daily_at="03:50"))


def purge(progress: Progress) -> int:
    return purge_keys()
