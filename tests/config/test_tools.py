"""The scripts of the Makefile."""

import sys

import pytest

from tools import postgres, test


def test_a_database_that_is_named_is_used_as_it_is_and_the_commands_code_is_ours(monkeypatch):
    monkeypatch.setenv("HYGIE_TEST_DATABASE_URL", "postgresql://named")
    words = "import os, sys; sys.exit(3 if os.environ['HYGIE_TEST_DATABASE_URL'] == 'postgresql://named' else 1)"
    assert postgres.main(["--", sys.executable, "-c", words]) == 3


def test_a_machine_without_postgresql_is_told_so(monkeypatch, capsys):
    monkeypatch.delenv("HYGIE_TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    assert postgres.main(["--", "true"]) == postgres.UNAVAILABLE
    assert "not installed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "final"),
    [
        ("12 passed in 3.45s", True),
        ("1 failed, 12 passed, 3 skipped in 63.45s (0:01:03)", True),
        ("no tests ran in 0.01s", True),
        ("........ [ 12%]", False),
        ("12 passed the door", False),
    ],
)
def test_the_last_line_of_a_lane_is_recognised(line, final):
    assert test.looks_final(line) is final


@pytest.mark.parametrize(
    ("code", "ran", "passed"),
    [(0, True, True), (1, True, False), (5, True, False), (postgres.UNAVAILABLE, False, True)],
)
def test_a_lane_that_did_not_run_is_neither_passed_over_nor_taken_for_a_failure(capsys, code, ran, passed):
    outcome = test.lane("lane", [sys.executable, "-c", f"import sys; sys.exit({code})"], {})
    assert (outcome.ran, outcome.passed) == (ran, passed)
    assert ("NOT RUN" in str(outcome)) is not ran
