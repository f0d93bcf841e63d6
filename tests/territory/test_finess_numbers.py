from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.territory.finess.numbers import department_of, has_shape, has_valid_key, key_of

REAL = ["010000024", "010780054", "970400024", "970408589", "980501506", "2A0000170", "2B0000020"]
INVENTED = ["759990013", "759990021", "779990019", "789990017", "919990010", "929990018", "939990016", "949990014"]

prefixes = st.sampled_from(["01", "2A", "2B", "75", "95", "97", "98"])
eights = st.builds(str.__add__, prefixes, st.text(string.digits, min_size=6, max_size=6))


@pytest.mark.parametrize("number", REAL + INVENTED)
def test_real_and_demonstration_numbers_have_a_valid_key(number):
    assert has_valid_key(number)


@given(eights)
def test_exactly_one_key_completes_eight_characters(eight):
    assert [digit for digit in string.digits if has_valid_key(eight + digit)] == [key_of(eight)]


@given(eights, st.integers(2, 7), st.integers(1, 9))
def test_one_wrong_digit_breaks_the_key(eight, place, shift):
    number = eight + key_of(eight)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not has_valid_key(wrong)


@pytest.mark.parametrize("text", ["", "10000024", "0100000240", "2C0000170", "A10000024", "01000002X", "٠١٠٠٠٠٠٢٤"])
def test_what_has_not_nine_right_characters_is_no_number(text):
    assert not has_shape(text)
    assert not has_valid_key(text)


@given(st.text(max_size=12))
def test_any_text_is_judged_without_error(text):
    assert has_valid_key(text) in {True, False}


@pytest.mark.parametrize(
    ("number", "department"),
    [
        ("010000024", "01"),
        ("2A0000170", "2A"),
        ("970102018", "971"),
        ("970210126", "972"),
        ("970300026", "973"),
        ("970408589", "974"),
        ("980501506", "976"),
        ("980600027", None),
        ("960000000", None),
    ],
)
def test_a_number_tells_the_department_where_it_was_given(number, department):
    assert department_of(number) == department
