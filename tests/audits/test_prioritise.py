"""Ranks and deadlines in bulk: what they depend on, what is written, and how much it costs."""

from datetime import date, timedelta

import pytest

from hygie.audits.actions import priority
from hygie.audits.actions.priority import prioritise, prioritise_open, reprioritise_region
from hygie.audits.enums import AuditType, DueBecause, FindingState
from hygie.audits.knowledge_tasks import REPRIORITISE
from hygie.audits.models import ClosingDay, DeadlinePolicy, Finding, FindingSummary
from hygie.audits.queries.knowledge import freshness, known_of
from hygie.audits.queries.priorities import priority_inputs
from hygie.audits.rules.timelines import PUBLISHED_DAYS
from hygie.core.clock import now, today
from hygie.core.jobs import run_job, schedule
from hygie.core.models import Job
from hygie.core.rowsecurity import sight
from hygie.territory.advisories import Advisory, AdvisorySource, advisory_sources
from tests.budgets import at_most
from tests.factories.audits import AssetFactory, AuditFactory, FindingFactory
from tests.factories.knowledge import EnrichmentRunFactory, VulnerabilityFactory, everything_loaded

from .conftest import MORNING, SYSTEM

TOTAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def judged(place):
    return prioritise(place, Finding.objects.within(SYSTEM).filter(organisation=place))


def policy(region, **changed):
    rows = [changed.get(f"row_{number}", days) for number, days in enumerate(PUBLISHED_DAYS)]
    return DeadlinePolicy.objects.create(organisation=region, region=region, rows=rows, made_at=now())


def test_a_finding_gets_its_rank_deadline_and_enrichment_from_its_cves(world):
    everything_loaded()
    VulnerabilityFactory(cve="CVE-2026-1", listed=True, epss=0.9, epss_percentile=0.99)
    VulnerabilityFactory(cve="CVE-2026-2", epss=0.95, epss_percentile=0.97)
    found = FindingFactory(organisation=world.hospital, cves=["CVE-2026-1", "CVE-2026-2"], cvss_vector=TOTAL)
    assert judged(world.hospital) == 1
    found.refresh_from_db()
    assert (found.kev, found.epss, found.epss_percentile) == (True, 0.95, 0.97)
    assert (found.exploitation, found.decision) == ("active", 3)
    assert (found.due_on, found.due_because) == (date(2026, 10, 8), "policy")
    assert found.weight > 0


def test_judged_twice_changes_nothing_the_second_time(world):
    FindingFactory.create_batch(3, organisation=world.hospital)
    assert judged(world.hospital) == 3
    assert judged(world.hospital) == 0


def test_rows_already_read_get_their_new_values_too(world):
    found = FindingFactory(organisation=world.hospital)
    assert prioritise(world.hospital, [found]) == 1
    assert found.weight == Finding.objects.within(SYSTEM).get(pk=found.pk).weight > 0


def test_never_loaded_is_not_a_no_and_what_the_catalogue_does_not_name_is_one(world):
    assert known_of(["CVE-2026-1"])["CVE-2026-1"].kev is None
    EnrichmentRunFactory(source="kev")
    assert known_of(["CVE-2026-1"])["CVE-2026-1"].kev is False


def test_a_cve_scored_before_the_catalogue_was_loaded_is_still_unknown_there(world):
    VulnerabilityFactory(cve="CVE-2026-1", epss=0.5, epss_percentile=0.8)
    EnrichmentRunFactory(source="epss")
    assert known_of(["CVE-2026-1"])["CVE-2026-1"].kev is None


def test_what_people_chose_is_kept_and_still_ranks(world):
    chosen = today() + timedelta(days=200)
    found = FindingFactory(organisation=world.hospital, level=1, due_on=chosen, due_because=DueBecause.BY_HAND)
    judged(world.hospital)
    found.refresh_from_db()
    assert (found.due_on, found.due_because) == (chosen, "by_hand")


def test_an_asset_merged_into_another_counts_as_that_one(world):
    kept = AssetFactory(organisation=world.hospital, exposure="internet", criticality="high")
    gone = AssetFactory(organisation=world.hospital, merged_into=kept)
    found = FindingFactory(organisation=world.hospital, asset=gone, cvss_vector=TOTAL)
    judged(world.hospital)
    found.refresh_from_db()
    assert (found.decision, found.due_on) == (2, date(2026, 10, 8))


