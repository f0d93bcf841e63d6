"""The nine rules of re-import, on plain values."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.enums import ClosedBecause, FindingState, ImportScope
from hygie.audits.rules.reimport import (
    RESTING,
    Effect,
    Known,
    Question,
    Sweep,
    Terms,
    Told,
    decide,
    is_outdated,
    questions,
    scope_of,
)

TODAY = date(2026, 10, 5)
MADE = datetime(2026, 10, 5, 7, tzinfo=UTC)
TERMS = Terms(made_at=MADE, today=TODAY)
OPEN = [state for state in FindingState if state.is_open]
SILENT = [Told.NOT_EVALUATED, Told.OUT_OF_SCOPE]


@pytest.mark.parametrize("state", FindingState)
@pytest.mark.parametrize("told", SILENT)
def test_what_was_not_looked_at_stays_as_it_is(state, told):
    decided = decide(Known(state, absences=1), told, TERMS)
    assert decided == (Effect.HELD, state, 1, "", False)


@pytest.mark.parametrize("state", OPEN)
def test_an_open_finding_that_was_looked_for_and_is_absent_closes(state):
    decided = decide(Known(state), Told.MISSING, TERMS)
    assert (decided.effect, decided.because) == (Effect.CLOSED, ClosedBecause.NOT_SEEN)
    assert decide(Known(state), Told.GONE, TERMS).because == ClosedBecause.STATED


@given(st.integers(1, 5), st.integers(0, 4))
def test_it_closes_after_as_many_absences_as_the_establishment_asks(needed, before):
    decided = decide(Known(FindingState.NEW, before), Told.MISSING, Terms(MADE, TODAY, needed))
    assert decided.effect == (Effect.CLOSED if before + 1 >= needed else Effect.MISSED)
    assert decided.absences == before + 1


def test_seen_again_it_is_no_longer_absent():
    assert decide(Known(FindingState.NEW, 2), Told.FOUND, TERMS).absences == 0


def test_what_a_counter_audit_no_longer_shows_says_so():
    terms = Terms(MADE, TODAY, because=ClosedBecause.COUNTER_AUDIT)
    assert decide(Known(FindingState.NEW), Told.MISSING, terms).because == ClosedBecause.COUNTER_AUDIT


def test_one_that_comes_back_reopens_and_counts_up():
    decided = decide(Known(FindingState.CLOSED), Told.FOUND, TERMS)
    assert decided == (Effect.REOPENED, FindingState.REOPENED, 0, "", True)


def test_a_repair_that_failed_reopens_and_counts_up():
    said = MADE - timedelta(days=1)
    decided = decide(Known(FindingState.TO_VERIFY, settled_at=said), Told.FOUND, TERMS)
    assert (decided.effect, decided.counts_up) == (Effect.REOPENED, True)


@pytest.mark.parametrize("state", [FindingState.TO_VERIFY, FindingState.CLOSED])
def test_a_report_made_before_somebody_said_fixed_contradicts_nobody(state):
    said = MADE + timedelta(hours=1)
    assert decide(Known(state, settled_at=said), Told.FOUND, TERMS).effect == Effect.UNCHANGED


@pytest.mark.parametrize("state", sorted(RESTING))
@pytest.mark.parametrize("told", Told)
@pytest.mark.parametrize("until", [None, TODAY + timedelta(days=1)])
def test_accepted_risks_and_false_positives_rest_until_they_expire(state, told, until):
    decided = decide(Known(state, until=until), told, TERMS, same=False)
    assert decided.state == state
    assert decided.effect in {Effect.HELD, Effect.UPDATED}


@pytest.mark.parametrize("state", sorted(RESTING))
def test_once_expired_they_are_findings_like_others(state):
    known = Known(state, until=TODAY)
    assert decide(known, Told.FOUND, TERMS) == (Effect.REOPENED, FindingState.REOPENED, 0, "", False)
    assert decide(known, Told.MISSING, TERMS).effect == Effect.CLOSED


@pytest.mark.parametrize("told", [Told.MISSING, Told.GONE])
def test_what_is_closed_already_does_not_close_again(told):
    assert decide(Known(FindingState.CLOSED), told, TERMS).effect == Effect.HELD


@given(st.sampled_from(OPEN), st.booleans())
def test_a_changed_severity_or_text_keeps_the_finding_and_its_state(state, same):
    decided = decide(Known(state, settled_at=MADE + timedelta(1)), Told.FOUND, TERMS, same=same)
    assert decided.state == state
    assert decided.effect == (Effect.UNCHANGED if same else Effect.UPDATED)


KNOWN = st.builds(
    Known,
    state=st.sampled_from(FindingState),
    absences=st.integers(0, 3),
    until=st.none() | st.dates(date(2026, 10, 1), date(2026, 10, 9)),
    settled_at=st.none(),
)


@given(KNOWN, st.integers(1, 3))
def test_the_same_report_again_changes_nothing_more(known, needed):
    """Found, then found: the second time everything is as the first one left it."""
    terms = Terms(MADE, TODAY, needed)
    first = decide(known, Told.FOUND, terms, same=False)
    second = decide(Known(first.state, first.absences, known.until), Told.FOUND, terms)
    assert second.effect == Effect.UNCHANGED
    assert second.state == first.state


def test_only_what_was_examined_may_be_missing():
    assert Sweep(ImportScope.COVERED, {1}).told(1) is Told.MISSING
    assert Sweep(ImportScope.COVERED, {1}).told(2) is Told.OUT_OF_SCOPE
    assert Sweep(ImportScope.SOURCE).told(2) is Told.MISSING
    assert Sweep(ImportScope.NAMED, {1}).told(2) is Told.OUT_OF_SCOPE
    assert Sweep(ImportScope.NOTHING, {1}).told(1) is Told.OUT_OF_SCOPE


def test_what_a_report_says_to_be_gone_is_believed_where_the_import_may_close():
    assert Sweep(ImportScope.COVERED).told_gone(2) is Told.GONE
    assert Sweep(ImportScope.NAMED, {1}).told_gone(2) is Told.OUT_OF_SCOPE
    assert Sweep(ImportScope.NOTHING).told_gone(2) is Told.OUT_OF_SCOPE


def test_a_report_that_does_not_say_what_it_examined_speaks_for_its_source():
    assert scope_of("", says_what_it_examined=False) == ImportScope.SOURCE
    assert scope_of("", says_what_it_examined=True) == ImportScope.COVERED
    assert scope_of("nothing", says_what_it_examined=True) == ImportScope.NOTHING


@pytest.mark.parametrize(
    ("closing", "asks"),
    [(3, []), (4, [Question.SHARE])],
)
def test_a_person_confirms_before_more_than_three_in_ten_close(closing, asks):
    assert questions(going=closing, watched=10, closing=closing, found=6, complete=True) == asks


def test_an_empty_or_broken_off_report_asks_only_where_it_would_close_something():
    assert questions(going=1, watched=10, closing=1, found=0, complete=True) == [Question.EMPTY]
    assert questions(going=1, watched=10, closing=1, found=3, complete=False) == [Question.INCOMPLETE]
    assert questions(going=0, watched=10, closing=0, found=0, complete=False) == []


def test_a_report_is_outdated_by_a_later_one_that_looked_at_any_of_the_same():
    assert not is_outdated({1, 2}, [])
    assert not is_outdated({1, 2}, [{3}, {4}])
    assert is_outdated({1, 2}, [{3}, {2, 4}])


def test_a_report_that_does_not_say_what_it_examined_speaks_for_its_whole_source():
    assert is_outdated({1}, [None])
    assert is_outdated(None, [{1}])
