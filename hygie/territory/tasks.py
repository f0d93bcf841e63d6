"""Jobs of the territory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.imports import IMPORT, import_file
from .actions.reach import rebuild_reach


def register() -> None:
    job_kinds.register(JobKind("territory.reach", _("Update who belongs to whom"), rebuild, daily_at="00:00"))
    job_kinds.register(JobKind(IMPORT, _("Import a national file"), import_file))


def rebuild(progress: Progress) -> dict[str, int]:
    """Memberships begin and end at midnight."""
    change = rebuild_reach()
    return {"added": change.added, "removed": change.removed}
