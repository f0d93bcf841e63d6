"""Moments as scanners write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.formats.dates import moment


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-06-06T13:01:09.264386912+02:00", datetime(2024, 6, 6, 11, 1, 9, 264386, tzinfo=UTC)),
        ("2024-06-06T13:01:09Z", datetime(2024, 6, 6, 13, 1, 9, tzinfo=UTC)),
        ("2024-06-06 13:01:09", datetime(2024, 6, 6, 13, 1, 9, tzinfo=UTC)),
        ("2024-06-06", datetime(2024, 6, 6, tzinfo=UTC)),
        ("20240606", datetime(2024, 6, 6, tzinfo=UTC)),
        ("1619688497", datetime(2021, 4, 29, 9, 28, 17, tzinfo=UTC)),
        ("1619688497.5", datetime(2021, 4, 29, 9, 28, 17, 500000, tzinfo=UTC)),
        ("Thu Jan  4 10:11:12 2024", datetime(2024, 1, 4, 10, 11, 12, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_utc_and_without_a_zone_it_was_already(written, meant):
    assert moment(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "soon", "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1989-12-31",
        "2101-01-01", "2024-02-30", "Thu Foo  4 10:11:12 2024", "Thu Jan 40 10:11:12 2024", "Tue Jan  2 10:11:12 1601",
        "0", "-1619688497", "99999999999999999999", "1e9", "²", "2024-01-01" + " " * 9 + "x" * 99,
    ],
)  # fmt: skip
def test_an_absurd_moment_is_none(written):
    assert moment(written) is None


@given(st.text(max_size=80))
def test_any_text_gives_a_moment_of_this_age_or_none(written):
    found = moment(written)
    assert found is None or (found.tzinfo is UTC and 1990 <= found.year <= 2100)
