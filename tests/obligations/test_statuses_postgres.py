"""Several writers at once, and the second wall: what only PostgreSQL can show."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from hygie.core import signing
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.models import LedgerEntry
from hygie.core.rowsecurity import declare, sight
from hygie.core.tenancy import Scope
from hygie.obligations import actions
from hygie.obligations.actions import statuses
from hygie.obligations.models import ProgrammeSummary, Proof, StatusInterval
from hygie.territory.actions import refresh_reach
from tests.factories.obligations import EXERCISE, EntityFactory, GhtFactory, ciso, deposited, joins, states

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
SYSTEM = Scope.system()
WRITERS = 6


def at_once(*works):
    """Run each in a thread with a connection of its own, all started together; raises what any raised."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            with sight(SYSTEM):
                return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def open_rows(model):
    return list(model.objects.within(SYSTEM).filter(until=None).order_by("organisation_id", "pk"))


@pytest.mark.django_db(transaction=True)
class TestSeveralWriters:
    def test_deposits_and_judgements_of_one_hospital_leave_one_status_each(self):
        hospital = EntityFactory()
        statuses.reassess([hospital.pk])
        system = Context.system("test")

        def deposit(number):
            return lambda: actions.deposit_proof(
                system, hospital, "crisis_exercise", today(), EXERCISE, comment=f"number {number}"
            )

        judge = [lambda: statuses.reassess([hospital.pk])] * WRITERS
        at_once(*[deposit(number) for number in range(WRITERS)], *judge)
        keys = [(row.organisation_id, row.requirement) for row in open_rows(StatusInterval)]
        assert len(keys) == len(set(keys))
        assert Proof.objects.within(SYSTEM).count() == WRITERS
        assert statuses.recompute_all() == 0
        assert list(signing.verify()) == []

    def test_a_form_sent_by_two_clicks_at_once_is_one_proof(self):
        hospital = EntityFactory()
        system = Context.system("test")

        def click():
            return actions.deposit_proof(system, hospital, "crisis_exercise", today(), EXERCISE, token="t").pk

        assert len(set(at_once(*[click] * WRITERS))) == 1
        assert LedgerEntry.objects.within(SYSTEM).count() == 1

    def test_two_workers_that_judge_everyone_do_not_wait_for_each_other(self):
        region = EntityFactory().region
        ghts = GhtFactory.create_batch(3, region=region)
        for number, entity in enumerate(EntityFactory.create_batch(9, region=region)):
            joins(entity, ghts[number % 3])
        at_once(*[statuses.recompute_all] * 4)
        keys = [(row.organisation_id, row.programme) for row in open_rows(ProgrammeSummary)]
        assert keys
        assert len(keys) == len(set(keys))
        assert statuses.recompute_all() == 0


@pytest.mark.django_db
class TestSecondWall:
    @pytest.fixture
    def as_the_application(self):
        """From here on, what row-level security lets through and nothing else."""

        def become(context):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE hygie_app")
            declare(context.scope)

        yield become
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    @pytest.fixture
    def hospital(self):
        return EntityFactory()

    def test_a_ght_s_proof_counts_though_its_member_does_not_see_it(self, hospital, as_the_application):
        ght = GhtFactory(region=hospital.region)
        joins(hospital, ght)
        deposited(ght, "reporting_procedure")
        by = ciso(hospital)
        refresh_reach([hospital.pk, ght.pk])
        as_the_application(by)
        assert not Proof.objects.within(SYSTEM).exists()
        deposited(hospital, "crisis_exercise", by=by)
        mine = StatusInterval.objects.within(SYSTEM).filter(until=None, organisation=hospital)
        assert mine.get(requirement="rgpd-notify").status == "met"
        assert [proof.kind for proof in Proof.objects.within(SYSTEM)] == ["crisis_exercise"]

    def test_an_action_that_fails_gives_its_sight_back(self, hospital, as_the_application, monkeypatch):
        other, by = EntityFactory(), ciso(hospital)
        deposited(other, "crisis_exercise")
        states(hospital, "regime", "ose")
        refresh_reach([hospital.pk, other.pk])
        as_the_application(by)
        monkeypatch.setattr("hygie.obligations.actions.statuses.write", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            deposited(hospital, "crisis_exercise", by=by)
        assert not Proof.objects.within(SYSTEM).exists()
