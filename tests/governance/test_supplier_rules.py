"""Pure rules of suppliers: names that are one supplier, reviews and contracts that are due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.governance.rules.supplier_dates import (
    access_standing,
    contract_needs_a_look,
    oldest_good_review,
    review_due_on,
)
from hygie.governance.rules.supplier_names import did_you_mean, key_of, look_alike
from hygie.governance.supplier_enums import AccessStanding, RemoteAccess

TODAY = date(2026, 10, 5)
NAMES = st.text(min_size=1, max_size=30)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize("name", ["Orvélis", "ORVELIS", "orvelis S.A.S.", "  Orvelis, SAS ", "Orvélis SARL"])
def test_case_accents_punctuation_and_legal_form_make_no_other_supplier(name):
    assert key_of(name) == "orvelis"


@given(NAMES)
def test_a_key_is_its_own_key(name):
    assert key_of(key_of(name)) == key_of(name)


@pytest.mark.parametrize("name", ["ß" * 120, "\ufdfa" * 120, "Orvélis " * 100_000])
def test_a_key_fits_its_column_whatever_is_typed(name):
    assert 0 < len(key_of(name)) <= 120


@given(NAMES, NAMES)
def test_likeness_does_not_depend_on_who_comes_first(one, other):
    assert look_alike(key_of(one), key_of(other)) == look_alike(key_of(other), key_of(one))


@given(NAMES)
def test_a_name_is_never_suggested_to_itself(name):
    assert did_you_mean(name, [key_of(name)]) == []


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Orvlis", "orvelis"),
        ("Orvélis Imagerie", "orvelis"),
        ("Imazis", "imazys"),
        ("Bio Réseau", "bioreseau"),
        ("Orvelys", "orvelis imagerie"),
    ],
)
def test_a_name_that_looks_like_one_of_the_region_is_asked_about(typed, known):
    assert did_you_mean(typed, [known, "tulmora"]) == [known]


@pytest.mark.parametrize(("typed", "known"), [("Santé Services", "groupe sante"), ("Tulmora", "orvelis")])
def test_names_that_share_only_a_common_word_are_two_suppliers(typed, known):
    assert did_you_mean(typed, [known]) == []


def test_an_access_is_due_twelve_months_after_its_review():
    assert review_due_on(date(2025, 10, 5)) == TODAY
    assert access_standing(RemoteAccess.VPN, date(2025, 10, 5), TODAY) is AccessStanding.DUE
    assert access_standing(RemoteAccess.VPN, date(2025, 10, 4), TODAY) is AccessStanding.OVERDUE
    assert access_standing(RemoteAccess.VPN, date(2026, 9, 1), TODAY) is AccessStanding.GOOD
    assert access_standing(RemoteAccess.VPN, None, TODAY) is AccessStanding.NEVER


@given(st.none() | DAYS)
def test_without_a_remote_access_there_is_nothing_to_review(reviewed_on):
    assert access_standing(RemoteAccess.NONE, reviewed_on, TODAY) is AccessStanding.NONE


@given(DAYS, DAYS)
def test_the_query_and_the_page_agree_on_what_is_overdue(today, reviewed_on):
    overdue = access_standing(RemoteAccess.VPN, reviewed_on, today) is AccessStanding.OVERDUE
    assert overdue == (reviewed_on < oldest_good_review(today))


def test_a_contract_is_shown_ninety_days_before_its_end_and_after():
    assert contract_needs_a_look(TODAY + timedelta(days=90), TODAY)
    assert contract_needs_a_look(TODAY - timedelta(days=1), TODAY)
    assert not contract_needs_a_look(TODAY + timedelta(days=91), TODAY)
    assert not contract_needs_a_look(None, TODAY)
