"""An audit done is its own proof: obligations move by themselves when its report comes, and back when it is undone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hygie.audits.actions.audits import (
    AuditFacts,
    ReportFacts,
    change_audit,
    move_audit,
    plan_audit,
    receive_report,
    report_came,
)
from hygie.audits.enums import AuditState, AuditType
from hygie.audits.models import Audit
from hygie.audits.policies import AUDIT
from hygie.core.access import Verb
from hygie.core.clock import frozen, today
from tests.factories.territory import FactFactory

from .conftest import SYSTEM

D1_EXPOSURE, D1_DIRECTORY, REGULAR = "care-d1-exposure", "care-d1-directory", "dns-2025-12-3"
WITHIN_D1 = datetime(2025, 6, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def fresh(audit):
    return Audit.objects.within(SYSTEM).select_related("organisation").get(pk=audit.pk)


def planned(world, kind=AuditType.EXPOSURE, **more):
    facts = {"title": "Audit", "kind": kind, "starts_on": today(), "ends_on": today() + 5 * DAY, **more}
    return plan_audit(world.ciso_context, world.hospital, AuditFacts(**facts))


def done(world, ran_on, kind=AuditType.EXPOSURE, *, plan=None, **report):
    audit = planned(world, kind, title=f"Audit of {ran_on}", **(plan or {}))
    return receive_report(world.ciso_context, audit, audit.version, ReportFacts(ran_on, **report))


@pytest.fixture
def candidate(world):
    """The hospital answers the first call, while it runs."""
    with frozen(WITHIN_D1):
        FactFactory(organisation=world.hospital, kind="candidature", value="care-d1")
        world.refresh()
        yield world


def test_two_exposure_audits_fifty_days_apart_meet_care_d1(candidate):
    assert candidate.status(candidate.hospital, D1_EXPOSURE) == "missing"
    done(candidate, today() - 60 * DAY)
    assert candidate.status(candidate.hospital, D1_EXPOSURE) != "met"
    done(candidate, today() - 10 * DAY)
    assert candidate.status(candidate.hospital, D1_EXPOSURE) == "met"


def test_two_exposure_audits_thirty_days_apart_do_not(candidate):
    done(candidate, today() - 40 * DAY)
    done(candidate, today() - 10 * DAY)
    assert candidate.status(candidate.hospital, D1_EXPOSURE) == "missing"


def test_a_pair_stops_counting_when_one_report_is_taken_back(candidate):
    done(candidate, today() - 60 * DAY)
    second = fresh(done(candidate, today() - 10 * DAY))
    move_audit(candidate.ciso_context, second, second.version, "take_back")
    assert candidate.status(candidate.hospital, D1_EXPOSURE) == "missing"


def test_a_day_corrected_revises_the_proof_and_the_pair_with_it(candidate):
    done(candidate, today() - 60 * DAY)
    second = fresh(done(candidate, today() - 30 * DAY))
    receive_report(candidate.ciso_context, second, second.version, ReportFacts(today() - 10 * DAY))
    assert candidate.status(candidate.hospital, D1_EXPOSURE) == "met"
    assert len(candidate.proofs("exposure_audit")) == 2


def test_the_level_of_an_imported_report_moves_the_directory_requirement(candidate):
    audit = planned(candidate, AuditType.DIRECTORY)
    with candidate.ciso_context.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        report_came(record, audit, today() - DAY, 3, 4)
    assert candidate.status(candidate.hospital, D1_DIRECTORY) == "met"
    (proof,) = candidate.proofs("directory_audit")
    assert proof.measures == {"level": 3, "not_evaluated": 4}
    assert proof.happened_on == today() - DAY
    assert fresh(audit).state == AuditState.RECEIVED


def test_a_directory_audit_without_its_level_shows_nothing(candidate):
    done(candidate, today(), AuditType.DIRECTORY)
    assert candidate.proofs("directory_audit") == []
    assert candidate.status(candidate.hospital, D1_DIRECTORY) == "missing"


def test_a_level_given_later_deposits_the_proof_and_taken_away_withdraws_it(candidate):
    audit = fresh(done(candidate, today(), AuditType.DIRECTORY))
    audit = receive_report(candidate.ciso_context, audit, audit.version, ReportFacts(today(), level=2))
    assert [proof.measures["level"] for proof in candidate.proofs("directory_audit")] == [2]
    receive_report(candidate.ciso_context, audit, audit.version, ReportFacts(today()))
    assert candidate.proofs("directory_audit") == []


@pytest.mark.parametrize(
    ("kind", "proof", "report"),
    [
        (AuditType.EXPOSURE, "exposure_audit", {}),
        (AuditType.DIRECTORY, "directory_audit", {"level": 4}),
        (AuditType.PENETRATION, "security_audit", {"qualified": True}),
        (AuditType.CONFIGURATION, "security_audit", {}),
        (AuditType.ORGANISATIONAL, "security_audit", {}),
        (AuditType.BACKUP, "security_audit", {}),
    ],
)
def test_any_audit_whose_report_came_turns_the_regular_audits_green(world, kind, proof, report):
    assert world.status(world.hospital, REGULAR) == "missing"
    done(world, today() - DAY, kind, plan={"perimeter": "Portal"}, **report)
    assert world.status(world.hospital, REGULAR) == "met"
    (found,) = world.proofs(proof)
    if proof == "security_audit":
        assert found.measures == {"scope": "Portal", "qualified": report.get("qualified", False)}


def test_a_report_shows_neither_its_file_nor_a_word_to_whoever_reads_the_proof(world):
    done(world, today(), AuditType.PENETRATION, summary="Domain administrator in two hours.")
    (proof,) = world.proofs("security_audit")
    assert proof.file is None
    assert "administrator" not in f"{proof.title}{proof.comment}{proof.measures}"


def test_closing_an_audit_ends_the_work_and_changes_no_proof(world):
    audit = fresh(done(world, today()))
    (before,) = world.proofs("exposure_audit")
    move_audit(world.ciso_context, audit, audit.version, "close")
    assert world.proofs("exposure_audit") == [before]


def test_a_report_taken_back_and_recorded_again_in_the_same_words_counts_again(world):
    audit = fresh(done(world, today()))
    for _again in range(2):
        audit = move_audit(world.ciso_context, fresh(audit), audit.version, "take_back")
        assert world.status(world.hospital, REGULAR) == "missing"
        assert (audit.ran_on, audit.received_on) == (None, None)
        audit = receive_report(world.ciso_context, fresh(audit), audit.version, ReportFacts(today()))
        assert world.status(world.hospital, REGULAR) == "met"
        assert len(world.proofs("exposure_audit")) == 1


def test_a_perimeter_corrected_after_the_report_revises_the_proof(world):
    audit = fresh(done(world, today(), AuditType.BACKUP, plan={"perimeter": "Portal"}))
    facts = AuditFacts(audit.title, AuditType.BACKUP, audit.starts_on, audit.ends_on, perimeter="Backups")
    change_audit(world.ciso_context, audit, audit.version, facts)
    assert [proof.measures["scope"] for proof in world.proofs("security_audit")] == ["Backups"]


def test_an_import_never_moves_an_audit_that_is_over(world):
    audit = fresh(done(world, today() - 3 * DAY))
    audit = move_audit(world.ciso_context, audit, audit.version, "close")
    with world.ciso_context.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        report_came(record, audit, today(), None, None)
        record.nothing_changed()
    assert (fresh(audit).state, fresh(audit).ran_on) == (AuditState.CLOSED, today() - 3 * DAY)


def test_an_import_keeps_the_day_that_a_person_recorded(world):
    audit = fresh(done(world, date(2026, 9, 1)))
    with world.ciso_context.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        report_came(record, audit, date(2026, 9, 20), None, None)
        record.nothing_changed()
    assert fresh(audit).ran_on == date(2026, 9, 1)


def test_a_report_dated_by_a_wrong_clock_never_proves_anything_of_tomorrow(world):
    audit = planned(world)
    with world.ciso_context.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        report_came(record, audit, today() + 40 * DAY, None, None)
    assert [proof.happened_on for proof in world.proofs("exposure_audit")] == [today()]
