"""Reach: who stands above whom today. The database's closure is checked against a plain one."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hygie.core.clock import frozen, now, today
from hygie.core.jobs import job_kinds
from hygie.core.tenancy import Reach, Scope
from hygie.territory.actions import rebuild_reach, refresh_reach
from hygie.territory.enums import MembershipKind, OrganisationKind
from hygie.territory.models import Membership, Organisation
from tests.factories.territory import LONG_AGO, MembershipFactory, OrganisationFactory, make_region, world

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


def stored():
    return set(Reach.objects.order_by("pk").values_list("holder_id", "organisation_id"))


def expected(day):
    """The rule, said in the plainest way: climb from each organisation, then add the offices."""
    rows = Organisation.objects.within(SYSTEM).exclude(kind__in=["nation", "region"])
    everyone = list(rows.order_by("pk"))
    above = {one.pk: {one.entity_id} - {None} for one in everyone}
    for row in Membership.objects.within(SYSTEM).order_by("pk"):
        if row.starts_on <= day and (row.ends_on is None or row.ends_on > day):
            above[row.organisation_id].add(row.group_id)
    pairs = set()
    for one in everyone:
        waiting, seen = [one.pk], set()
        while waiting:
            holder = waiting.pop()
            if holder not in seen:
                seen.add(holder)
                waiting.extend(above[holder])
        pairs |= {(holder, one.pk) for holder in seen}
    offices = [one for one in everyone if one.kind == OrganisationKind.DELEGATION]
    pairs |= {
        (office.pk, one.pk)
        for office in offices
        for one in everyone
        if one.department and one.department == office.department and one.kind_value.is_establishment
    }
    return pairs


def reaches(holder, organisation):
    return (holder.pk, organisation.pk) in stored()


def test_an_entity_a_ght_and_an_office_reach_what_is_below_them():
    w = world()
    assert reaches(w.north, w.north_site)
    assert reaches(w.ght, w.north)
    assert reaches(w.ght, w.south_site)
    assert reaches(w.paris, w.north)
    assert reaches(w.paris, w.north_site)
    assert reaches(w.north, w.north)


def test_nobody_reaches_a_neighbour_or_what_stands_above():
    w = world()
    for holder, organisation in [
        (w.north, w.south),
        (w.north, w.ght),
        (w.north_site, w.north),
        (w.north_site, w.north_annex),
        (w.ght, w.clinic),
        (w.group, w.north),
        (w.ght, w.paris),
    ]:
        assert not reaches(holder, organisation), (holder, organisation)


def test_an_office_reaches_its_department_and_not_the_rest_of_an_entity_that_lies_there():
    w = world()
    assert not reaches(w.paris, w.north_annex)
    assert reaches(w.hauts_de_seine, w.north_annex)
    assert not reaches(w.hauts_de_seine, w.north)


def test_a_region_is_a_column_and_not_a_holder():
    w = world()
    assert not Reach.objects.filter(holder_id__in=[w.region.pk, w.nation.pk]).exists()


def test_rebuilding_twice_changes_nothing_the_second_time():
    world()
    change = rebuild_reach()
    assert (change.added, change.removed) == (0, 0)


def test_a_membership_counts_from_its_first_day_until_the_day_before_its_last():
    region = make_region()
    ght, entity = OrganisationFactory(ght=True, region=region), OrganisationFactory(region=region)
    starts, ends = today() + timedelta(days=2), today() + timedelta(days=5)
    MembershipFactory(organisation=entity, group=ght, starts_on=starts, ends_on=ends)
    seen = []
    for days in range(7):
        with frozen(now() + timedelta(days=days)):
            rebuild_reach()
            seen.append(reaches(ght, entity))
    assert seen == [False, False, True, True, True, False, False]


def test_the_midnight_job_lets_members_in_and_out():
    region = make_region()
    ght, entity = OrganisationFactory(ght=True, region=region), OrganisationFactory(region=region)
    MembershipFactory(organisation=entity, group=ght, starts_on=today() + timedelta(days=1))
    rebuild_reach()
    with frozen(now() + timedelta(days=1)):
        assert job_kinds["territory.reach"].run(None) == {"added": 1, "removed": 0}
    assert job_kinds["territory.reach"].daily_at == "00:00"


def test_two_groups_that_contain_each_other_end_the_climb():
    region = make_region()
    one, two = (OrganisationFactory(group=True, region=region) for _ in range(2))
    MembershipFactory(organisation=one, group=two, kind=MembershipKind.GROUP)
    MembershipFactory(organisation=two, group=one, kind=MembershipKind.GROUP)
    rebuild_reach()
    assert reaches(one, two)
    assert reaches(two, one)


def test_a_site_that_changes_entity_leaves_the_reach_of_the_first():
    w = world()
    w.north_site.entity = w.south
    w.north_site.save()
    refresh_reach([w.north_site.pk])
    assert stored() == expected(today())
    assert not reaches(w.north, w.north_site)


def test_an_office_that_changes_department_leaves_the_first_one():
    w = world()
    w.paris.department = "78"
    w.paris.save()
    refresh_reach([w.paris.pk])
    assert stored() == expected(today())


def test_refreshing_nothing_touches_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        refresh_reach([])


DEPARTMENTS = ("75", "92", "")


@st.composite
def countries(draw):
    """Kinds, departments, entities of sites, and memberships around a day, with a few changes afterwards."""
    entities = draw(st.integers(1, 4))
    departments = [draw(st.sampled_from(DEPARTMENTS)) for _ in range(entities)]
    sites = draw(st.lists(st.tuples(st.integers(0, entities - 1), st.sampled_from(DEPARTMENTS)), max_size=5))
    span = st.tuples(st.integers(-3, 2), st.none() | st.integers(0, 4))
    members = draw(st.lists(st.tuples(st.integers(0, entities - 1), st.integers(0, 2), span), max_size=6))
    nested = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), span), max_size=2))
    offices = draw(st.sets(st.sampled_from(DEPARTMENTS[:2])))
    return departments, sites, members, nested, offices


def build(country):
    departments, sites, members, nested, offices = country
    region = make_region()
    entities = [OrganisationFactory(region=region, department=department) for department in departments]
    places = [
        OrganisationFactory(site=True, region=region, entity=entities[index], department=department or "78")
        for index, department in sites
    ]
    groups = [OrganisationFactory(group=True, region=region) for _ in range(3)]
    for department in sorted(offices):
        OrganisationFactory(office=True, region=region, department=department)
    rows = [(entities[index], groups[group], span) for index, group, span in members]
    rows += [(groups[inner], groups[outer], span) for inner, outer, span in nested]
    for member, group, (start, length) in rows:
        begin = today() + timedelta(days=start)
        end = begin + timedelta(days=length) if length is not None else None
        if not Membership.objects.within(SYSTEM).filter(organisation=member, group=group).exists():
            MembershipFactory(organisation=member, group=group, kind=MembershipKind.GROUP, starts_on=begin, ends_on=end)
    return entities, places, groups


CAREFULLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def clean():
    """Empty tables between two examples of one test."""

    def wipe():
        Reach.objects.all().delete()
        Membership.objects.within(SYSTEM).delete()
        Organisation.objects.within(SYSTEM).filter(kind="site").delete()
        Organisation.objects.within(SYSTEM).exclude(kind="region").delete()
        Organisation.objects.within(SYSTEM).update(region=None, kind="nation")
        Organisation.objects.within(SYSTEM).delete()

    return wipe


@CAREFULLY
@given(country=countries())
def test_the_database_computes_the_plain_closure(clean, country):
    clean()
    build(country)
    rebuild_reach()
    assert stored() == expected(today())


@CAREFULLY
@given(country=countries(), data=st.data())
def test_refreshing_what_changed_gives_what_a_full_rebuild_would(clean, country, data):
    clean()
    entities, places, groups = build(country)
    rebuild_reach()
    changed = data.draw(st.sampled_from(["site", "membership", "end"]))
    if changed == "site" and places:
        place = data.draw(st.sampled_from(places))
        place.entity = data.draw(st.sampled_from(entities))
        place.department = data.draw(st.sampled_from(["75", "92"]))
        place.save()
        touched = [place.pk]
    elif changed == "membership":
        member, group = data.draw(st.sampled_from([*entities, *groups])), data.draw(st.sampled_from(groups))
        Membership.objects.within(SYSTEM).filter(organisation=member, group=group).delete()
        MembershipFactory(organisation=member, group=group, kind=MembershipKind.GROUP, starts_on=LONG_AGO)
        touched = [member.pk]
    else:
        touched = list(Membership.objects.within(SYSTEM).order_by("pk").values_list("organisation_id", flat=True)[:1])
        Membership.objects.within(SYSTEM).filter(organisation_id__in=touched).delete()
    refresh_reach(touched)
    assert stored() == expected(today())
