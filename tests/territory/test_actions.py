"""Roles, mandates, facts and memberships: what is refused, what is repeated, what is told."""

from datetime import timedelta

import pytest

from hygie.accounts.actions import accept_invitation, deactivate
from hygie.accounts.models import Invitation, Person
from hygie.accounts.queries import promise_of
from hygie.core.access import Role, Verb
from hygie.core.actions import Context, Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.models import AuditEvent, Job
from hygie.core.tenancy import Reach, Scope
from hygie.territory import actions
from hygie.territory.enums import MembershipKind, OrganisationKind, Provider
from hygie.territory.models import Fact, Grant, Membership, Organisation, Seat
from hygie.territory.queries.people import promises_of
from hygie.territory.registries import ChangeListener, change_listeners
from tests.factories.accounts import PASSWORD, PersonFactory
from tests.factories.territory import FactFactory, SeatFactory, context_at, seated

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
IN_A_MONTH = timedelta(days=30)


@pytest.fixture
def told(monkeypatch):
    """The organisations that upper floors heard of."""
    heard = []
    listener = ChangeListener("test", lambda record, organisations: heard.extend(organisations))
    monkeypatch.setitem(change_listeners._items, "test", listener)
    return heard


def events(kind):
    return list(AuditEvent.objects.within(SYSTEM).filter(kind=kind).order_by("pk"))


def refusal(call, *arguments, **options):
    with pytest.raises(Refused) as refused:
        call(*arguments, **options)
    return set(refused.value.problems)


# Seats


def test_an_administrator_gives_a_role_and_the_trail_says_so(w):
    person = PersonFactory()
    seat = actions.give_seat(context_at(Role.ADMINISTRATOR, w.north), person, Role.CISO, w.north_site)
    assert seat.starts_on == today()
    assert events("seat.given")[0].details["role"] == "ciso"


def test_the_same_role_given_twice_is_one(w):
    context, person = context_at(Role.ADMINISTRATOR, w.north), PersonFactory()
    seats = {actions.give_seat(context, person, Role.CISO, w.north).pk for _ in range(2)}
    assert len(seats) == 1
    assert len(events("seat.given")) == 1


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CISO, Role.COORDINATOR])
def test_only_administrators_give_roles(w, role):
    with pytest.raises(Denied):
        actions.give_seat(context_at(role, w.north), PersonFactory(), Role.CISO, w.north)


def test_an_administrator_gives_none_at_a_neighbour(w):
    with pytest.raises(Denied):
        actions.give_seat(context_at(Role.ADMINISTRATOR, w.north), PersonFactory(), Role.CISO, w.south)


def test_a_role_is_refused_where_it_does_not_exist(w):
    context = context_at(Role.ADMINISTRATOR, w.region)
    assert refusal(actions.give_seat, context, PersonFactory(), Role.DIRECTOR, w.region) == {"role"}
    assert refusal(actions.give_seat, context, PersonFactory(), Role.COORDINATOR, w.north) == {"role"}


def test_a_regional_role_obliges_to_a_second_factor_and_a_local_one_does_not(w):
    context = context_at(Role.ADMINISTRATOR, w.region)
    expert, ciso = PersonFactory(), PersonFactory()
    actions.give_seat(context, expert, Role.EXPERT, w.region)
    actions.give_seat(context, ciso, Role.CISO, w.north)
    assert Person.objects.get(pk=expert.pk).second_factor_required
    assert not Person.objects.get(pk=ciso.pk).second_factor_required


def test_a_closed_account_gets_no_role(w):
    closed = PersonFactory(is_active=False)
    assert refusal(actions.give_seat, context_at(Role.ADMINISTRATOR, w.north), closed, Role.CISO, w.north) == {"email"}


def test_the_last_administrator_stays(w):
    context = context_at(Role.ADMINISTRATOR, w.north)
    last = SeatFactory(role=Role.ADMINISTRATOR, organisation=w.north)
    assert refusal(actions.end_seat, context, last) == {""}
    bounded = {"starts_on": None, "ends_on": today() + IN_A_MONTH}
    assert refusal(actions.give_seat, context, last.person, last.role, w.north, **bounded) == {"ends_on"}
    assert refusal(deactivate, context, last.person) == {""}


def test_one_of_two_administrators_leaves_and_the_other_then_stays(w):
    context = context_at(Role.ADMINISTRATOR, w.north)
    first, second = (SeatFactory(role=Role.ADMINISTRATOR, organisation=w.north) for _ in range(2))
    actions.end_seat(context, first)
    assert refusal(actions.end_seat, context, second) == {""}


