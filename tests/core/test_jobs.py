import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from hygie.core import jobs, liveness
from hygie.core.clock import frozen, now
from hygie.core.models import Job, JobState
from hygie.core.tenancy import Scope

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
ran = []


def work(progress, **payload):
    ran.append(payload)
    if payload.get("fail"):
        raise ValueError("the file has 3 cells")
    if payload.get("count"):
        for done in range(payload["count"]):
            progress._written = 0
            progress.update(done, payload["count"], "reading")
    return {"read": 1}


@pytest.fixture(autouse=True)
def _kinds(settings, tmp_path):
    settings.HYGIE_HOME = tmp_path
    ran.clear()
    if "test.work" not in jobs.job_kinds:
        jobs.job_kinds.register(jobs.JobKind("test.work", "Work", work))
        jobs.job_kinds.register(jobs.JobKind("test.daily", "Daily", work, daily_at="03:00"))


def run(job):
    jobs.run_job.call(str(job.uid))
    return again(job)


def again(job):
    return Job.objects.within(SYSTEM).get(pk=job.pk)


def test_a_job_exists_if_and_only_if_its_change_does():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.schedule("test.work")
        raise ZeroDivisionError
    assert not Job.objects.within(SYSTEM).exists()
    assert not DBTaskResult.objects.exists()
    jobs.schedule("test.work")
    assert DBTaskResult.objects.count() == 1


def test_a_job_tells_its_result():
    job = run(jobs.schedule("test.work", {"name": "a"}))
    assert (job.state, job.result, ran) == (JobState.DONE, {"read": 1}, [{"name": "a"}])


def test_a_job_that_runs_twice_works_once():
    job = jobs.schedule("test.work")
    run(job)
    run(job)
    assert len(ran) == 1


def test_two_jobs_with_one_key_are_one_job_until_it_starts():
    first = jobs.schedule("test.work", once="reassess:1")
    assert jobs.schedule("test.work", once="reassess:1") == first
    run(first)
    assert jobs.schedule("test.work", once="reassess:1") != first


def test_a_failing_job_is_tried_again_then_says_why():
    job = jobs.schedule("test.work", {"fail": True})
    for _ in range(jobs.ATTEMPTS - 1):
        assert run(job).state == JobState.WAITING
    job = run(job)
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "the file has 3 cells", jobs.ATTEMPTS)


def test_a_waiting_job_is_cancelled_at_once():
    job = jobs.schedule("test.work")
    jobs.cancel(job)
    assert run(job).state == JobState.CANCELLED
    assert ran == []


def test_a_running_job_ends_at_its_next_step_when_asked_to():
    job = jobs.schedule("test.work", {"count": 3})
    Job.objects.within(SYSTEM).filter(pk=job.pk).update(cancel_asked=True)
    assert run(job).state == JobState.CANCELLED


def test_the_jobs_of_a_dead_worker_go_back_to_the_queue_and_those_of_a_living_one_stay():
    living, dead = liveness.new_worker_id(), liveness.new_worker_id()
    liveness.hold(living)
    kept, lost = jobs.schedule("test.work"), jobs.schedule("test.work")
    for job, worker in ((kept, living), (lost, dead)):
        Job.objects.within(SYSTEM).filter(pk=job.pk).update(
            state=JobState.RUNNING, worker=worker, attempts=1, started_at=now()
        )
    assert jobs.reap() == 1
    assert (again(kept).state, again(lost).state) == (JobState.RUNNING, JobState.WAITING)
    liveness.release(living)


def test_the_system_itself_lets_go_of_a_dead_workers_lock(settings):
    worker = liveness.new_worker_id()
    code = (
        "import django,sys,time;from django.conf import settings as s;"
        f"s.configure(HYGIE_HOME={str(settings.HYGIE_HOME)!r});"
        f"from hygie.core import liveness;liveness.hold({worker!r});print('held',flush=True);time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert liveness.is_alive(worker)
    finally:
        process.kill()
        process.communicate()
    assert not liveness.is_alive(worker)


def test_a_silent_worker_of_another_host_is_taken_for_lost_after_hours():
    job = jobs.schedule("test.work")
    Job.objects.within(SYSTEM).filter(pk=job.pk).update(
        state=JobState.RUNNING, worker="elsewhere.1", attempts=1, started_at=now() - timedelta(hours=1)
    )
    assert jobs.reap() == 0
    with frozen(now() + jobs.LOST_AFTER):
        assert jobs.reap() == 1


def test_a_daily_job_is_queued_once_a_day_when_its_hour_has_come():
    def daily():
        return Job.objects.within(SYSTEM).filter(kind="test.daily").count()

    with frozen(datetime(2026, 3, 2, 0, 30, tzinfo=UTC)):
        jobs.run_due()
        assert daily() == 0
    with frozen(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        jobs.run_due()
        jobs.run_due()
        assert daily() == 1
    with frozen(datetime(2026, 3, 3, 9, 0, tzinfo=UTC)):
        jobs.run_due()
        assert daily() == 2


def test_a_daily_job_that_failed_is_queued_again_a_few_times():
    def daily():
        return Job.objects.within(SYSTEM).filter(kind="test.daily")

    with frozen(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        for _ in range(jobs.ATTEMPTS + 2):
            jobs.run_due()
            daily().update(state=JobState.FAILED, once=None)
        assert daily().count() == jobs.ATTEMPTS


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
def test_a_change_that_shares_a_waiting_job_is_seen_by_it(transactional_db):
    waiting = jobs.schedule("test.work", once="reassess:1")
    seen = []

    def take():
        try:
            jobs.run_job.call(str(waiting.uid))
            seen.append("ran")
        finally:
            connection.close()

    with transaction.atomic():
        assert jobs.schedule("test.work", once="reassess:1") == waiting
        worker = Thread(target=take)
        worker.start()
        worker.join(0.5)
        assert seen == []
    worker.join(10)
    assert seen == ["ran"]


def test_an_unknown_kind_of_job_is_refused():
    with pytest.raises(RuntimeError, match="not registered"):
        jobs.schedule("test.unknown")
