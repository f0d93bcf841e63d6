from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.accounts.rules import (
    SECOND_FACTOR_FAILURES,
    SECOND_FACTOR_LOCK,
    accepted_step,
    agent_family,
    second_factor_is_locked,
    totp_code,
    totp_step,
    typed_code,
)

# RFC 6238, appendix B: the secret is "12345678901234567890" in ASCII; the last six digits of its SHA1 column.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    assert totp_code(RFC_SECRET, seconds // 30) == code


@given(drift=st.integers(-600, 600))
def test_a_code_is_accepted_within_one_step_of_the_moment_and_no_further(drift):
    step = totp_step(NOON + timedelta(seconds=drift))
    accepted = accepted_step(RFC_SECRET, totp_code(RFC_SECRET, step), NOON, last_used=0)
    assert accepted == (step if abs(step - totp_step(NOON)) <= 1 else None)


def test_a_code_serves_once_and_earlier_ones_not_at_all():
    now = totp_step(NOON)
    assert accepted_step(RFC_SECRET, totp_code(RFC_SECRET, now), NOON, last_used=now) is None
    assert accepted_step(RFC_SECRET, totp_code(RFC_SECRET, now - 1), NOON, last_used=now) is None
    assert accepted_step(RFC_SECRET, totp_code(RFC_SECRET, now + 1), NOON, last_used=now) == now + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "é" * 6])
def test_what_is_not_the_code_is_refused_without_an_error(typed):
    assert accepted_step(RFC_SECRET, typed, NOON, last_used=0) is None


def test_spaces_and_dashes_in_a_code_do_not_matter():
    assert typed_code(" 123 456\u00a0") == typed_code("123-456") == "123456"


@given(ages=st.lists(st.integers(0, 3600), max_size=12))
def test_the_second_factor_closes_on_five_failures_within_a_quarter_of_an_hour(ages):
    failures = [NOON - timedelta(seconds=age) for age in ages]
    recent = sum(age < SECOND_FACTOR_LOCK.total_seconds() for age in ages)
    assert second_factor_is_locked(failures, NOON) == (recent >= SECOND_FACTOR_FAILURES)


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari · iPhone"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_without_its_version(user_agent, family):
    assert agent_family(user_agent) == family
