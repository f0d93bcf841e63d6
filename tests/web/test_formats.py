from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from hygie.core.clock import frozen
from hygie.web import formats

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "write", "value", "written"),
    [
        ("fr", formats.number, 1284, "1\u00a0284"),
        ("en", formats.number, 1284, "1,284"),
        ("fr", formats.number, -1284000, "-1\u00a0284\u00a0000"),
        ("fr", formats.number, None, "–"),
        ("fr", formats.percent, 0.934, "93\u00a0%"),
        ("en", formats.percent, 0.934, "93%"),
        ("fr", formats.percent, None, "–"),
        ("fr", formats.money, 128450, "1\u00a0284,50\u00a0€"),
        ("fr", formats.money, 128400, "1\u00a0284\u00a0€"),
        ("en", formats.money, 128450, "€1,284.50"),
        ("en", formats.money, -500, "-€5"),
        ("fr", formats.money, 0, "0\u00a0€"),
        ("fr", formats.money, None, "–"),
        ("fr", formats.day, date(2026, 11, 1), "1er\u00a0nov.\u00a02026"),
        ("fr", formats.day, date(2026, 11, 24), "24\u00a0nov.\u00a02026"),
        ("en", formats.day, date(2026, 11, 4), "4\u00a0Nov\u00a02026"),
        ("fr", formats.day, None, "–"),
        ("fr", formats.day_long, date(2026, 11, 24), "mardi\u00a024\u00a0novembre\u00a02026"),
        ("fr", formats.dash, 0, "0"),
        ("fr", formats.dash, "", "–"),
    ],
)
def test_figures_and_dates_are_written_in_the_readers_language(language, write, value, written):
    with override(language):
        assert write(value) == written


def test_half_a_unit_is_rounded_up_as_people_do():
    with override("fr"):
        assert formats.number(0.5) == "1"
        assert formats.percent(0.125, 0) == "13\u00a0%"
        assert formats.percent(0.9345, 1) == "93,5\u00a0%"


def test_moments_are_told_in_paris():
    summer, winter = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 1, 1, 22, 30, tzinfo=UTC)
    with override("fr"):
        assert formats.clock_time(summer) == "00:30"
        assert formats.day(summer) == "2\u00a0juil.\u00a02026"
        assert formats.clock_time(winter) == "23:30"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 25), "tomorrow"),
        (date(2026, 11, 23), "yesterday"),
        (date(2026, 11, 27), "in 3 days"),
        (date(2026, 11, 22), "2 days ago"),
        (None, "–"),
    ],
)
def test_a_distance_counts_civil_days_in_france(day, written):
    with frozen(NOON), override("en"):
        assert formats.days_away(day) == written


def test_an_evening_in_utc_is_already_tomorrow_in_france():
    with frozen(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)), override("en"):
        assert formats.days_away(date(2026, 11, 25)) == "today"


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("01 99 00 00 24", "0199000024"),
        ("+33 1 99 00 00 24", "+33199000024"),
        ("01.99.00.00.24 (poste 3)", "0199000024"),
        ("poste 3412", ""),
        ("15", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialled_without_what_is_typed_around_it(typed: str, dialled: str) -> None:
    assert formats.dialled(typed) == dialled
