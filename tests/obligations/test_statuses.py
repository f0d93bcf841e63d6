"""Stored statuses: kept true by every change, the same as when all is judged again, and a history nobody rewrites."""

import json
from argparse import Namespace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hygie.core.actions import Context
from hygie.core.clock import frozen, today
from hygie.core.commands import commands
from hygie.core.jobs import Progress, job_kinds, run_due
from hygie.core.models import Job
from hygie.core.tenancy import Scope
from hygie.obligations import rules, tasks
from hygie.obligations.actions import statuses
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Status
from hygie.obligations.models import Assessment, ProgrammeSummary, StatusInterval
from hygie.obligations.queries.dossiers import dossier_of
from hygie.territory import actions as territory
from hygie.territory.enums import Provider
from hygie.territory.models import Membership
from tests.factories.obligations import (
    EntityFactory,
    GhtFactory,
    RegionFactory,
    deposited,
    joins,
    reviewed,
    states,
)
from tests.obligations.stored import (
    EXERCISED,
    LENT,
    SHARED,
    START,
    open_statuses,
    open_summaries,
    run_jobs,
    status_of,
)

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
SIGHT = 5 if connection.vendor == "postgresql" else 0
"""Queries that put the reader's sight aside and give it back."""


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(START):
        yield


@pytest.fixture
def hospital():
    return EntityFactory()


class TestIntervals:
    def test_a_change_closes_one_interval_and_opens_another(self, hospital):
        deposited(hospital, "self_assessment")
        with frozen(START + timedelta(hours=1)):
            deposited(hospital, "crisis_exercise")
        history = StatusInterval.objects.within(SYSTEM).filter(organisation=hospital, requirement=EXERCISED)
        assert list(history.order_by("since").values_list("status", "since", "until")) == [
            ("missing", START, START + timedelta(hours=1)),
            ("met", START + timedelta(hours=1), None),
        ]

    def test_what_does_not_apply_has_no_interval(self, hospital):
        deposited(hospital, "crisis_exercise")
        assert status_of(hospital, "ose-01") is None
        dossier = dossier_of(hospital)
        assert rules.status_of(load_catalogue()["ose-01"], dossier, today()).status is Status.NOT_APPLICABLE

    def test_what_stops_applying_leaves_a_gap_in_the_history(self, hospital):
        states(hospital, "regime", "ose", ends_on=today() + timedelta(days=1))
        statuses.reassess([hospital.pk])
        assert status_of(hospital, "ose-01") == "missing"
        with frozen(START + timedelta(days=1)):
            statuses.reassess_due()
        assert status_of(hospital, "ose-01") is None
        assert not ProgrammeSummary.objects.within(SYSTEM).filter(until=None, programme="ose").exists()

    def test_a_stored_verdict_reads_as_it_was_judged(self, hospital):
        deposited(hospital, "crisis_exercise")
        stored = StatusInterval.objects.within(SYSTEM).get(until=None, requirement=EXERCISED).verdict
        judged = rules.status_of(load_catalogue()[EXERCISED], dossier_of(hospital), today())
        assert (stored.status, stored.proofs, stored.assurance) == (judged.status, judged.proofs, judged.assurance)
        assert (stored.explanation, stored.lasts_until) == (judged.explanation, judged.lasts_until)

    def test_the_database_refuses_two_open_intervals(self, hospital):
        deposited(hospital, "crisis_exercise")
        twin = StatusInterval.objects.within(SYSTEM).get(until=None, requirement=EXERCISED)
        twin.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()

    def test_a_hospital_that_changes_region_carries_its_statuses(self, hospital):
        deposited(hospital, "crisis_exercise")
        hospital.region = RegionFactory()
        hospital.save()
        statuses.reassess([hospital.pk])
        assert {row[0] for row in open_statuses()} == {row[0] for row in open_summaries()} == {hospital.region_id}

    def test_judging_again_changes_nothing(self, hospital):
        deposited(hospital, "crisis_exercise")
        assert statuses.recompute_all() == 0
        assert not StatusInterval.objects.within(SYSTEM).filter(until__isnull=False).exists()