def test_what_an_exposure_audit_found_is_exposed_unless_somebody_says_otherwise(world):
    audit = AuditFactory(organisation=world.hospital, kind=AuditType.EXPOSURE)
    seen = FindingFactory(organisation=world.hospital, audit=audit, cvss_vector=TOTAL)
    inside = FindingFactory(
        organisation=world.hospital,
        audit=audit,
        cvss_vector=TOTAL,
        asset=AssetFactory(organisation=world.hospital, exposure="internal"),
    )
    judged(world.hospital)
    seen.refresh_from_db()
    inside.refresh_from_db()
    assert (seen.due_on, inside.due_on) == (date(2026, 10, 8), date(2026, 12, 4))


def test_the_region_s_latest_timelines_and_its_closing_days_hold_with_those_of_the_place(world):
    policy(world.region, row_10=30)
    policy(world.region, row_10=2)
    for place, day in ((world.region, 7), (world.hospital, 8), (world.neighbour, 9)):
        ClosingDay.objects.create(organisation=place, region=world.region, day=date(2026, 10, day))
    found = FindingFactory(organisation=world.hospital, cvss_vector=TOTAL)
    judged(world.hospital)
    found.refresh_from_db()
    assert found.due_on == date(2026, 10, 9)


def test_a_reader_without_sight_of_the_region_is_judged_by_its_timelines(world):
    policy(world.region, row_10=2)
    with sight(world.ciso_context.scope):
        assert priority_inputs(world.hospital).days[10] == 2


def test_an_alert_of_a_publisher_makes_exploitation_active(world):
    alert = Advisory("CERTFR-2026-ALE-001", "Alert", today(), cves=("CVE-2026-7",), alert=True)
    source = AdvisorySource("test", lambda wanted: [alert] if wanted.alerts_only else [])
    advisory_sources.register(source)
    try:
        known = known_of(["CVE-2026-7", "CVE-2026-8"])
    finally:
        del advisory_sources._items["test"]
    assert (known["CVE-2026-7"].alerted, known["CVE-2026-8"].alerted) == (True, False)


def test_closed_findings_are_left_as_they_were(world):
    FindingFactory(organisation=world.hospital, state=FindingState.CLOSED, is_open=False)
    FindingFactory(organisation=world.hospital, state=FindingState.ACCEPTED, is_open=False)
    assert prioritise_open(world.hospital) == 1


def test_a_region_is_judged_again_place_by_place_and_counted_where_something_changed(world, monkeypatch):
    monkeypatch.setattr(priority, "AT_ONCE", 2)
    FindingFactory.create_batch(5, organisation=world.hospital, opened_at=MORNING - timedelta(days=90))
    FindingFactory(organisation=world.neighbour, cves=["CVE-2026-1"])
    told = []
    assert reprioritise_region(world.region, tell=lambda done, total: told.append((done, total))) == 6
    assert told[-1][0] == told[-1][1]
    counted = FindingSummary.objects.within(SYSTEM).get(organisation=world.hospital)
    assert (counted.open_high, counted.overdue_high) == (5, 5)
    everything_loaded()
    assert reprioritise_region(world.region, with_cve=True) == 1


def test_the_job_judges_its_region_only(world):
    FindingFactory(organisation=world.hospital)
    job = schedule(REPRIORITISE, {"region": world.region.pk})
    run_job.call(str(job.uid))
    job = Job.objects.within(SYSTEM).get(pk=job.pk)
    assert (job.state, job.result) == ("done", 1)


def test_a_thousand_findings_cost_no_more_queries_than_ten(world):
    asset = AssetFactory(organisation=world.hospital)
    weakness = FindingFactory(organisation=world.hospital, asset=asset).weakness
    rows = FindingFactory.build_batch(
        40, organisation=world.hospital, asset=asset, weakness=weakness, cves=["CVE-2026-1"], region=world.region
    )
    Finding.objects.bulk_create(rows)
    everything_loaded()
    # On PostgreSQL one prepared statement for all; SQLite's driver counts them as one too.
    with at_most(9):
        judged(world.hospital)


@pytest.mark.parametrize(("age", "stale"), [(0, False), (7, False), (8, True)])
def test_a_file_of_more_than_a_week_is_stale(world, age, stale):
    EnrichmentRunFactory(source="kev", stated_on=today() - timedelta(days=age))
    kev, epss = freshness()
    assert (kev.days, kev.is_stale, epss.is_loaded, epss.is_stale) == (age, stale, False, False)
