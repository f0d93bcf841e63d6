"""Imports of national files: the runs, their reports, and the jobs that work on them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.models import Job, JobState
from hygie.core.tenancy import Scope

from ..models import ImportRun

SHOWN = 50


def runs_in_sight(context: Context) -> list[ImportRun]:
    """The latest imports: of all France, which concern everyone, and of the reader's regions."""
    rows = ImportRun.objects.select_related("region", "person").order_by("-at", "-pk")
    return list(rows.filter(_mine(context))[:SHOWN])


def run_or_404(context: Context, uid: UUID) -> ImportRun:
    found = ImportRun.objects.select_related("region", "person").filter(_mine(context), uid=uid).first()
    if found is None:
        raise Http404
    return found


def _mine(context: Context) -> Q:
    if context.scope.everything:
        return Q()
    return Q(region__isnull=True) | Q(region_id__in=context.scope.regions)


def job_or_404(context: Context, uid: UUID, kind: str) -> Job:
    """One's own job; what others asked for is theirs to follow."""
    found = Job.objects.within(Scope.system()).filter(uid=uid, kind=kind, person_id=context.person_id).first()
    if found is None or context.person_id is None:
        raise Http404
    return found


def jobs_under_way(context: Context, kind: str) -> list[Job]:
    """One's own imports that are not over."""
    going = Job.objects.within(Scope.system()).filter(kind=kind, person_id=context.person_id)
    return list(going.filter(state__in=[JobState.WAITING, JobState.RUNNING]).order_by("-pk")[:5])
