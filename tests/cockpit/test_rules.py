"""How sure a share is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.cockpit.rules import wilson
from hygie.territory.enums import Size, size_of

PROPORTIONS = st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(PROPORTIONS)
def test_an_interval_holds_its_own_share_and_stays_between_0_and_1(proportion):
    count, total = proportion
    interval = wilson(count, total)
    assert 0 <= interval.low <= count / total + 1e-9
    assert count / total - 1e-9 <= interval.high <= 1


@given(PROPORTIONS)
def test_more_of_the_same_is_surer(proportion):
    count, total = proportion
    few, many = wilson(count, total), wilson(10 * count, 10 * total)
    assert many.high - many.low < few.high - few.low


@given(PROPORTIONS)
def test_the_other_side_is_told_by_the_mirror_of_the_interval(proportion):
    count, total = proportion
    one, other = wilson(count, total), wilson(total - count, total)
    assert one.low == pytest.approx(1 - other.high, abs=1e-9)


def test_the_interval_is_that_of_the_literature():
    """1 of 10: 0.018 to 0.404 (Newcombe, Statistics in Medicine 17, 1998, table I)."""
    interval = wilson(1, 10)
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.018, 0.404)


@pytest.mark.parametrize(("count", "total"), [(0, 0), (3, 2), (-1, 4)])
def test_what_is_no_proportion_is_refused(count, total):
    with pytest.raises(ValueError, match="proportion"):
        wilson(count, total)


@pytest.mark.parametrize(
    ("beds", "size"),
    [(None, "unknown"), (0, "small"), (99, "small"), (100, "medium"), (299, "medium"), (300, "large"), (1000, "huge")],
)
def test_a_size_begins_at_its_lower_bound(beds, size):
    assert size_of(beds) == Size(size)
