"""Jobs that follow a change of timelines, closing days or enrichment: each can be killed and run again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.jobs import JobKind, Progress, job_kinds

from .actions.advisories import tell_advisories
from .actions.priority import reprioritise_region
from .queries.places import region_by_key

REPRIORITISE = "audits.reprioritise"
TELL = "audits.tell_advisories"


def register() -> None:
    job_kinds.register(JobKind(REPRIORITISE, _("Judge the priority of findings again"), reprioritise))
    job_kinds.register(JobKind(TELL, _("Tell establishments of new advisories"), tell))


def reprioritise(progress: Progress, region: int, *, with_cve: bool = False) -> int:
    """`region` is its key. Returns how many findings changed."""
    return reprioritise_region(region_by_key(region), with_cve=with_cve, tell=progress.update)


def tell(progress: Progress) -> int:
    """Returns how many establishments were told."""
    return tell_advisories(progress.update)