@pytest.mark.parametrize(
    "other",
    [
        {"person__is_active": False},
        {"ends_on": today() + IN_A_MONTH},
        {"starts_on": today() + IN_A_MONTH},
    ],
)
def test_an_administrator_whose_account_is_closed_or_whose_role_ends_or_has_not_begun_is_no_relief(w, other):
    last = SeatFactory(role=Role.ADMINISTRATOR, organisation=w.north)
    SeatFactory(role=Role.ADMINISTRATOR, organisation=w.north, **other)
    assert refusal(actions.end_seat, context_at(Role.ADMINISTRATOR, w.north), last) == {""}


def test_a_role_ends_at_once_and_ending_it_again_changes_nothing(w):
    context, seat = context_at(Role.ADMINISTRATOR, w.north), SeatFactory(organisation=w.north)
    actions.end_seat(context, seat)
    actions.end_seat(context, seat)
    assert Seat.objects.get(pk=seat.pk).ends_on == today()
    assert len(events("seat.ended")) == 1


# Invitations

SOMEONE = {"email": "a.morel@hopital-exemple.fr", "first_name": "Ada", "last_name": "Morel", "language": "fr"}


def test_an_invitation_gives_its_role_when_it_is_accepted(w):
    invitation = actions.invite_to_role(context_at(Role.ADMINISTRATOR, w.north), w.north, Role.CISO, **SOMEONE)
    assert isinstance(invitation, Invitation)
    assert promise_of(invitation).endswith("Centre hospitalier du Nord")
    assert [promise.role for promise in promises_of(w.north)] == [Role.CISO]
    person = accept_invitation(invitation, first_name="Ada", last_name="Morel", language="fr", password=PASSWORD)
    seat = Seat.objects.get(person=person)
    assert (seat.role, seat.organisation_id) == (Role.CISO, w.north.pk)
    assert promises_of(w.north) == []


def test_an_invitation_to_a_region_obliges_to_a_second_factor(w):
    invitation = actions.invite_to_role(context_at(Role.ADMINISTRATOR, w.region), w.region, Role.EXPERT, **SOMEONE)
    assert invitation.second_factor_required


def test_whoever_has_an_account_gets_the_role_at_once(w):
    PersonFactory(email=SOMEONE["email"])
    typed = SOMEONE | {"email": "A.Morel@Hopital-exemple.fr "}
    seat = actions.invite_to_role(context_at(Role.ADMINISTRATOR, w.north), w.north, Role.CISO, **typed)
    assert isinstance(seat, Seat)


def test_an_invitation_is_refused_field_by_field(w):
    context = context_at(Role.ADMINISTRATOR, w.north)
    assert refusal(actions.invite_to_role, context, w.north, Role.CISO, **SOMEONE | {"email": "nobody"}) == {"email"}
    assert refusal(actions.invite_to_role, context, w.north, Role.EXPERT, **SOMEONE) == {"role"}


def test_an_invitation_to_a_hospital_that_closed_gives_nothing(w):
    invitation = actions.invite_to_role(context_at(Role.ADMINISTRATOR, w.north), w.north, Role.CISO, **SOMEONE)
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(closed_on=today())
    typed = {"first_name": "Ada", "last_name": "Morel", "language": "fr", "password": PASSWORD}
    assert refusal(accept_invitation, invitation, **typed) == {""}
    assert not Person.objects.filter(email=SOMEONE["email"]).exists()


def test_a_withdrawn_invitation_waits_no_more(w):
    context = context_at(Role.ADMINISTRATOR, w.north)
    invitation = actions.invite_to_role(context, w.north, Role.CISO, **SOMEONE)
    actions.withdraw_invitation(context, w.north, invitation)
    actions.withdraw_invitation(context, w.north, invitation)
    assert promises_of(w.north) == []


# Mandates and contributions


def test_a_director_gives_a_mandate_of_a_year_at_most(w):
    director = context_at(Role.DIRECTOR, w.north)
    actions.give_mandate(director, w.north, today() + timedelta(days=366), "Audit")
    assert refusal(actions.give_mandate, director, w.north, today() + timedelta(days=367), "Audit") == {"ends_on"}
    assert refusal(actions.give_mandate, director, w.north, today(), "Audit") == {"ends_on"}
    assert refusal(actions.give_mandate, director, w.north, today() + IN_A_MONTH, " ") == {"purpose"}
    yesterday = today() - timedelta(days=1)
    assert refusal(actions.give_mandate, director, w.north, today() + IN_A_MONTH, "x", yesterday) == {"starts_on"}


