from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.rules.calendar import easter, is_working, next_working_day, public_holidays

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    "sunday",
    [date(2000, 4, 23), date(2008, 3, 23), date(2019, 4, 21), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5),
     date(2027, 3, 28), date(2038, 4, 25), date(1818, 3, 22)],
)  # fmt: skip
def test_easter_falls_on_its_known_days(sunday):
    assert easter(sunday.year) == sunday


@given(st.integers(1583, 9000))
def test_easter_is_a_sunday_between_22_march_and_25_april(year):
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_the_public_holidays_of_2026_are_the_eleven_of_the_labour_code():
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip


@given(DAYS, st.frozensets(DAYS, max_size=20))
def test_a_deadline_moves_to_the_first_working_day_and_never_back(day, closing):
    moved = next_working_day(day, closing)
    assert moved >= day
    assert is_working(moved, closing)
    assert not any(is_working(day + timedelta(days=step), closing) for step in range((moved - day).days))


@given(DAYS, DAYS)
def test_a_later_deadline_never_moves_before_a_sooner_one(one, other):
    assert next_working_day(min(one, other)) <= next_working_day(max(one, other))


def test_closing_days_in_a_row_are_all_skipped():
    friday = date(2026, 12, 25)
    assert next_working_day(friday, {date(2026, 12, 28), date(2026, 12, 29)}) == date(2026, 12, 30)
