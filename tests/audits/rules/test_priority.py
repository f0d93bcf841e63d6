"""What comes first, and by when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.enums import Decision
from hygie.audits.rules.calendar import is_working
from hygie.audits.rules.priority import (
    LEVELS,
    PriorityFacts,
    Timelines,
    exposure_of,
    priority_of,
    read,
    weight_of,
)
from hygie.audits.rules.timelines import PUBLISHED_DAYS

MONDAY = date(2026, 10, 5)
POLICY = Timelines(PUBLISHED_DAYS)
TOTAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
WEAK = "CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N"
KNOWN = {"kev": False, "epss": 0.01, "epss_percentile": 0.4}
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))

FACTS = st.builds(
    PriorityFacts,
    severity=st.integers(0, 4),
    opened_on=DAYS,
    cvss=st.none() | st.floats(0, 10),
    cvss_vector=st.sampled_from(["", TOTAL, WEAK, "damaged", "AV:N/AC:L/Au:N/C:P/I:P/A:P"]),
    kev=st.none() | st.booleans(),
    kev_due_on=st.none() | DAYS,
    kev_added_on=st.none() | DAYS,
    alerted=st.booleans(),
    epss=st.none() | st.floats(0, 1),
    epss_percentile=st.none() | st.floats(0, 1),
    exposure=st.sampled_from(["", "internet", "internal"]),
    care=st.sampled_from(["", "low", "medium", "high"]),
    level=st.none() | st.integers(1, 5),
    by_hand=st.none() | DAYS,
)
POLICIES = st.builds(
    Timelines,
    days=st.lists(st.none() | st.integers(1, 400), min_size=16, max_size=16),
    closing_days=st.frozensets(DAYS, max_size=10),
)


def facts(**known):
    return PriorityFacts(severity=3, opened_on=MONDAY, **known)


def due(**known):
    found = priority_of(facts(**known), POLICY)
    return found.due_on, found.due_because


@pytest.mark.parametrize(
    ("known", "exploitation"),
    [
        ({}, ""),
        ({"kev": False}, ""),  # EPSS never loaded, or silent on this CVE
        ({"epss": 0.2, "epss_percentile": 0.9}, ""),  # KEV never loaded
        (KNOWN, "none"),
        (KNOWN | {"epss_percentile": 0.95}, "poc"),
        ({"epss_percentile": 0.95}, "poc"),
        (KNOWN | {"epss_percentile": 0.9499}, "none"),
        (KNOWN | {"kev": True}, "active"),
        ({"alerted": True}, "active"),
    ],
)
def test_never_looked_up_is_not_a_no(known, exploitation):
    assert priority_of(facts(**known), POLICY).exploitation == exploitation


def test_an_unknown_exploitation_ranks_as_none():
    assert read(facts(cvss_vector=TOTAL)).ssvc_row == read(facts(cvss_vector=TOTAL, **KNOWN)).ssvc_row


def test_without_a_vector_a_high_weakness_is_taken_for_the_worst_and_a_medium_one_is_not():
    assert read(facts()).says == (True, True)
    assert read(replace(facts(), severity=2)).says == (False, False)
    assert read(replace(facts(), severity=2, cvss=8.1)).says == (True, True)
    assert read(facts(cvss_vector=WEAK)).says == (False, False)


def test_what_nobody_said_of_an_asset_is_medium_care_and_internal_unless_an_exposure_audit_found_it():
    assert (read(facts()).mission, read(facts()).exposed) == ("medium", False)
    assert exposure_of("", "exposure") == "internet"
    assert exposure_of("", "directory") == ""
    assert exposure_of("internal", "exposure") == "internal"


def test_a_deadline_counts_from_the_opening_and_moves_over_the_weekend():
    assert due(exposure="internet", cvss_vector=TOTAL) == (date(2026, 10, 8), "policy")
    assert due(cvss_vector=TOTAL) == (date(2026, 12, 4), "policy")
    friday = replace(facts(exposure="internet", cvss_vector=TOTAL), opened_on=date(2026, 10, 9))
    assert priority_of(friday, POLICY).due_on == date(2026, 10, 12)


def test_a_closing_day_of_the_place_moves_the_deadline():
    closed = Timelines(PUBLISHED_DAYS, frozenset({date(2026, 10, 8)}))
    assert priority_of(facts(exposure="internet", cvss_vector=TOTAL), closed).due_on == date(2026, 10, 9)


def test_what_waits_for_an_upgrade_has_no_day():
    assert due(cvss_vector=WEAK) == (None, "upgrade")


def test_information_has_no_deadline():
    assert priority_of(replace(facts(kev=True, kev_due_on=MONDAY), severity=0), POLICY).due_on is None


@pytest.mark.parametrize(
    ("kev_due_on", "expected"),
    [
        (date(2026, 10, 14), (date(2026, 10, 14), "kev")),  # sooner than the 14 days of the row
        (date(2026, 11, 30), (date(2026, 10, 19), "policy")),  # later: the row holds
        (date(2022, 5, 2), (date(2026, 10, 8), "kev")),  # past when it was found: three days remain
    ],
)
def test_the_date_of_the_catalogue_caps_the_deadline(kev_due_on, expected):
    assert due(kev=True, kev_due_on=kev_due_on, cvss_vector=WEAK) == expected


def test_the_catalogue_caps_what_would_wait_for_an_upgrade():
    waiting = Timelines([None] * 16)
    found = priority_of(facts(kev=True, kev_due_on=date(2026, 10, 14)), waiting)
    assert (found.due_on, found.due_because) == (date(2026, 10, 14), "kev")


def test_an_old_finding_newly_in_the_catalogue_is_not_late_before_anybody_could_know():
    old = replace(facts(cvss_vector=WEAK, kev=True, kev_added_on=MONDAY), opened_on=date(2026, 1, 5))
    assert priority_of(old, POLICY).due_on == MONDAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("level", "day", "because", "decision"),
    [
        (1, date(2026, 10, 8), "ad_level", Decision.ACT),
        (2, date(2026, 11, 4), "ad_level", Decision.ATTEND),
        (3, date(2027, 1, 4), "ad_level", Decision.TRACK_CLOSELY),
        (4, date(2027, 4, 5), "ad_level", Decision.TRACK),
        (5, None, "", Decision.TRACK),
    ],
)
def test_the_level_of_a_directory_control_decides_its_rank_and_deadline(level, day, because, decision):
    found = priority_of(replace(facts(level=level), severity=2), POLICY)
    assert (found.due_on, found.due_because, found.decision) == (day, because, decision)
    assert set(LEVELS) == {1, 2, 3, 4, 5}


def test_a_deadline_chosen_by_people_is_kept_as_they_chose_it():
    sunday = date(2026, 10, 11)
    assert due(by_hand=sunday, kev=True, kev_due_on=MONDAY) == (sunday, "by_hand")


# Properties


@given(FACTS, POLICIES)
def test_every_deadline_of_a_rule_is_a_working_day_after_the_opening(known, policy):
    found = priority_of(replace(known, by_hand=None), policy)
    if found.due_on is not None:
        assert found.due_on >= known.opened_on
        assert is_working(found.due_on, policy.closing_days)


@given(FACTS, POLICIES)
def test_being_exploited_never_lowers_the_decision_nor_gives_more_time(known, policy):
    """Not where a region's own policy gives a row of KEV more days than without."""
    policy = Timelines(PUBLISHED_DAYS, policy.closing_days)
    known = replace(known, alerted=False, by_hand=None)
    without, within = (priority_of(replace(known, kev=kev), policy) for kev in (False, True))
    assert within.decision >= without.decision
    assert (within.due_on or date.max) <= (without.due_on or date.max)


@given(FACTS, POLICIES)
def test_more_care_at_stake_never_lowers_the_decision(known, policy):
    low, medium, high = (priority_of(replace(known, care=care), policy).decision for care in ("low", "medium", "high"))
    assert low <= medium <= high


@given(FACTS, POLICIES)
def test_the_weight_fits_a_column(known, policy):
    assert 0 <= priority_of(known, policy).weight < 2**63


def order(known, decision, due_on):
    """What the weight packs, as a tuple."""
    soonness = -due_on.toordinal() if due_on else float("-inf")
    epss = round((known.epss or 0) * 100_000)
    return (decision, soonness, bool(known.kev), epss, round((known.cvss or 0) * 10), known.severity)


@given(FACTS, FACTS, st.integers(0, 3), st.integers(0, 3), st.none() | DAYS, st.none() | DAYS)
def test_the_weight_orders_as_its_parts_one_after_the_other(one, other, first, second, day, later):
    weights = weight_of(one, first, day, kev=bool(one.kev)), weight_of(other, second, later, kev=bool(other.kev))
    parts = order(one, first, day), order(other, second, later)
    assert (weights[0] < weights[1], weights[0] == weights[1]) == (parts[0] < parts[1], parts[0] == parts[1])
