"""What the stored statuses say, for the tests that compare them."""

from datetime import UTC, datetime

from hygie.core.jobs import Progress, job_kinds
from hygie.core.models import Job, JobState
from hygie.core.tenancy import Scope
from hygie.obligations.models import ProgrammeSummary, StatusInterval

SYSTEM = Scope.system()
START = datetime(2026, 10, 5, 9, tzinfo=UTC)
EXERCISED, SHARED, LENT = "dns-2025-12-1", "care-d2-o1d", "rgpd-notify"


def open_statuses():
    """What is open, as values: the same whatever path led there."""
    columns = ("organisation_id", "requirement", "programme", "status", "assurance", "explanation", "due_on")
    rows = StatusInterval.objects.within(SYSTEM).filter(until=None).order_by("organisation_id", "requirement")
    return list(rows.values_list("region_id", *columns))


def open_summaries():
    columns = ("organisation_id", "programme", "statuses", "assurances", "met", "verified", "overdue", "worst")
    rows = ProgrammeSummary.objects.within(SYSTEM).filter(until=None).order_by("organisation_id", "programme")
    return list(rows.values_list("region_id", *columns))


def closed_intervals():
    rows = StatusInterval.objects.within(SYSTEM).filter(until__isnull=False).order_by("pk")
    return set(rows.values_list("pk", "organisation_id", "requirement", "status", "since", "until"))


def status_of(organisation, requirement=EXERCISED):
    found = StatusInterval.objects.within(SYSTEM).filter(until=None, organisation=organisation, requirement=requirement)
    return found.get().status if found.exists() else None


def run_jobs():
    """Run what waits, in order, as a worker would."""
    while waiting := Job.objects.within(SYSTEM).filter(state=JobState.WAITING).order_by("pk").first():
        Job.objects.within(SYSTEM).filter(pk=waiting.pk).update(state=JobState.DONE, once=None)
        job_kinds[waiting.kind].run(Progress(waiting), **waiting.payload)
