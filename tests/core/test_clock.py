from datetime import UTC, date, datetime

import pytest

from hygie.core import clock


def test_today_is_the_civil_date_in_paris_not_in_london():
    with clock.frozen(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_the_clock_runs_again_after_it_was_stopped():
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.frozen(moment):
        assert clock.now() == moment
    assert clock.now() > moment


def test_the_clock_refuses_a_naive_moment():
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2020, 1, 1)):  # noqa: DTZ001
        pass