@pytest.mark.parametrize("role", [Role.CISO, Role.EXPERT, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_nobody_but_the_director_gives_a_mandate(w, role):
    place = w.region if role in {Role.EXPERT, Role.COORDINATOR} else w.north
    with pytest.raises(Denied):
        actions.give_mandate(context_at(role, place), w.north, today() + IN_A_MONTH, "Audit")


def test_the_same_mandate_given_twice_is_one_and_ends_once(w):
    director = context_at(Role.DIRECTOR, w.north)
    given = {actions.give_mandate(director, w.north, today() + IN_A_MONTH, "Audit").pk for _ in range(2)}
    assert len(given) == 1
    grant = Grant.objects.within(SYSTEM).get()
    actions.end_grant(director, grant)
    actions.end_grant(director, grant)
    assert [event.kind for event in events("grant.ended")] == ["grant.ended"]


def test_only_what_its_policy_marks_grantable_is_granted(w):
    from hygie.territory.policies import PEOPLE

    director = context_at(Role.DIRECTOR, w.north)
    options = {"resource": PEOPLE}
    assert refusal(actions.give_mandate, director, w.north, today() + IN_A_MONTH, "x", **options) == {"resource"}


def test_a_contribution_goes_to_a_contributor_of_the_place(w):
    ciso, stranger = context_at(Role.CISO, w.north), PersonFactory()
    until = today() + IN_A_MONTH
    assert refusal(actions.give_contribution, ciso, w.north, stranger, None, [Verb.EDIT], until) == {"person"}
    contributor = seated(Role.CONTRIBUTOR, w.north)
    assert refusal(actions.give_contribution, ciso, w.north, contributor, None, [Verb.REVIEW], until) == {"verbs"}
    grants = {actions.give_contribution(ciso, w.north, contributor, None, [Verb.EDIT], until).pk for _ in range(2)}
    assert len(grants) == 1


# Facts


def record(w, kind="beds", value="120", provider=Provider.DECLARED, starts_on=None, **options):
    return actions.record_fact(context_at(Role.CISO, w.north), w.north, kind, value, provider, starts_on, **options)


def intervals(w, kind="beds"):
    rows = Fact.objects.within(SYSTEM).filter(organisation=w.north, kind=kind).order_by("starts_on", "pk")
    return [(row.value, row.starts_on, row.ends_on) for row in rows]


def test_a_fact_ends_the_one_before_and_upper_floors_hear_of_it(w, told):
    record(w, value="100", starts_on=today() - IN_A_MONTH)
    record(w, value="120,5")
    assert intervals(w) == [(100, today() - IN_A_MONTH, today()), (120.5, today(), None)]
    assert told == [w.north.pk, w.north.pk]


def test_a_late_fact_takes_its_place_and_rewrites_nothing(w):
    record(w, value="120")
    record(w, value="100", starts_on=today() - IN_A_MONTH)
    assert intervals(w) == [(100, today() - IN_A_MONTH, today()), (120, today(), None)]


def test_a_correction_keeps_what_was_first_said(w):
    record(w, value="120")
    record(w, value="12")
    assert intervals(w) == [(120, today(), today()), (12, today(), None)]


def test_the_same_fact_again_changes_nothing_but_the_ars_confirming_it_does(w):
    facts = [record(w), record(w), record(w, provider=Provider.ARS)]
    assert facts[0].pk == facts[1].pk != facts[2].pk


def test_several_applications_hold_at_once(w):
    for call in ("care-d1", "care-d2"):
        record(w, kind="candidature", value=call)
    assert [value for value, _start, end in intervals(w, "candidature") if end is None] == ["care-d1", "care-d2"]


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        ("beds", "many", "value"),
        ("beds", "-1", "value"),
        ("beds", "nan", "value"),
        ("activity_weight", "101", "value"),
        ("regime", "king", "value"),
        ("vital_importance", "yes", "kind"),
    ],
)
def test_a_fact_is_refused_with_its_field(w, kind, value, field):
    assert refusal(record, w, kind=kind, value=value) == {field}


def test_an_impossible_year_is_refused(w):
    assert refusal(record, w, starts_on=today().replace(year=1026)) == {"starts_on"}


def test_the_second_of_two_editors_is_told(w):
    seen = record(w, value="100").uid
    record(w, value="110", seen=seen)
    with pytest.raises(Stale):
        record(w, value="90", seen=seen)
    with pytest.raises(Stale):
        record(w, value="90", seen="")


