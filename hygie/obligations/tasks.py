"""Bodies of the obligations' jobs: each can be killed at any moment and run again."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from hygie.core import files
from hygie.core.actions import Recording
from hygie.core.jobs import JobKind, Progress, job_kinds
from hygie.core.models import StoredFile
from hygie.core.tenancy import Scope
from hygie.territory.registries import ChangeListener, change_listeners

from .actions import statuses
from .catalogue_reader import load_catalogue

SYSTEM = Scope.system()
MIDNIGHT = "00:01"
IDS_AT_MOST = 5000
"""In one job: an import of all France changes a hundred thousand organisations."""


def register() -> None:
    job_kinds.register(JobKind("obligations.reassess", _("Judge the obligations again"), reassess))
    job_kinds.register(JobKind("obligations.around", _("Judge the other members of the GHT again"), reassess_around))
    job_kinds.register(
        JobKind(
            "obligations.due",
            _("Judge what the day changes"),
            reassess_due,
            daily_at=MIDNIGHT,
            wanted=statuses.catalogue_changed,
        )
    )
    job_kinds.register(JobKind("obligations.erase_file", _("Erase a file"), erase_file))
    change_listeners.register(ChangeListener("obligations", queue_reassessment))


def reassess(progress: Progress, organisations: Collection[int]) -> int:
    """Judge these and their GHTs after a change of facts or relations. Returns how many statuses changed."""
    return statuses.reassess(statuses.concerned_by(organisations), tell=progress.update)


def queue_reassessment(record: Recording, organisations: Collection[int]) -> None:
    """Called by the territory inside the transaction that changed facts or relations."""
    ids = sorted(set(organisations))
    if len(ids) == 1:
        record.after_commit("obligations.reassess", once=f"obligations.reassess:{ids[0]}", organisations=ids)
        return
    for start in range(0, len(ids), IDS_AT_MOST):
        record.after_commit("obligations.reassess", organisations=ids[start : start + IDS_AT_MOST])


def reassess_around(progress: Progress, organisation: int, kind: str) -> int:
    """Carry a GHT's proof to its members, a member's to its GHT. Returns how many statuses changed."""
    touched = [requirement.code for requirement in load_catalogue().touched_by(kind)]
    return statuses.reassess(statuses.around(organisation, kind), touched, tell=progress.update)


def reassess_due(progress: Progress) -> int:
    """Every midnight, and as soon as the catalogue has changed. Returns how many statuses changed."""
    return statuses.reassess_due(tell=progress.update)


def erase_file(progress: Progress, file: int) -> None:
    """Remove the bytes of a file whose row says that it was erased."""
    erased = StoredFile.objects.within(SYSTEM).filter(pk=file, erased_at__isnull=False).first()
    if erased is not None:
        files.discard(erased)
