"""Reviews and waivers: what the ARS decides, and what the second one to decide is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, today
from hygie.core.models import LedgerEntry
from hygie.core.tenancy import Scope
from hygie.obligations import actions
from hygie.obligations.enums import Assurance, Decision
from hygie.obligations.models import Review, StatusInterval, Waiver
from tests.factories.obligations import (
    EntityFactory,
    ciso,
    coordinator,
    deposited,
    director,
    reviewed,
    seated,
    states,
)

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
EXERCISE = "dns-2025-12-1"
TO_REVIEW = "care-d2-p1"


@pytest.fixture
def hospital():
    return EntityFactory()


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


def interval_of(organisation, requirement=EXERCISE):
    return StatusInterval.objects.within(SYSTEM).get(until=None, organisation=organisation, requirement=requirement)


def status_of(organisation, requirement=EXERCISE):
    return interval_of(organisation, requirement).status


class TestReview:
    def test_what_the_ars_accepted_is_verified(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        assert interval_of(hospital).assurance == Assurance.DECLARED
        reviewed(proof)
        proof.refresh_from_db()
        assert proof.assurance == interval_of(hospital).assurance == Assurance.VERIFIED

    def test_a_call_for_funding_waits_for_the_ars(self, hospital):
        states(hospital, "candidature", "care-d2")
        proof = deposited(hospital, "security_policy")
        assert status_of(hospital, TO_REVIEW) == "in_review"
        reviewed(proof)
        assert status_of(hospital, TO_REVIEW) == "met"

    def test_refused_it_counts_no_more(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        reviewed(proof, Decision.REFUSED)
        assert status_of(hospital) == "refused"

    def test_a_later_review_stands_over_an_earlier_one(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        reviewed(proof, Decision.REFUSED)
        reviewed(proof, Decision.ACCEPTED)
        assert status_of(hospital) == "met"
        assert Review.objects.within(SYSTEM).filter(proof=proof).count() == 2

    @pytest.mark.parametrize("decision", [Decision.REFUSED, Decision.ASKED])
    def test_whoever_is_refused_or_asked_is_told_why(self, hospital, decision):
        proof = deposited(hospital, "crisis_exercise")
        with pytest.raises(Refused) as refused:
            actions.review_proof(coordinator(hospital), proof, decision, " ", proof.version)
        assert "reason" in refused.value.problems

    def test_the_second_reviewer_is_told(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        actions.review_proof(coordinator(hospital), proof, Decision.ACCEPTED, "", proof.version)
        with pytest.raises(Stale):
            actions.review_proof(coordinator(hospital), proof, Decision.REFUSED, "Not signed", proof.version)
        assert Review.objects.within(SYSTEM).count() == 1

    def test_the_same_reviewer_pressing_twice_answers_once(self, hospital):
        proof, by = deposited(hospital, "crisis_exercise"), coordinator(hospital)
        first = actions.review_proof(by, proof, Decision.ACCEPTED, "", proof.version)
        assert actions.review_proof(by, proof, Decision.ACCEPTED, "", proof.version) == first

    def test_what_was_revised_meanwhile_is_not_reviewed(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        actions.revise_proof(ciso(hospital), proof, 1, happened_on=today(), measures=proof.measures, comment="right")
        with pytest.raises(Stale):
            actions.review_proof(coordinator(hospital), proof, Decision.ACCEPTED, "", 1)

    @pytest.mark.parametrize("role", [Role.CISO, Role.DIRECTOR, Role.EXPERT])
    def test_nobody_but_the_ars_reviews(self, hospital, role):
        proof = deposited(hospital, "crisis_exercise")
        with pytest.raises(Denied):
            actions.review_proof(seated(role, hospital), proof, Decision.ACCEPTED, "", proof.version)

    def test_another_region_s_ars_does_not(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        with pytest.raises(Denied):
            actions.review_proof(coordinator(EntityFactory()), proof, Decision.ACCEPTED, "", proof.version)


class TestWaiver:
    def grant(self, hospital, **facts):
        facts = {"requirement": EXERCISE, "reason": "Moving house", "ends_on": date(2026, 12, 31)} | facts
        return actions.grant_waiver(coordinator(hospital), hospital, **facts)

    def test_the_requirement_is_set_aside_until_its_end(self, hospital):
        self.grant(hospital)
        assert status_of(hospital) == "waived"

    def test_one_that_begins_later_does_not_count_yet(self, hospital):
        deposited(hospital, "self_assessment")
        self.grant(hospital, starts_on=today() + timedelta(days=1))
        assert status_of(hospital) == "missing"

    def test_revoked_the_requirement_holds_again(self, hospital):
        waiver = self.grant(hospital)
        actions.revoke_waiver(coordinator(hospital), waiver, "Moved")
        assert status_of(hospital) == "missing"

    def test_revoked_twice_it_is_revoked_once(self, hospital):
        waiver = self.grant(hospital)
        actions.revoke_waiver(coordinator(hospital), waiver, "Moved")
        assert actions.revoke_waiver(coordinator(hospital), waiver, "Again").revoked_because == "Moved"
        kinds = LedgerEntry.objects.within(SYSTEM).filter(subject_uid=waiver.uid).order_by("position")
        assert [entry.kind for entry in kinds] == ["waiver.granted", "waiver.revoked"]

    def test_granted_twice_it_is_one(self, hospital):
        assert self.grant(hospital) == self.grant(hospital)
        assert Waiver.objects.within(SYSTEM).count() == 1

    def test_two_waivers_do_not_run_over_the_same_days(self, hospital):
        self.grant(hospital)
        with pytest.raises(Refused):
            self.grant(hospital, ends_on=date(2027, 3, 1))

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("requirement", {"requirement": "horoscope"}),
            ("reason", {"reason": ""}),
            ("ends_on", {"ends_on": date(2026, 10, 4), "starts_on": date(2026, 10, 1)}),
            ("ends_on", {"starts_on": date(2027, 6, 1)}),
            ("ends_on", {"ends_on": date.max}),
        ],
    )
    def test_bad_input_names_its_field(self, hospital, field, wrong):
        with pytest.raises(Refused) as refused:
            self.grant(hospital, **wrong)
        assert field in refused.value.problems
        assert not Waiver.objects.within(SYSTEM).exists()

    def test_a_hospital_does_not_excuse_itself(self, hospital):
        with pytest.raises(Denied):
            actions.grant_waiver(director(hospital), hospital, EXERCISE, "Busy", date(2026, 12, 31))