class TestSummaries:
    def test_a_summary_says_what_its_intervals_say(self, hospital):
        reviewed(deposited(hospital, "crisis_exercise"))
        summary = ProgrammeSummary.objects.within(SYSTEM).get(until=None, programme="dns-2025-12")
        told = {row[2]: row[4] for row in open_statuses() if row[3] == "dns-2025-12"}
        assert summary.statuses == told
        assert (summary.applicable, summary.met, summary.verified, summary.missing) == (7, 1, 1, 6)
        assert summary.worst == Status.MISSING

    def test_a_change_that_leaves_the_status_leaves_the_summary(self, hospital):
        deposited(hospital, "crisis_exercise")
        with frozen(START + timedelta(hours=1)):
            deposited(hospital, "crisis_exercise", today() - timedelta(days=2))
        assert ProgrammeSummary.objects.within(SYSTEM).filter(programme="dns-2025-12").count() == 1


class TestCalendar:
    def test_a_proof_lapses_at_midnight_without_anybody(self, hospital):
        deposited(hospital, "crisis_exercise", expires_on=today() + timedelta(days=100))
        assert status_of(hospital) == "met"
        with frozen(START + timedelta(days=99)):
            statuses.reassess_due()
            assert status_of(hospital) == "expires_soon"
        with frozen(START + timedelta(days=101)):
            statuses.reassess_due()
            assert status_of(hospital) == "overdue"

    def test_midnight_looks_only_at_what_the_day_changes(self, hospital, django_assert_max_num_queries):
        deposited(hospital, "crisis_exercise")
        with frozen(START + timedelta(days=1)), django_assert_max_num_queries(2 + SIGHT):
            assert statuses.reassess_due() == 0

    def test_midnight_twice_is_midnight_once(self, hospital):
        deposited(hospital, "crisis_exercise", expires_on=today())
        with frozen(START + timedelta(days=1)):
            assert statuses.reassess_due() > 0
            assert statuses.reassess_due() == 0

    def test_a_part_judged_today_does_not_put_off_the_rest(self, hospital):
        deposited(hospital, "crisis_exercise", expires_on=today() + timedelta(days=2))
        with frozen(START + timedelta(days=1)):
            deposited(hospital, "self_assessment")
        with frozen(START + timedelta(days=3)):
            statuses.reassess_due()
            assert status_of(hospital) == "overdue"

    def test_a_planned_fact_counts_on_its_day(self, hospital):
        states(hospital, "regime", "ose", starts_on=today() + timedelta(days=1))
        statuses.reassess([hospital.pk])
        assert status_of(hospital, "ose-01") is None
        with frozen(START + timedelta(days=1)):
            statuses.reassess_due()
        assert status_of(hospital, "ose-01") == "missing"

    def test_whoever_was_never_judged_is_judged_at_midnight(self, hospital):
        statuses.reassess_due()
        assert status_of(hospital) == "missing"


class TestCatalogue:
    def test_another_catalogue_has_everyone_judged_again_once(self, hospital):
        deposited(hospital, "crisis_exercise")
        assert not statuses.catalogue_changed()
        Assessment.objects.within(SYSTEM).update(catalogue="of last year")
        with frozen(START.replace(hour=22)):
            run_due()
            run_due()
        assert Job.objects.within(SYSTEM).filter(kind="obligations.due").count() == 1
        run_jobs()
        assert not statuses.catalogue_changed()

    def test_a_requirement_that_left_the_catalogue_closes_its_intervals(self, hospital):
        deposited(hospital, "crisis_exercise")
        gone = StatusInterval.objects.within(SYSTEM).filter(requirement=EXERCISED)
        gone.update(requirement="repealed")
        Assessment.objects.within(SYSTEM).update(catalogue="of last year")
        statuses.reassess_due()
        assert status_of(hospital, "repealed") is None
        assert status_of(hospital) == "met"

    def test_the_first_action_after_a_change_judges_its_organisation_whole(self, hospital):
        deposited(hospital, "crisis_exercise")
        StatusInterval.objects.within(SYSTEM).filter(requirement="dns-2025-12-2").update(requirement="repealed")
        Assessment.objects.within(SYSTEM).update(catalogue="of last year")
        deposited(hospital, "quality_plan")
        assert status_of(hospital, "repealed") is None
        assert status_of(hospital, "dns-2025-12-2") == "missing"


