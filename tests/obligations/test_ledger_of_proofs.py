"""What the ledger keeps of a proof, what can be erased of it, and what then still holds."""

from datetime import UTC, datetime

import pytest

from hygie.core import signing
from hygie.core.access import Role
from hygie.core.actions import Denied
from hygie.core.clock import frozen, today
from hygie.core.files import open_stored
from hygie.core.jobs import Progress
from hygie.core.models import AuditEvent, Job, LedgerBody, LedgerEntry
from hygie.core.tenancy import Scope
from hygie.obligations import actions, tasks
from hygie.obligations.enums import Decision
from hygie.obligations.models import StatusInterval
from tests.factories.obligations import EXERCISE, EntityFactory, Upload, ciso, deposited, director, reviewed, seated

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
NAME = "Minutes of Camille Martin.pdf"


@pytest.fixture
def hospital():
    return EntityFactory()


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


def entries():
    return LedgerEntry.objects.within(SYSTEM).order_by("organisation_id", "position")


def run_queued_jobs():
    for job in Job.objects.within(SYSTEM).order_by("pk"):
        assert job.kind == "obligations.erase_file"
        tasks.erase_file(Progress(job), **job.payload)


def test_deposit_revision_review_and_withdrawal_are_entries_of_their_own(hospital):
    by = ciso(hospital)
    first = deposited(hospital, "crisis_exercise", by=by)
    reviewed(first, Decision.ASKED)
    first.refresh_from_db()
    second = actions.revise_proof(by, first, first.version, happened_on=today(), measures=EXERCISE, comment="signed")
    reviewed(second)
    second.refresh_from_db()
    actions.withdraw_proof(by, second, second.version, "Another hospital's")
    kinds = ["proof.deposited", "proof.reviewed", "proof.revised", "proof.reviewed", "proof.withdrawn"]
    assert [entry.kind for entry in entries()] == kinds
    assert [entry.position for entry in entries()] == [1, 2, 3, 4, 5]
    assert list(signing.verify()) == []


def test_a_proof_changed_behind_the_back_of_its_ledger_is_found(hospital):
    deposited(hospital, "crisis_exercise", title="Played in May")
    body = LedgerBody.objects.within(SYSTEM).get()
    body.facts["title"] = "Played in June"
    body.save()
    assert [fault.what for fault in signing.verify()] == ["what the entry says was altered"]


class TestErasure:
    @pytest.fixture
    def proof(self, hospital):
        return deposited(
            hospital,
            "crisis_exercise",
            title="Camille Martin's exercise",
            comment="Ask Camille",
            upload=Upload(name=NAME),
        )

    def test_nothing_of_the_file_or_its_words_remains(self, hospital, proof):
        file = proof.file
        actions.erase_proof_file(director(hospital), proof, "Asked by the person")
        run_queued_jobs()
        with pytest.raises(FileNotFoundError):
            open_stored(file)
        file.refresh_from_db()
        proof.refresh_from_db()
        assert (file.name, file.sha256, proof.title, proof.comment) == ("", "", "", "")
        assert file.erased_at is not None
        remaining = [body.facts for body in LedgerBody.objects.within(SYSTEM).order_by("pk")]
        remaining += [event.details for event in AuditEvent.objects.within(SYSTEM).order_by("pk")]
        assert "Camille" not in str(remaining)

    def test_the_chain_still_holds_and_the_erasure_is_in_it(self, hospital, proof):
        actions.erase_proof_file(director(hospital), proof, "Asked by the person")
        assert [entry.kind for entry in entries()] == ["proof.deposited", "proof.erased"]
        assert list(signing.verify()) == []

    def test_the_status_stays(self, hospital, proof):
        actions.erase_proof_file(director(hospital), proof, "Asked by the person")
        assert StatusInterval.objects.within(SYSTEM).get(until=None, requirement="dns-2025-12-1").status == "met"

    def test_a_revision_that_shows_the_same_file_is_erased_with_it(self, hospital, proof):
        revision = actions.revise_proof(
            ciso(hospital), proof, 1, happened_on=today(), measures=EXERCISE, title="Camille's"
        )
        actions.erase_proof_file(director(hospital), proof, "Asked by the person")
        revision.refresh_from_db()
        assert revision.title == ""
        assert revision.erased_at is not None
        assert [body.facts for body in LedgerBody.objects.within(SYSTEM)] == [{"reason": "Asked by the person"}]

    def test_erased_twice_it_is_erased_once(self, hospital, proof):
        actions.erase_proof_file(director(hospital), proof, "Asked by the person")
        actions.erase_proof_file(director(hospital), proof, "Asked again")
        run_queued_jobs()
        run_queued_jobs()
        assert [entry.kind for entry in entries()] == ["proof.deposited", "proof.erased"]

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CISO, Role.CONTRIBUTOR, Role.COORDINATOR])
    def test_others_may_not(self, hospital, proof, role):
        with pytest.raises(Denied):
            actions.erase_proof_file(seated(role, hospital), proof, "Asked by the person")
