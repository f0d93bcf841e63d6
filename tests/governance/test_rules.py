"""What changed between two texts, when a policy is to be reviewed, which moves exist."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Verb
from hygie.governance.enums import PolicyStanding, Theme, VersionState
from hygie.governance.policy_models import policy_models
from hygie.governance.rules.dates import SOON, latest_review, standing_of
from hygie.governance.rules.differences import Change, chapter_changes, differences
from hygie.governance.workflow import MOVES, moves_from
from hygie.obligations.catalogue_reader import load_catalogue

TODAY = date(2026, 10, 5)
TEXTS = st.text(alphabet="ab \n.é", max_size=60)


@given(before=TEXTS, after=TEXTS)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new_one(before, after):
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == after


@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(piece.change is Change.SAME for piece in differences(text, text))


def test_a_chapter_that_came_or_went_is_told_from_one_whose_words_changed():
    before = [{"code": "a", "title": "A", "text": "one two"}, {"code": "b", "title": "B", "text": "gone"}]
    after = [{"code": "a", "title": "A", "text": "one three"}, {"code": "c", "title": "C", "text": "new"}]
    found = {change.code: change for change in chapter_changes(before, after)}
    assert [found[code].change for code in "abc"] == [Change.SAME, Change.REMOVED, Change.ADDED]
    assert all(change.differs for change in found.values())


@pytest.mark.parametrize(
    ("review_on", "in_force", "written", "standing"),
    [
        (None, False, False, PolicyStanding.MISSING),
        (None, False, True, PolicyStanding.WRITING),
        (TODAY - timedelta(days=1), True, True, PolicyStanding.OVERDUE),
        (TODAY, True, False, PolicyStanding.DUE),
        (TODAY + SOON, True, False, PolicyStanding.DUE),
        (TODAY + SOON + timedelta(days=1), True, True, PolicyStanding.IN_FORCE),
    ],
)
def test_what_is_being_written_counts_only_while_nothing_is_in_force(review_on, in_force, written, standing):
    assert standing_of(review_on, TODAY, in_force=in_force, being_written=written) is standing


def test_a_policy_signed_on_a_leap_day_is_reviewed_by_the_28th():
    assert latest_review(date(2028, 2, 29)) == date(2031, 2, 28)
    assert latest_review(TODAY) == date(2029, 10, 5)


def test_only_whoever_approves_puts_a_policy_in_force_or_takes_it_out():
    for move in MOVES.values():
        touches_force = VersionState.IN_FORCE in {*move.before, move.after}
        assert (move.verb is Verb.APPROVE) == touches_force


def test_nothing_leads_out_of_a_version_that_is_over():
    assert moves_from(VersionState.SUPERSEDED) == []
    assert moves_from(VersionState.WITHDRAWN) == []


def test_every_open_state_leads_to_the_signature():
    for state in VersionState:
        if state.is_open:
            assert {move.after for move in moves_from(state)} & {VersionState.SUBMITTED, VersionState.IN_FORCE}


def test_every_requirement_that_a_model_answers_is_in_the_catalogue():
    known = {requirement.code for requirement in load_catalogue()}
    for model in policy_models().values():
        assert set(model.answers) <= known


def test_an_operator_of_essential_services_has_chapters_that_others_have_not():
    model = policy_models()[Theme.PSSI]
    ordinary = {chapter.code for chapter in model.chapters_for([])}
    operator = {chapter.code for chapter in model.chapters_for(["ose"])}
    assert ordinary < operator
    assert "accreditation" in operator - ordinary
