"""Who sees which organisation: by role, by place, by mandate."""

from datetime import timedelta

import pytest

from hygie.core.access import Level, Role, Verb
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope, Unscoped
from hygie.obligations.policies import PROOF
from hygie.territory.access import context_of
from hygie.territory.actions import end_grant, give_contribution, give_mandate, rebuild_reach
from hygie.territory.models import Fact, Grant, Membership, Organisation
from hygie.territory.policies import ORGANISATION, REGISTER
from hygie.territory.queries import seats_of
from tests.factories.accounts import PersonFactory
from tests.factories.territory import MandateFactory, SeatFactory, context_at, seated, world

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


def seen(role, *organisations):
    context = context_at(role, *organisations)
    rows = Organisation.objects.within(context.scope).exclude(kind__in=["nation", "region", "delegation"])
    return {one.name for one in rows.order_by("pk")}


NORTH = {"Centre hospitalier du Nord", "Hôpital du Nord", "Annexe du Nord"}
SOUTH = {"Centre hospitalier du Sud", "Hôpital du Sud"}
CLINIC = {"Clinique des Lilas", "Les Lilas"}
GROUPS = {"GHT des Coteaux", "Groupe Lilas"}


def test_a_legal_entity_sees_itself_and_its_sites():
    assert seen(Role.CISO, world().north) == NORTH


def test_a_site_sees_itself_alone():
    assert seen(Role.DIRECTOR, world().north_site) == {"Hôpital du Nord"}


def test_a_ght_sees_its_members_and_their_sites():
    assert seen(Role.CISO, world().ght) == NORTH | SOUTH | {"GHT des Coteaux"}


def test_a_group_sees_its_own():
    assert seen(Role.DIRECTOR, world().group) == CLINIC | {"Groupe Lilas"}


def test_a_region_sees_everything_of_its_own_and_nothing_of_another():
    assert seen(Role.COORDINATOR, world().region) == NORTH | SOUTH | CLINIC | GROUPS


def test_an_office_sees_its_department_only():
    assert seen(Role.COORDINATOR, world().hauts_de_seine) == CLINIC | {"Annexe du Nord"}


def test_the_nation_sees_all_regions():
    assert "Centre hospitalier de la Côte" in seen(Role.ANALYST, world().nation)


def test_a_shared_ciso_sees_all_the_hospitals_they_hold():
    w = world()
    assert seen(Role.CISO, w.north_site, w.clinic) == {"Hôpital du Nord"} | CLINIC


def test_nobody_without_a_seat_sees_anything():
    world()
    context = context_of(PersonFactory().pk, None, today())
    assert not Organisation.objects.within(context.scope).exists()
    assert not context.sees(Level.COUNTS, ORGANISATION, Organisation.objects.within(SYSTEM).order_by("pk")[0])


@pytest.mark.parametrize("model", [Organisation, Membership, Fact, Grant])
def test_a_query_without_a_scope_does_not_run(model):
    with pytest.raises(Unscoped):
        model.objects.count()


def test_seats_are_those_of_today():
    w = world()
    person = seated(Role.CISO, w.north)
    SeatFactory(person=person, role=Role.DIRECTOR, organisation=w.south, ends_on=today())
    SeatFactory(person=person, role=Role.EXPERT, organisation=w.region, starts_on=today() + timedelta(days=1))
    assert [seat.role for seat in seats_of(person.pk, today())] == [Role.CISO]


def test_a_verb_of_the_role_holds_in_reach_only():
    w = world()
    context = context_at(Role.COORDINATOR, w.paris)
    assert context.may(Verb.EDIT, REGISTER, w.north)
    assert not context.may(Verb.EDIT, REGISTER, w.clinic)
    assert not context.may(Verb.EDIT, REGISTER, w.far)


def test_an_end_of_membership_takes_the_hospital_out_of_the_ghts_sight():
    w = world()
    Membership.objects.within(SYSTEM).filter(organisation=w.south).update(ends_on=today())
    rebuild_reach()
    assert seen(Role.CISO, w.ght) == NORTH | {"GHT des Coteaux"}


# Mandates


def expert_sees_detail(w, organisation):
    return context_at(Role.EXPERT, w.region).sees(Level.DETAIL, PROOF, organisation)


def test_without_a_mandate_the_expert_sees_status_and_no_detail():
    w = world()
    assert not expert_sees_detail(w, w.north)
    assert context_at(Role.EXPERT, w.region).sees(Level.STATUS, PROOF, w.north)


def test_a_mandate_opens_the_detail_between_its_days_only():
    w = world()
    first, last = today() + timedelta(days=2), today() + timedelta(days=4)
    MandateFactory(organisation=w.north, starts_on=first, ends_on=last)
    open_days = []
    for days in range(6):
        with frozen(now() + timedelta(days=days)):
            open_days.append(expert_sees_detail(w, w.north))
    assert open_days == [False, False, True, True, False, False]


def test_a_mandate_opens_the_establishment_that_gave_it_and_no_other():
    w = world()
    MandateFactory(organisation=w.north)
    assert expert_sees_detail(w, w.north)
    for other in (w.south, w.ght, w.north_site, w.clinic):
        assert not expert_sees_detail(w, other), other


def test_a_mandate_given_with_its_sites_opens_them_and_closes_with_it():
    w = world()
    director = context_at(Role.DIRECTOR, w.north)
    mandate = give_mandate(director, w.north, today() + timedelta(days=30), "Audit", with_sites=True)
    assert expert_sees_detail(w, w.north_site)
    end_grant(director, mandate)
    assert not expert_sees_detail(w, w.north)
    assert not expert_sees_detail(w, w.north_site)


def test_a_mandate_opens_nothing_to_another_role_nor_to_another_region():
    w = world()
    MandateFactory(organisation=w.north)
    assert not context_at(Role.CISO, w.south).sees(Level.COUNTS, PROOF, w.north)
    assert not context_at(Role.EXPERT, w.other_region).sees(Level.COUNTS, PROOF, w.north)


def test_a_mandate_on_one_resource_opens_no_other():
    w = world()
    MandateFactory(organisation=w.north, resource="obligations.status")
    assert not expert_sees_detail(w, w.north)


def test_what_is_entrusted_to_a_contributor_counts_in_that_seat_only():
    w = world()
    person = seated(Role.CONTRIBUTOR, w.north)
    until = today() + timedelta(days=30)
    give_contribution(context_at(Role.CISO, w.north), w.north, person, PROOF, [Verb.EDIT], until)
    assert context_at(Role.CONTRIBUTOR, w.north, person=person).may(Verb.EDIT, PROOF, w.north)
    assert not context_at(Role.CONTRIBUTOR, w.north).sees(Level.COUNTS, PROOF, w.north)
    assert not context_at(Role.COORDINATOR, w.region, person=person).may(Verb.EDIT, PROOF, w.north)
