"""Deposit, revise, withdraw: what changes, what is refused, and what pressing twice does."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from hygie.core.access import Role
from hygie.core.actions import Context, Denied, Refused, Stale
from hygie.core.clock import frozen, today
from hygie.core.files import open_stored, private_folder
from hygie.core.models import AuditEvent, Job, LedgerEntry, StoredFile
from hygie.core.tenancy import Scope
from hygie.obligations import actions
from hygie.obligations.enums import ProofState
from hygie.obligations.models import Proof, StatusInterval
from tests.factories.obligations import (
    EXERCISE,
    EntityFactory,
    GhtFactory,
    RegionFactory,
    Upload,
    ciso,
    coordinator,
    deposited,
    joins,
    reviewed,
    seated,
)

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
YEARLY_EXERCISE = "dns-2025-12-1"


@pytest.fixture
def hospital():
    return EntityFactory()


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


def status_of(organisation, requirement=YEARLY_EXERCISE):
    open_ones = StatusInterval.objects.within(SYSTEM).filter(until=None, organisation=organisation)
    return open_ones.get(requirement=requirement).status


def files_on_disk():
    return [path for path in private_folder().rglob("*") if path.is_file()] if private_folder().exists() else []


def entries_of(proof):
    kinds = LedgerEntry.objects.within(SYSTEM).filter(subject_uid=proof.uid).order_by("position")
    return list(kinds.values_list("kind", flat=True))


def revise(ctx, proof, seen=None, **facts):
    return actions.revise_proof(
        ctx, proof, proof.version if seen is None else seen, happened_on=today(), **({"measures": EXERCISE} | facts)
    )


class TestDeposit:
    def test_the_status_has_changed_when_the_action_returns(self, hospital):
        deposited(hospital, "self_assessment")
        assert status_of(hospital) == "missing"
        deposited(hospital, "crisis_exercise")
        assert status_of(hospital) == "met"

    def test_it_leaves_an_audit_event_and_a_ledger_entry(self, hospital):
        proof = deposited(hospital, "crisis_exercise", title="With the maternity ward")
        event = AuditEvent.objects.within(SYSTEM).get(subject_uid=proof.uid)
        assert (event.kind, event.organisation_id) == ("proof.deposited", hospital.pk)
        entry = LedgerEntry.objects.within(SYSTEM).select_related("body").get(subject_uid=proof.uid)
        assert entry.body.facts["title"] == "With the maternity ward"
        assert entry.body.facts["measures"] == proof.measures

    def test_what_happened_keeps_its_own_date(self, hospital):
        proof = deposited(hospital, "crisis_exercise", date(2026, 3, 1))
        assert (proof.happened_on, proof.deposited_at.date()) == (date(2026, 3, 1), date(2026, 10, 5))

    def test_the_end_is_the_one_declared(self, hospital):
        proof = deposited(hospital, "crisis_exercise", date(2026, 3, 1), expires_on=date(2026, 6, 1))
        assert proof.expires_on == date(2026, 6, 1)
        assert status_of(hospital) == "overdue"

    def test_a_file_is_kept_with_its_proof(self, hospital):
        proof = deposited(hospital, "crisis_exercise", upload=Upload())
        assert proof.file.name == "minutes.pdf"
        with open_stored(proof.file) as stored:
            assert stored.read().startswith(b"%PDF-")

    def test_the_same_form_sent_twice_is_one_proof(self, hospital):
        by = ciso(hospital)
        first = deposited(hospital, "crisis_exercise", by=by, token="t1", upload=Upload())
        kept = files_on_disk()
        again = deposited(hospital, "crisis_exercise", by=by, token="t1", upload=Upload())
        assert again == first
        assert Proof.objects.within(SYSTEM).count() == StoredFile.objects.within(SYSTEM).count() == 1
        assert entries_of(first) == ["proof.deposited"]
        assert files_on_disk() == kept

    def test_the_same_form_sent_again_with_other_words_is_another_proof(self, hospital):
        by = ciso(hospital)
        first = deposited(hospital, "crisis_exercise", by=by, token="t1")
        assert deposited(hospital, "crisis_exercise", by=by, token="t1", comment="and the pharmacy") != first

    def test_two_forms_may_declare_the_same(self, hospital):
        assert deposited(hospital, "self_assessment", token="t1") != deposited(hospital, "self_assessment", token="t2")

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("kind", {"kind": "horoscope"}),
            ("happened_on", {"happened_on": date(2026, 10, 6)}),
            ("happened_on", {"happened_on": date(1, 1, 1)}),
            ("expires_on", {"expires_on": date(2026, 1, 1)}),
            ("expires_on", {"expires_on": date.max}),
            ("title", {"title": "x" * 201}),
            ("comment", {"comment": "a\x00b"}),
            ("measures.participants", {"measures": {}}),
            ("measures.horoscope", {"measures": EXERCISE | {"horoscope": 1}}),
            ("file", {"upload": Upload(b"")}),
            ("file", {"upload": Upload(b"MZ\x90", "tool.exe")}),
            ("file", {"upload": Upload(b"MZ\x90", "tool.pdf")}),
        ],
    )
    def test_bad_input_names_its_field_and_leaves_nothing(self, hospital, field, wrong):
        facts = {"kind": "crisis_exercise", "happened_on": today(), "measures": EXERCISE} | wrong
        before = files_on_disk()
        with pytest.raises(Refused) as refused:
            actions.deposit_proof(ciso(hospital), hospital, **facts)
        assert field in refused.value.problems
        assert not Proof.objects.within(SYSTEM).exists()
        assert files_on_disk() == before

    def test_every_bad_field_is_told_at_once(self, hospital):
        with pytest.raises(Refused) as refused:
            deposited(hospital, "crisis_exercise", date(2027, 1, 1), title="x" * 300, measures={"participants": ["x"]})
        assert {"happened_on", "title", "measures.participants"} <= refused.value.problems.keys()

    def test_a_region_owes_no_proof(self):
        region = RegionFactory()
        with pytest.raises(Refused):
            actions.deposit_proof(Context.system("test"), region, "self_assessment", today(), {})

    def test_another_hospital_s_rssi_may_not_and_nothing_reaches_the_disk(self, hospital):
        before = files_on_disk()
        with pytest.raises(Denied):
            deposited(hospital, "crisis_exercise", by=ciso(EntityFactory()), upload=Upload())
        assert files_on_disk() == before

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.ADMINISTRATOR, Role.EXPERT])
    def test_a_role_that_does_not_edit_may_not(self, hospital, role):
        with pytest.raises(Denied):
            deposited(hospital, "crisis_exercise", by=seated(role, hospital))

    def test_the_ars_does_not_deposit_for_the_hospital(self, hospital):
        with pytest.raises(Denied):
            deposited(hospital, "crisis_exercise", by=coordinator(hospital))

    def test_a_hospital_alone_schedules_nothing(self, hospital):
        deposited(hospital, "reporting_procedure")
        assert not Job.objects.within(SYSTEM).exists()

    def test_a_proof_that_travels_in_the_ght_schedules_one_job_however_often(self, hospital):
        ght = GhtFactory(region=hospital.region)
        joins(hospital, ght)
        deposited(ght, "reporting_procedure")
        deposited(ght, "reporting_procedure")
        assert [job.payload for job in Job.objects.within(SYSTEM).order_by("pk")] == [
            {"organisation": ght.pk, "kind": "reporting_procedure"}
        ]

    def test_a_failure_before_the_end_leaves_neither_row_nor_file(self, hospital, monkeypatch):
        def fail(*_args):
            raise ConnectionError("the database went away")

        before = files_on_disk()
        monkeypatch.setattr("hygie.core.ledger.append", fail)
        with pytest.raises(ConnectionError):
            deposited(hospital, "crisis_exercise", upload=Upload())
        assert not Proof.objects.within(SYSTEM).exists()
        assert not StatusInterval.objects.within(SYSTEM).exists()
        assert not AuditEvent.objects.within(SYSTEM).exists()
        assert files_on_disk() == before


class TestRevise:
    def test_both_stay_readable_and_the_new_one_counts(self, hospital):
        by = ciso(hospital)
        old = deposited(hospital, "crisis_exercise", date(2025, 1, 5), by=by)
        assert status_of(hospital) == "overdue"
        new = revise(by, old, title="The right date")
        old.refresh_from_db()
        assert (old.state, new.state, new.revises) == (ProofState.SUPERSEDED, ProofState.STANDING, old)
        assert status_of(hospital) == "met"
        assert entries_of(new) == ["proof.revised"]

    def test_the_file_is_kept_unless_another_is_sent(self, hospital):
        by = ciso(hospital)
        first = deposited(hospital, "crisis_exercise", by=by, upload=Upload())
        second = revise(by, first, comment="corrected")
        assert second.file == first.file
        third = revise(by, second, upload=Upload(b"%PDF-1.7 signed"))
        assert third.file != first.file

    def test_a_revision_waits_for_its_own_review(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        reviewed(proof)
        proof.refresh_from_db()
        assert revise(ciso(hospital), proof).decision == ""

    def test_the_second_person_is_told(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        revise(ciso(hospital), proof, comment="mine")
        with pytest.raises(Stale):
            revise(ciso(hospital), proof, comment="no, mine")
        assert Proof.objects.within(SYSTEM).count() == 2

    def test_sent_twice_it_is_one_revision(self, hospital):
        by, proof = ciso(hospital), deposited(hospital, "crisis_exercise")
        first = revise(by, proof, comment="mine", upload=Upload())
        assert revise(by, proof, comment="mine", upload=Upload()) == first
        assert Proof.objects.within(SYSTEM).count() == 2

    def test_a_review_in_the_meantime_is_told(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        reviewed(proof)
        with pytest.raises(Stale):
            revise(ciso(hospital), proof, seen=1)

    def test_what_an_activity_produced_is_corrected_there(self, hospital):
        proof = actions.deposit_activity_proof(
            Context.system("exercise"), hospital, "crisis_exercise", today(), EXERCISE, "exercises.session:1"
        )
        with pytest.raises(Refused):
            revise(ciso(hospital), proof)


class TestWithdraw:
    def test_it_stays_readable_and_counts_no_more(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        actions.withdraw_proof(ciso(hospital), proof, proof.version, " Wrong hospital ")
        proof.refresh_from_db()
        assert (proof.state, proof.withdrawn_because) == (ProofState.WITHDRAWN, "Wrong hospital")
        assert status_of(hospital) == "missing"
        assert entries_of(proof) == ["proof.deposited", "proof.withdrawn"]

    def test_it_says_why(self, hospital):
        proof = deposited(hospital, "crisis_exercise")
        with pytest.raises(Refused) as refused:
            actions.withdraw_proof(ciso(hospital), proof, proof.version, "  ")
        assert "reason" in refused.value.problems

    def test_twice_is_once(self, hospital):
        by, proof = ciso(hospital), deposited(hospital, "crisis_exercise")
        actions.withdraw_proof(by, proof, 1, "Wrong hospital")
        actions.withdraw_proof(by, proof, 1, "Wrong hospital")
        assert entries_of(proof) == ["proof.deposited", "proof.withdrawn"]

    def test_what_was_revised_meanwhile_is_not_withdrawn(self, hospital):
        by, proof = ciso(hospital), deposited(hospital, "crisis_exercise")
        revise(by, proof)
        with pytest.raises(Stale):
            actions.withdraw_proof(by, proof, 1, "Wrong hospital")


class TestActivity:
    def deposit(self, hospital, source="exercises.session:1", **facts):
        facts = {"happened_on": today(), "measures": EXERCISE} | facts
        return actions.deposit_activity_proof(
            Context.system("exercise"), hospital, "crisis_exercise", source=source, **facts
        )

    def test_it_is_produced_and_not_only_declared(self, hospital):
        assert self.deposit(hospital).assurance == "produced"
        assert status_of(hospital) == "met"

    def test_the_same_work_again_is_the_same_proof(self, hospital):
        assert self.deposit(hospital) == self.deposit(hospital)

    def test_corrected_work_revises_its_proof(self, hospital):
        first = self.deposit(hospital)
        second = self.deposit(hospital, measures=EXERCISE | {"review_written": False})
        assert second.revises == first
        assert second.source == first.source
        assert status_of(hospital) == "missing"

    def test_what_a_person_withdrew_does_not_come_back_by_itself(self, hospital):
        proof = self.deposit(hospital)
        actions.withdraw_proof(ciso(hospital), proof, proof.version, "Played by another hospital")
        assert self.deposit(hospital).state == ProofState.WITHDRAWN
        assert status_of(hospital) == "missing"

    def test_two_activities_are_two_proofs(self, hospital):
        assert self.deposit(hospital, "exercises.session:1") != self.deposit(hospital, "exercises.session:2")

    def test_whoever_does_the_work_produces_its_proof(self, hospital):
        proof = actions.deposit_activity_proof(
            seated(Role.CONTRIBUTOR, hospital), hospital, "crisis_exercise", today(), EXERCISE, "exercises.session:3"
        )
        assert proof.deposited_by is not None


def test_a_deposit_asks_little_of_the_database(hospital, django_assert_max_num_queries):
    """With a file, and a status and a summary that change: the most that one hospital's deposit can ask."""
    by = ciso(hospital)
    deposited(hospital, "self_assessment", by=by)
    sight = 10 if connection.vendor == "postgresql" else 0  # to judge, then to write the ledger
    with django_assert_max_num_queries(23 + sight):
        deposited(hospital, "crisis_exercise", by=by, upload=Upload(), token="t")
    assert status_of(hospital) == "met"
