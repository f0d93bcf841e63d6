"""Kinds of proof: what their measures accept, and how a bad value is told."""

from datetime import date

import pytest

from hygie.core.actions import Refused
from hygie.obligations.proof_kinds import Choice, Choices, Day, Flag, Integer, Number, Option, ProofKind, Words

OPTIONS = (Option("a", "A"), Option("b", "B"))
KIND = ProofKind(
    code="test",
    label="Test",
    latest="The latest test",
    activity="audits",
    months=12,
    measures=(
        Integer(code="level", label="Level", minimum=1, maximum=5, required=True),
        Number(code="share", label="Share", minimum=0, maximum=100),
        Flag(code="signed", label="Signed"),
        Choice(code="scope", label="Scope", options=OPTIONS),
        Choices(code="topics", label="Topics", options=OPTIONS),
        Day(code="seen", label="Seen on"),
        Words(code="system", label="System", maximum=10),
    ),
)


@pytest.mark.parametrize(("measure", "given", "stored"), [
    ("level", "3", 3),
    ("share", "12,5", 12.5),
    ("signed", "yes", True),
    ("signed", False, False),
    ("scope", "b", "b"),
    ("topics", ["b", "a", "b"], ["a", "b"]),
    ("seen", date(2026, 1, 2), "2026-01-02"),
    ("seen", "2026-01-02", "2026-01-02"),
    ("system", "  two \n words ", "two words"),
])  # fmt: skip
def test_a_value_is_stored_in_jsons_own_types(measure, given, stored):
    assert KIND.check({"level": 1, measure: given})[measure] == stored


@pytest.mark.parametrize(("measure", "given"), [
    ("level", 0), ("level", 6), ("level", "many"), ("level", 1.5), ("level", True), ("level", "9" * 5000),
    ("share", "nan"), ("share", float("inf")), ("share", -1), ("share", True),
    ("signed", "perhaps"), ("signed", 2),
    ("scope", "c"), ("scope", ["a"]), ("topics", ["c"]), ("topics", "ab"), ("topics", [["a"]]),
    ("seen", "2026-13-01"), ("seen", 5), ("system", "far too long a text"), ("system", 5),
])  # fmt: skip
def test_a_bad_value_is_refused_and_its_field_named(measure, given):
    with pytest.raises(Refused) as refused:
        KIND.check({"level": 1, measure: given})
    assert list(refused.value.problems) == [f"measures.{measure}"]


def test_every_bad_field_is_named_at_once():
    with pytest.raises(Refused) as refused:
        KIND.check({"share": 200, "signed": "perhaps", "colour": "red"})
    assert set(refused.value.problems) == {"measures.level", "measures.share", "measures.signed", "measures.colour"}


@pytest.mark.parametrize("empty", [None, "", []])
def test_what_is_empty_is_not_recorded(empty):
    assert KIND.check({"level": 1, "topics": empty}) == {"level": 1}


def test_a_no_and_a_zero_are_recorded():
    assert KIND.check({"level": 1, "signed": False, "share": 0}) == {"level": 1, "share": 0, "signed": False}


def test_the_default_expiry_is_the_same_date_after_its_validity():
    assert KIND.default_expiry(date(2024, 2, 29)) == date(2025, 2, 28)
