"""A policy from the model to the signature, and what it answers on the way."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.models import AuditEvent, LedgerEntry
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.enums import Theme, VersionState
from hygie.governance.models import PolicyVersion
from hygie.governance.rules.dates import latest_review
from hygie.obligations.actions.statuses import reassess
from tests.factories.accounts import PersonFactory

SYSTEM = Scope.system()
OSE = frozenset({"ose"})
P1, OSE_2 = "care-d2-p1", "ose-02"


def submitted(world, theme=Theme.PSSI, place=None):
    place = place or world.hospital
    ctx = world.context(Role.CISO, place)
    version = actions.start_policy(ctx, place, theme, OSE)
    return actions.move(ctx, version, version.revision, "submit")


def signed(world, version, **more):
    facts = {"review_on": latest_review(today()), "digest": actions.digest_of(version)} | more
    return actions.approve(
        world.director_context, version, version.revision, world.director, facts["review_on"], facts["digest"]
    )


def test_a_signed_policy_turns_both_requirements_that_it_answers_green(world):
    assert {world.status(world.hospital, code) for code in (P1, OSE_2)} == {"missing"}
    version = signed(world, submitted(world))
    assert version.state == VersionState.IN_FORCE
    assert {world.status(world.hospital, code) for code in (P1, OSE_2)} == {"met"}


def test_a_signed_policy_keeps_its_copy_its_digest_and_its_place_in_the_ledger(world):
    version = signed(world, submitted(world))
    assert version.signed_copy.media_type == "application/pdf"
    assert version.approved_as == world.director.full_name
    (proof,) = world.proofs("security_policy")
    assert proof.file == version.signed_copy
    assert proof.expires_on == version.review_on
    assert LedgerEntry.objects.within(SYSTEM).filter(kind="policy.approved", subject_uid=version.uid).exists()


def test_a_policy_withdrawn_turns_its_requirements_back(world):
    version = signed(world, submitted(world))
    actions.withdraw(world.director_context, version, version.revision, "Fusion")
    assert {world.status(world.hospital, code) for code in (P1, OSE_2)} == {"missing"}


def test_without_a_second_factor_there_is_no_signature(world):
    version, bare = submitted(world), PersonFactory()
    ctx = world.context(Role.DIRECTOR, person=bare)
    with pytest.raises(Refused):
        actions.approve(ctx, version, version.revision, bare, latest_review(today()), actions.digest_of(version))
    assert world.proofs("security_policy") == []


def test_a_ciso_does_not_sign(world):
    version = submitted(world)
    person = world.person_with_app(Role.CISO, world.hospital)
    ctx = world.context(Role.CISO, person=person)
    with pytest.raises(Denied):
        actions.approve(ctx, version, version.revision, person, latest_review(today()), actions.digest_of(version))


def test_what_was_not_on_screen_is_not_signed(world):
    version = submitted(world)
    with pytest.raises(Stale):
        signed(world, version, digest="0" * 64)


@pytest.mark.parametrize("days", [0, -1, 4 * 366])
def test_the_next_review_is_a_day_to_come_within_three_years(world, days):
    with pytest.raises(Refused, match="review_on"):
        signed(world, submitted(world), review_on=today() + timedelta(days=days))


def test_a_signature_pressed_twice_is_one_signature(world):
    version = submitted(world)
    signed(world, version)
    again = signed(world, version)
    assert again.state == VersionState.IN_FORCE
    assert len(world.proofs("security_policy")) == 1
    assert AuditEvent.objects.within(SYSTEM).filter(kind="policy.approved").count() == 1


def test_a_new_version_supersedes_the_one_in_force_and_revises_its_proof(world):
    first = signed(world, submitted(world))
    second = signed(world, submitted(world))
    assert (second.number, second.chapters) == (2, first.chapters)
    assert PolicyVersion.objects.within(SYSTEM).get(pk=first.pk).state == VersionState.SUPERSEDED
    assert len(world.proofs("security_policy")) == 1


def test_two_versions_are_not_written_at_once(world):
    ctx = world.ciso_context
    first = actions.start_policy(ctx, world.hospital, Theme.PSSI, OSE)
    assert actions.start_policy(ctx, world.hospital, Theme.PSSI, OSE) == first


def test_a_draft_changed_on_an_old_reading_is_refused(world):
    ctx = world.ciso_context
    version = actions.start_policy(ctx, world.hospital, Theme.PSSI, OSE)
    actions.change_draft(ctx, version, 1, title="PSSI", summary="", texts={})
    with pytest.raises(Stale):
        actions.change_draft(ctx, version, 1, title="Other", summary="", texts={})


def test_an_emptied_chapter_goes_and_one_of_the_model_comes_back(world):
    ctx = world.ciso_context
    version = actions.start_policy(ctx, world.hospital, Theme.PSSI, OSE)
    version = actions.change_draft(ctx, version, 1, title="PSSI", summary="", texts={"scope": " "})
    assert "scope" not in {chapter["code"] for chapter in version.chapters}
    version = actions.change_draft(ctx, version, 2, title="PSSI", summary="", texts={}, added=("scope",))
    assert "scope" in {chapter["code"] for chapter in version.chapters}


def test_what_waits_for_the_signature_is_not_changed(world):
    version = submitted(world)
    with pytest.raises(Refused):
        actions.change_draft(world.ciso_context, version, version.revision, title="x", summary="", texts={})


def test_whoever_signs_may_send_it_back_with_a_reason(world):
    version = submitted(world)
    back = actions.move(world.director_context, version, version.revision, "redraft", "Préciser le champ")
    assert (back.state, back.sent_back_because) == (VersionState.DRAFT, "Préciser le champ")


def test_a_policy_around_a_document_is_signed_with_the_documents_digest(world):
    ctx = world.ciso_context
    upload = SimpleUploadedFile("pssi.pdf", b"%PDF-1.7 text")
    version = actions.start_policy(ctx, world.hospital, Theme.PSSI, OSE, upload)
    assert version.chapters == []
    version = actions.move(ctx, version, version.revision, "submit")
    assert signed(world, version).document.name == "pssi.pdf"
    assert world.status(world.hospital, P1) == "met"


def test_a_backup_policy_says_whether_it_covers_saas_before_it_is_signed(world):
    ctx = world.ciso_context
    version = actions.start_policy(ctx, world.hospital, Theme.BACKUP, OSE)
    with pytest.raises(Refused, match="covers_saas"):
        actions.move(ctx, version, version.revision, "submit")
    version = actions.change_draft(ctx, version, 1, title="Sauvegarde", summary="", texts={}, covers_saas=True)
    signed(world, actions.move(ctx, version, version.revision, "submit"))
    assert world.status(world.hospital, "care-d2-o2a") == "met"


def test_a_review_without_change_moves_the_end_of_the_proof(world):
    version = signed(world, submitted(world), review_on=today() + timedelta(days=30))
    with frozen(now() + timedelta(days=20)):
        actions.review(world.director_context, version, version.revision, latest_review(today()))
        (proof,) = world.proofs("security_policy")
        assert proof.expires_on == latest_review(today())


def test_a_policy_whose_review_is_past_meets_nothing_any_more(world):
    signed(world, submitted(world), review_on=today() + timedelta(days=30))
    with frozen(now() + timedelta(days=31)):
        reassess([world.hospital.pk])
        assert world.status(world.hospital, P1) != "met"


def test_a_comment_speaks_of_a_chapter_and_is_dealt_with_once(world):
    ctx = world.ciso_context
    version = actions.start_policy(ctx, world.hospital, Theme.PSSI, OSE)
    version = actions.move(ctx, version, version.revision, "consult")
    remark = actions.comment(ctx, version, "scope", "Et les sites distants ?")
    actions.handle_comment(ctx, remark)
    actions.handle_comment(ctx, remark)
    with pytest.raises(Refused):
        actions.comment(ctx, version, "no-such-chapter", "?")


def test_the_staffs_reading_counts_each_reader_once_and_proves_its_rate(world):
    version = signed(world, submitted(world))
    reading = actions.open_reading(world.ciso_context, version, 4)
    assert actions.acknowledge(reading, "person:1", "Urgences")
    assert not actions.acknowledge(reading, "person:1", "Bloc")
    assert actions.acknowledge(reading, "browser:x", "")
    reading = actions.close_reading(world.ciso_context, reading)
    (proof,) = world.proofs("acknowledgement_rate")
    assert proof.measures == {"expected": 4, "read": 2, "share": 50}
    with pytest.raises(Refused):
        actions.acknowledge(reading, "person:2", "")


def test_a_new_version_is_given_to_read_again(world):
    first = signed(world, submitted(world))
    reading = actions.open_reading(world.ciso_context, first, 2)
    actions.acknowledge(reading, "person:1", "")
    second = signed(world, submitted(world))
    assert actions.acknowledge(actions.open_reading(world.ciso_context, second, 2), "person:1", "")


def test_no_name_of_a_reader_is_kept(world):
    version = signed(world, submitted(world))
    reading = actions.open_reading(world.ciso_context, version, 2)
    actions.acknowledge(reading, "person:7", "")
    (row,) = reading.acknowledgements.within(SYSTEM).order_by("pk")
    assert row.reader != "7"
    assert len(row.reader) == 64
    assert row.read_at.date() == date(2026, 10, 5)
