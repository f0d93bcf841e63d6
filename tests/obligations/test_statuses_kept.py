"""Stored statuses through faults, races and everything that can happen in a region: kept is what is found again."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.obligations import actions
from hygie.obligations.actions import statuses
from hygie.obligations.actions.intervals import counts
from hygie.obligations.enums import Decision
from hygie.obligations.models import Assessment, ProgrammeSummary, Proof, StatusInterval, Waiver
from hygie.territory import actions as territory
from hygie.territory.enums import MembershipKind, Provider
from hygie.territory.models import Membership
from tests.factories.obligations import (
    EntityFactory,
    GhtFactory,
    RegionFactory,
    SiteFactory,
    ciso,
    deposited,
    joins,
    states,
)
from tests.obligations.stored import (
    EXERCISED,
    LENT,
    SHARED,
    START,
    closed_intervals,
    open_statuses,
    open_summaries,
    run_jobs,
    status_of,
)

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(START):
        yield


@pytest.fixture
def hospital():
    return EntityFactory()


class TestFaults:
    def test_a_job_killed_between_two_pieces_is_finished_by_the_next_run(self, monkeypatch):
        region = RegionFactory()
        EntityFactory.create_batch(5, region=region)
        monkeypatch.setattr(statuses, "AT_ONCE", 2)

        def killed(done, total):
            if done == 4:
                raise SystemExit

        with pytest.raises(SystemExit):
            statuses.reassess_due(tell=killed)
        assert Assessment.objects.within(SYSTEM).exclude(catalogue="").count() == 4
        assert statuses.reassess_due() == len({row[2] for row in open_statuses()})
        assert statuses.recompute_all() == 0

    def test_a_piece_that_fails_half_way_leaves_nothing_of_itself(self, hospital, monkeypatch):
        def disconnected(*_args):
            raise ConnectionError

        monkeypatch.setattr("hygie.obligations.actions.intervals._write_summaries", disconnected)
        with pytest.raises(ConnectionError):
            statuses.reassess([hospital.pk])
        assert open_statuses() == []
        monkeypatch.undo()
        assert statuses.reassess([hospital.pk]) > 0

    def test_a_judgement_overtaken_by_an_action_is_made_again(self, hospital, monkeypatch):
        statuses.reassess([hospital.pk])
        judge, overtaken = statuses._judge, []

        def slowly(*args):
            judgements = judge(*args)
            if not overtaken:
                overtaken.append(True)
                deposited(hospital, "crisis_exercise")
            return judgements

        monkeypatch.setattr(statuses, "_judge", slowly)
        statuses.reassess([hospital.pk])
        assert status_of(hospital) == "met"

    def test_a_first_judgement_overtaken_by_an_action_is_made_again_too(self, hospital, monkeypatch):
        judge, overtaken = statuses._judge, []

        def slowly(*args):
            judgements = judge(*args)
            if not overtaken:
                overtaken.append(True)
                deposited(hospital, "crisis_exercise")
            return judgements

        monkeypatch.setattr(statuses, "_judge", slowly)
        statuses.reassess([hospital.pk])
        assert status_of(hospital) == "met"

    def test_postponed_actions_are_judged_together(self, hospital):
        with statuses.postponed():
            deposited(hospital, "crisis_exercise")
            assert open_statuses() == []
        statuses.reassess([hospital.pk])
        assert status_of(hospital) == "met"


class World:
    """A small region where everything can happen, and what may happen next."""

    KINDS = ("crisis_exercise", "reporting_procedure", "continuity_test", "security_policy", "self_assessment")

    def __init__(self, seed):
        self.rng = random.Random(seed)  # noqa: S311 — no secret
        region = RegionFactory()
        self.ghts = GhtFactory.create_batch(2, region=region)
        self.entities = EntityFactory.create_batch(4, region=region)
        self.sites = [SiteFactory(region=region, entity=self.entities[3], category="500")]
        for ght in self.ghts:
            states(ght, "candidature", "care-d2")
        for entity in self.entities[:3]:
            joins(entity, self.ghts[0])
        self.ciso = ciso(self.entities[0])
        self.system = Context.system("test")
        statuses.recompute_all()

    def step(self):
        often = [self.deposit] * 3
        self.rng.choice([*often, self.review, self.withdraw, self.revise, self.waive, self.relate, self.tell])()

    def anyone(self):
        return self.rng.choice([*self.ghts, *self.entities])

    def a_proof(self):
        standing = list(Proof.objects.within(SYSTEM).filter(state="standing").order_by("pk"))
        return self.rng.choice(standing) if standing else None

    def deposit(self):
        happened = today() - timedelta(days=self.rng.choice([0, 30, 330, 364, 365, 400]))
        expires = self.rng.choice([None, None, today() + timedelta(days=self.rng.randint(0, 90))])
        deposited(self.anyone(), self.rng.choice(self.KINDS), happened, by=self.system, expires_on=expires)

    def review(self):
        if proof := self.a_proof():
            decision = self.rng.choice(list(Decision))
            actions.review_proof(self.system, proof, decision, "" if decision == "accepted" else "why", proof.version)

    def withdraw(self):
        if proof := self.a_proof():
            actions.withdraw_proof(self.system, proof, proof.version, "why")

    def revise(self):
        if proof := self.a_proof():
            actions.revise_proof(
                self.system, proof, proof.version, happened_on=today(), measures=proof.measures, comment=f"{now()}"
            )

    def waive(self):
        running = Waiver.objects.within(SYSTEM).filter(revoked_at=None, ends_on__gte=today()).order_by("pk").first()
        if running and self.rng.random() < 0.5:
            actions.revoke_waiver(self.system, running, "why")
            return
        requirement = self.rng.choice([EXERCISED, SHARED, LENT])
        starts = today() + timedelta(days=self.rng.randint(0, 20))
        organisation = self.anyone()
        if not Waiver.objects.within(SYSTEM).filter(organisation=organisation, requirement=requirement).exists():
            actions.grant_waiver(self.system, organisation, requirement, "why", starts + timedelta(days=20), starts)

    def relate(self):
        entity, ght = self.rng.choice(self.entities), self.rng.choice(self.ghts)
        current = Membership.objects.within(SYSTEM).filter(organisation=entity, ends_on=None).first()
        if current is not None:
            territory.end_membership(self.system, current, max(today(), current.starts_on))
        else:
            starts = today() + timedelta(days=self.rng.choice([0, 0, 9]))
            territory.start_membership(self.system, entity, ght, MembershipKind.GHT, starts)

    def tell(self):
        entity = self.rng.choice(self.entities)
        weight = self.rng.randint(1, 90)
        kind, value = self.rng.choice([("regime", "ose"), ("activity_weight", weight), ("candidature", "care-d2")])
        starts = today() + timedelta(days=self.rng.choice([0, 0, 12]))
        territory.record_fact(self.system, entity, kind, value, Provider.ARS, starts)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_what_every_change_kept_is_what_judging_all_again_finds(db, seed):
    with transaction.atomic():
        world, moment, closed = World(seed), START, set[tuple[object, ...]]()
        for _ in range(14):
            moment += timedelta(days=world.rng.choice([0, 0, 1, 5, 30]), minutes=1)
            with frozen(moment):
                statuses.reassess_due()
                world.step()
                run_jobs()
            assert closed <= (closed := closed_intervals()), "the history was rewritten"
        with frozen(moment):
            kept, told = open_statuses(), open_summaries()
            assert statuses.recompute_all() == 0
            _forget_everything()
            statuses.recompute_all()
            assert open_statuses() == kept
            assert open_summaries() == told
            _summaries_follow_from_intervals()
        transaction.set_rollback(True)


def _forget_everything():
    for model in (StatusInterval, ProgrammeSummary, Assessment):
        model.objects.within(SYSTEM).delete()


def _summaries_follow_from_intervals():
    for summary in ProgrammeSummary.objects.within(SYSTEM).filter(until=None).order_by("pk"):
        of_it = StatusInterval.objects.within(SYSTEM).filter(
            until=None, organisation=summary.organisation_id, programme=summary.programme
        )
        assert summary.statuses == dict(of_it.order_by("pk").values_list("requirement", "status"))
        again = counts(list(summary.statuses.values()), list(summary.assurances.values()))
        assert again == {name: getattr(summary, name) for name in again}