def test_an_ended_fact_holds_no_more_and_ending_it_again_changes_nothing(w, told):
    fact, context = record(w, starts_on=today() - IN_A_MONTH), context_at(Role.CISO, w.north)
    actions.end_fact(context, fact)
    actions.end_fact(context, fact)
    assert intervals(w) == [(120, today() - IN_A_MONTH, today())]
    assert len(events("fact.ended")) == 1


# Organisations and memberships


def coordinator(w):
    return context_at(Role.COORDINATOR, w.region)


def test_a_coordinator_creates_a_ght_once_and_it_reaches_itself(w):
    make, name = actions.create_organisation, " GHT  des Landes "
    (pk,) = {make(coordinator(w), w.region, OrganisationKind.GHT, name).pk for _ in range(2)}
    assert Organisation.objects.within(SYSTEM).get(pk=pk).name == "GHT des Landes"
    assert Reach.objects.filter(holder_id=pk, organisation_id=pk).exists()


def test_an_office_needs_its_department_and_a_name_is_needed(w):
    make = actions.create_organisation
    assert refusal(make, coordinator(w), w.region, OrganisationKind.DELEGATION, "Office") == {"department"}
    assert refusal(make, coordinator(w), w.region, OrganisationKind.GHT, "  ") == {"name"}
    assert refusal(make, coordinator(w), w.region, OrganisationKind.GHT, "x" * 201) == {"name"}


def test_a_new_office_reaches_its_department_at_once(w):
    made = actions.create_organisation(
        coordinator(w), w.region, OrganisationKind.DELEGATION, "Yvelines", department="78"
    )
    assert Reach.objects.filter(holder_id=made.pk, organisation_id=w.south_site.pk).exists()


def test_the_second_of_two_who_rename_a_ght_is_told(w):
    actions.change_organisation(coordinator(w), w.ght, 1, name="GHT des Monts")
    with pytest.raises(Stale):
        actions.change_organisation(coordinator(w), w.ght, 1, name="GHT des Vaux")


def test_what_the_national_register_describes_is_corrected_there(w):
    w.north.registered_on = today()
    assert refusal(actions.change_organisation, coordinator(w), w.north, 1, name="x") == {""}


def test_an_entity_joins_a_ght_and_its_sites_come_into_sight(w, told):
    actions.start_membership(coordinator(w), w.clinic, w.ght, MembershipKind.GHT)
    assert Reach.objects.filter(holder_id=w.ght.pk, organisation_id=w.clinic_site.pk).exists()
    assert set(told) == {w.clinic.pk, w.ght.pk}


def test_joining_twice_is_joining_once(w):
    for _ in range(2):
        actions.start_membership(coordinator(w), w.clinic, w.ght, MembershipKind.GHT)
    assert Membership.objects.within(SYSTEM).filter(organisation=w.clinic, group=w.ght).count() == 1


def test_an_entity_is_in_one_ght_and_a_ght_has_one_lead(w):
    other = actions.create_organisation(coordinator(w), w.region, OrganisationKind.GHT, "GHT des Landes")
    join = actions.start_membership
    assert refusal(join, coordinator(w), w.north, other, MembershipKind.GHT) == {"group"}
    assert refusal(join, coordinator(w), w.clinic, w.ght, MembershipKind.GHT, lead=True) == {"lead"}
    assert refusal(join, coordinator(w), w.north_site, w.ght, MembershipKind.GHT) == {"group"}
    assert refusal(join, coordinator(w), w.clinic, w.group, MembershipKind.GHT) == {"group"}


def test_leaving_takes_the_sites_out_of_sight_from_that_day(w):
    membership = Membership.objects.within(SYSTEM).get(organisation=w.south)
    tomorrow = today() + timedelta(days=1)
    actions.end_membership(coordinator(w), membership, tomorrow)
    assert Reach.objects.filter(holder_id=w.ght.pk, organisation_id=w.south_site.pk).exists()
    with frozen(now() + timedelta(days=1)):
        actions.rebuild_reach()
    assert not Reach.objects.filter(holder_id=w.ght.pk, organisation_id=w.south_site.pk).exists()


def test_a_hospital_changes_nobody_s_membership(w):
    with pytest.raises(Denied):
        actions.start_membership(context_at(Role.DIRECTOR, w.ght), w.north, w.ght, MembershipKind.GHT)


def test_a_change_of_facts_has_the_obligations_judged_again(w):
    FactFactory(organisation=w.north, value=5)
    actions.record_fact(Context.system("test"), w.north, "regime", "ose", Provider.ARS)
    assert Job.objects.within(SYSTEM).filter(kind="obligations.reassess").exists()
