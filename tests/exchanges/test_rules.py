from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hygie.exchanges.rules import THRESHOLDS, threshold_passed

TODAY = date(2026, 10, 5)
days = st.integers(min_value=-400, max_value=400)


def passed(left):
    return threshold_passed(TODAY + timedelta(days=left), TODAY)


def test_the_nearest_threshold_is_the_one_told():
    assert {left: passed(left) for left in (61, 60, 31, 30, 8, 7, 0, -1)} == {
        61: None, 60: 60, 31: 60, 30: 30, 8: 30, 7: 7, 0: 7, -1: None,
    }  # fmt: skip


@given(days)
def test_a_threshold_is_never_told_before_it_is_reached(left):
    threshold = passed(left)
    assert threshold is None or 0 <= left <= threshold


@given(days)
def test_as_days_go_by_thresholds_only_come_nearer(left):
    later, sooner = passed(left), passed(left - 1)
    if later is not None and sooner is not None:
        assert sooner <= later


def test_thresholds_stand_from_the_nearest_to_the_farthest():
    assert list(THRESHOLDS) == sorted(THRESHOLDS)
