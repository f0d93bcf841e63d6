"""Where roles are held, and how dated facts follow one another."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Role
from hygie.territory.enums import OrganisationKind
from hygie.territory.rules import Interval, demands_second_factor, is_sensible, placed_among, roles_at

START = date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda days: START + timedelta(days=days))


def day(number):
    return START + timedelta(days=number)


def test_a_region_has_no_director_and_a_hospital_no_coordinator():
    assert Role.DIRECTOR not in roles_at(OrganisationKind.REGION)
    assert Role.COORDINATOR not in roles_at(OrganisationKind.ENTITY)
    assert roles_at(OrganisationKind.NATION) == [Role.OBSERVER, Role.INSTRUCTOR, Role.ANALYST]


@pytest.mark.parametrize("kind", [OrganisationKind.GHT, OrganisationKind.GROUP, OrganisationKind.SITE])
def test_administrators_sit_at_regions_and_legal_entities_only(kind):
    assert Role.ADMINISTRATOR not in roles_at(kind)


def test_regional_and_national_roles_and_a_regions_administrator_need_a_second_factor():
    assert demands_second_factor(Role.COORDINATOR, OrganisationKind.DELEGATION)
    assert demands_second_factor(Role.OBSERVER, OrganisationKind.NATION)
    assert demands_second_factor(Role.ADMINISTRATOR, OrganisationKind.REGION)
    assert not demands_second_factor(Role.ADMINISTRATOR, OrganisationKind.ENTITY)
    assert not demands_second_factor(Role.CISO, OrganisationKind.GHT)


def test_a_mistyped_year_is_not_sensible():
    assert is_sensible(date(2026, 5, 1), START)
    assert not is_sensible(date(206, 5, 1), START)
    assert not is_sensible(date(2062, 5, 1), START)


def test_a_new_fact_ends_the_one_that_ran():
    placement = placed_among([Interval(day(0))], day(10))
    assert placement.cut == Interval(day(0))
    assert placement.ends_on is None


def test_a_late_fact_ends_where_the_next_one_begins():
    placement = placed_among([Interval(day(20))], day(10))
    assert placement.cut is None
    assert placement.ends_on == day(20)


def test_a_late_fact_between_two_cuts_the_first_and_stops_before_the_second():
    placement = placed_among([Interval(day(0), day(20)), Interval(day(20))], day(10))
    assert placement.cut == Interval(day(0), day(20))
    assert placement.ends_on == day(20)


def test_a_correction_of_the_same_day_leaves_the_first_one_empty():
    placement = placed_among([Interval(day(5), day(9))], day(5))
    assert placement.cut == Interval(day(5), day(9))
    assert placement.ends_on is None


def test_a_corrected_fact_no_longer_bounds_anything():
    assert placed_among([Interval(day(20), day(20))], day(10)).ends_on is None


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(1, 10)), max_size=8))
def test_no_two_facts_of_a_kind_ever_hold_on_one_day_and_the_last_recorded_holds_on_its_first(recorded):
    known = []
    for starts_on, length in recorded:
        ends_on = starts_on + timedelta(days=length) if length else None
        placement = placed_among(known, starts_on, ends_on)
        if placement.cut is not None:
            known[known.index(placement.cut)] = Interval(placement.cut.starts_on, starts_on)
        known.append(Interval(starts_on, placement.ends_on))
        for offset in range(-1, 55):
            assert sum(interval.covers(day(offset)) for interval in known) <= 1
        assert known[-1].covers(starts_on)
