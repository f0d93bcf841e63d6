"""Duplicates within one report."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.formats.observation import Outcome, Severity
from hygie.audits.rules.merging import merged

from .strategies import observations

SAME = observations(st.just(("a",)))


@given(st.lists(SAME, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_a_report_repeats_itself_does_not_matter(told, chance):
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert reduce(merged, told) == reduce(merged, shuffled)


@given(SAME)
def test_what_is_said_twice_is_said_once(one):
    assert merged(one, one) == one


@given(SAME, SAME)
def test_the_worse_one_stands(one, other):
    result = merged(one, other)
    assert result.severity == max(one.severity, other.severity) or one.outcome != other.outcome
    if Outcome.FOUND in (one.outcome, other.outcome):
        assert result.outcome == Outcome.FOUND


def test_found_beats_not_evaluated_which_beats_absent():
    found = next_of(Outcome.FOUND)
    unknown, gone = next_of(Outcome.NOT_EVALUATED), next_of(Outcome.ABSENT)
    assert merged(gone, unknown) == unknown
    assert merged(unknown, found) == merged(gone, found) == found


def next_of(outcome: Outcome):
    from hygie.audits.formats.observation import AssetKind, Observation

    return Observation(("a",), "rule", "one", AssetKind.HOST, Severity.HIGH, "", outcome=outcome)