class TestGht:
    @pytest.fixture
    def ght(self, hospital):
        ght = GhtFactory(region=hospital.region)
        joins(hospital, ght)
        states(ght, "candidature", "care-d2")
        statuses.recompute_all()
        return ght

    def test_its_proof_counts_for_its_members_after_the_job(self, hospital, ght):
        deposited(ght, "reporting_procedure")
        assert status_of(hospital, LENT) == "missing"
        run_jobs()
        assert status_of(hospital, LENT) == "met"

    def test_a_member_s_proof_counts_in_the_share_after_the_job(self, hospital, ght):
        other = EntityFactory(region=hospital.region)
        joins(other, ght)
        states(hospital, "activity_weight", 70)
        states(other, "activity_weight", 30)
        statuses.reassess([ght.pk])
        reviewed(deposited(hospital, "continuity_test"))
        assert status_of(ght, SHARED) == "missing"
        run_jobs()
        assert status_of(ght, SHARED) == "met"

    def test_a_job_run_twice_changes_nothing_more(self, hospital, ght):
        deposited(ght, "reporting_procedure")
        kind = job_kinds["obligations.around"]
        job = Job.objects.within(SYSTEM).get()
        assert kind.run(Progress(job), **job.payload) > 0
        assert kind.run(Progress(job), **job.payload) == 0

    def test_who_leaves_the_ght_loses_its_proofs(self, hospital, ght):
        deposited(ght, "reporting_procedure")
        run_jobs()
        membership = Membership.objects.within(SYSTEM).get(organisation=hospital)
        territory.end_membership(Context.system("test"), membership)
        run_jobs()
        assert status_of(hospital, LENT) == "missing"

    def test_a_new_weight_changes_the_share(self, hospital, ght):
        other = EntityFactory(region=hospital.region)
        joins(other, ght)
        states(other, "activity_weight", 50)
        states(hospital, "activity_weight", 50, ends_on=today())
        reviewed(deposited(hospital, "continuity_test"))
        run_jobs()
        assert status_of(ght, SHARED) == "missing"
        territory.record_fact(Context.system("test"), hospital, "activity_weight", 100, Provider.ARS)
        run_jobs()
        assert status_of(ght, SHARED) == "met"


class TestManyAtOnce:
    def test_an_import_of_thousands_is_a_few_jobs(self, monkeypatch):
        monkeypatch.setattr(tasks, "IDS_AT_MOST", 2)
        hospitals = EntityFactory.create_batch(3, region=RegionFactory())
        with Context.system("test").recording_own() as record:
            record.nothing_changed()
            tasks.queue_reassessment(record, [hospital.pk for hospital in hospitals])
        assert Job.objects.within(SYSTEM).filter(kind="obligations.reassess").count() == 2
        run_jobs()
        assert {status_of(hospital) for hospital in hospitals} == {"missing"}

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows by itself")
    def test_sqlite_is_told_how_full_its_tables_have_become(self, hospital, monkeypatch):
        monkeypatch.setattr(statuses, "MANY", 1)
        statuses.reassess([hospital.pk])
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'obligations_statusinterval'")
            assert cursor.fetchone()[0] > 0


def test_the_repair_says_how_many_statuses_differed(hospital, capsys):
    deposited(hospital, "crisis_exercise")
    StatusInterval.objects.within(SYSTEM).filter(requirement=EXERCISED).update(status="missing")
    command = commands["recompute"]
    for expected in (1, 0):
        assert command.run(Namespace(json=True)) == 0
        assert json.loads(capsys.readouterr().out) == {"differed": expected}
