"""Work outside the request: scheduled with the change that needs it, seen by its owner, safe to kill and to repeat.

Every job runs through one task, `run_job`. Its row tells state and progress; the queue is django-tasks-db's. A worker
proves that it lives by a file lock (`liveness`); `reap` gives the jobs of dead workers back to the queue.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.functional import Promise
from django_tasks import task

from . import liveness, rowsecurity
from .clock import PARIS, now, today
from .models import Job, JobState
from .registry import Registry
from .tenancy import Scope

logger = logging.getLogger(__name__)

SYSTEM = Scope.system()
ATTEMPTS = 3
SECONDS_BETWEEN_WRITES = 1.0
#: a job of another host whose worker has been silent for this long is taken for lost
LOST_AFTER = timedelta(hours=6)


class Cancelled(Exception):
    """The owner asked for an end; nothing half-done remains, since jobs write in one transaction."""


class Place(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def region_id(self) -> int | None: ...


class Progress:
    """What a job says of itself while it works; written outside the job's own transaction, at most once a second."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written = 0.0

    def update(self, done: int, total: int = 0, note: str = "") -> None:
        """Tell how far the work is. Raises Cancelled when the owner asked for an end."""
        if connection.in_atomic_block and not _inside_test():
            raise RuntimeError("progress is told between transactions, never inside one")
        if time.monotonic() - self._written < SECONDS_BETWEEN_WRITES and done != total:
            return
        self._written = time.monotonic()
        mine = Job.objects.within(SYSTEM).filter(pk=self.job.pk)
        mine.update(done=done, total=total, note=note[:200])
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled


def _inside_test() -> bool:
    """A test may wrap everything in one outer transaction (savepoints tell it apart from ours)."""
    return any(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


@dataclass(frozen=True)
class JobKind:
    """`run(progress, **payload)` returns JSON; it may be run twice. `daily_at` is "HH:MM" in Paris.

    `wanted` is asked every minute, from the start of the worker: whether there is work that no action has queued.
    """

    code: str
    label: str | Promise
    run: Callable[..., Any]
    daily_at: str | None = None
    wanted: Callable[[], bool] | None = None


job_kinds: Registry[JobKind] = Registry("job kinds", key=lambda kind: kind.code)


def schedule(
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    place: Place | None = None,
    person_id: int | None = None,
    once: str | None = None,
) -> Job:
    """Queue a job in the current transaction. With `once`, a waiting job of the same key serves both callers."""
    if kind not in job_kinds:
        raise RuntimeError(f"job kind {kind} is not registered")
    with transaction.atomic():
        facts = {
            "kind": kind,
            "payload": dict(payload or {}),
            "organisation_id": place.pk if place else None,
            "region_id": place.region_id if place else None,
            "person_id": person_id,
            "created_at": now(),
        }
        job, fresh = (Job.objects.create(**facts), True) if once is None else _shared(once, facts)
        if fresh:
            run_job.enqueue(str(job.uid))
    return job


def _shared(once: str, facts: Mapping[str, Any]) -> tuple[Job, bool]:
    """The job that waits under this key, or a new one.

    The one that waits is held until the caller's transaction ends: a worker that takes it then sees the change. A
    worker that was faster has freed the key, and a new job is made.
    """
    same_key = Job.objects.within(SYSTEM).filter(once=once).order_by("pk")
    while (waiting := same_key.select_for_update().first()) is None:
        job, fresh = Job.objects.within(SYSTEM).get_or_create(once=once, defaults=facts)
        if fresh:
            return job, True
    return waiting, False


@task()
def run_job(job_uid: str) -> None:
    """Run one job to its end. A job that is not waiting (cancelled, already taken) is left alone."""
    job = _take(job_uid)
    if job is None:
        return
    kind = job_kinds.get(job.kind)
    try:
        if kind is None:
            raise RuntimeError(f"job kind {job.kind} is unknown to this version")
        # What a job says of itself is kept in the language of the code, and translated for whoever reads it.
        with rowsecurity.whole(), translation.override("en"):
            result = kind.run(Progress(job), **job.payload)
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except Exception as problem:  # the worker must outlive any job
        logger.exception("job %s (%s) failed", job.uid, job.kind)
        _retry_or_fail(job, str(problem) or type(problem).__name__)
    else:
        _end(job, JobState.DONE, result=result)


def _take(job_uid: str) -> Job | None:
    """Claim a waiting job. Its `once` key is freed: a change from now on needs a new job."""
    waiting = Job.objects.within(SYSTEM).filter(uid=job_uid, state=JobState.WAITING)
    taken = waiting.update(
        state=JobState.RUNNING, worker=liveness.this_worker(), started_at=now(), attempts=F("attempts") + 1, once=None
    )
    return Job.objects.within(SYSTEM).get(uid=job_uid) if taken else None


def _end(job: Job, state: JobState, **facts: Any) -> None:
    running = Job.objects.within(SYSTEM).filter(pk=job.pk, state=JobState.RUNNING)
    running.update(state=state, finished_at=now(), **facts)


def _retry_or_fail(job: Job, error: str) -> None:
    if job.attempts >= ATTEMPTS:
        _end(job, JobState.FAILED, error=error[:2000])
        return
    with transaction.atomic():
        again = Job.objects.within(SYSTEM).filter(pk=job.pk, state=JobState.RUNNING)
        if again.update(state=JobState.WAITING, worker="", error=error[:2000]):
            wait = timedelta(seconds=5 * 4 ** (job.attempts - 1))
            run_job.using(run_after=now() + wait).enqueue(str(job.uid))


def cancel(job: Job) -> None:
    """End a waiting job at once; ask a running one to end at its next step."""
    everything = Job.objects.within(SYSTEM).filter(pk=job.pk)
    if not everything.filter(state=JobState.WAITING).update(state=JobState.CANCELLED, finished_at=now(), once=None):
        everything.filter(state=JobState.RUNNING).update(cancel_asked=True)


def reap() -> int:
    """Give the jobs of dead workers back to the queue, or fail them after too many attempts. Returns how many."""
    reaped = 0
    for job in Job.objects.within(SYSTEM).filter(state=JobState.RUNNING).exclude(worker="").order_by("pk"):
        if _is_lost(job):
            _retry_or_fail(job, "the worker stopped before the end")
            reaped += 1
    return reaped


def _is_lost(job: Job) -> bool:
    if liveness.is_here(job.worker):
        return not liveness.is_alive(job.worker)
    return job.started_at is not None and now() - job.started_at > LOST_AFTER


def run_due() -> int:
    """Queue the daily jobs whose hour has come and were not queued today, and the wanted ones. Returns how many."""
    queued = 0
    for kind in job_kinds:
        if _is_due(kind):
            schedule(kind.code, once=f"{kind.code}@{today().isoformat()}")
            queued += 1
    return queued


def _is_due(kind: JobKind) -> bool:
    hour = now().astimezone(PARIS).strftime("%H:%M")
    if kind.daily_at is not None and kind.daily_at <= hour and not _ran_today(kind):
        return True
    return kind.wanted is not None and kind.wanted()


def _ran_today(kind: JobKind) -> bool:
    """One that failed is queued again, a few times at most."""
    midnight = now().astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Job.objects.within(SYSTEM).filter(
        kind=kind.code, created_at__gte=midnight, person_id__isnull=True, payload={}
    )
    states = list(mine.order_by("pk").values_list("state", flat=True))
    return any(state != JobState.FAILED for state in states) or len(states) >= ATTEMPTS
