"""Pages of the territory: what each costs, what it says to whom, and what it hides."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.territory import actions
from hygie.territory.middleware import ROLE_IN_SESSION
from hygie.territory.models import Membership, Organisation
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.factories.territory import (
    FactFactory,
    MandateFactory,
    OrganisationFactory,
    SeatFactory,
    context_at,
    seated,
)
from tests.territory.pages import text_of, url

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


# What each page costs: queries with everything shown, sign-in and menu included

BUDGETS = {
    "organisations": (Role.COORDINATOR, "region", 11),  # its saved groups too
    "organisation": (Role.CISO, "north", 22),
    "people": (Role.ADMINISTRATOR, "north", 6),
    "invite": (Role.ADMINISTRATOR, "north", 4),
    "facts": (Role.CISO, "north", 5),
    "record_fact": (Role.CISO, "north", 5),
    "mandates": (Role.DIRECTOR, "north", 6),
    "give_mandate": (Role.DIRECTOR, "north", 4),
    "contributions": (Role.CISO, "north", 6),
    "give_contribution": (Role.CISO, "north", 5),
    "timeline": (Role.CISO, "north", 12),
    "join": (Role.COORDINATOR, "region", 6),
    "change": (Role.COORDINATOR, "region", 5),
    "create": (Role.COORDINATOR, "region", 5),
    "imports": (Role.COORDINATOR, "region", 7),
    "send_file": (Role.COORDINATOR, "region", 5),
}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_keeps_its_query_budget(name, w, as_):
    role, place, budget = BUDGETS[name]
    for kind, value in (("beds", 120), ("regime", "ose"), ("activity_weight", 52.5)):
        FactFactory(organisation=w.north, kind=kind, value=value)
    MandateFactory(organisation=w.north)
    for _ in range(3):
        SeatFactory(organisation=w.north, role=Role.CONTRIBUTOR)
        OrganisationFactory(site=True, region=w.region, entity=w.north)
    actions.rebuild_reach()
    arguments = {
        "organisations": [],
        "create": [],
        "imports": [],
        "send_file": [],
        "record_fact": [w.north, "beds"],
        "change": [w.ght],
    }
    address = url(name, *arguments.get(name, [w.north]))
    browser = as_(role, getattr(w, place))
    browser.get(address)  # the first request of a session writes it
    with at_most(budget):
        text_of(browser.get(address))


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.DIRECTOR, "north"),
        (Role.DIRECTOR, "ght"),
        (Role.CISO, "ght"),
        (Role.COORDINATOR, "region"),
        (Role.COORDINATOR, "paris"),
        (Role.EXPERT, "region"),
        (Role.ADMINISTRATOR, "region"),
        (Role.ANALYST, "nation"),
    ],
)
def test_the_page_of_an_organisation_costs_no_more_to_whoever_reads_it(
    role, place, w, as_, django_assert_max_num_queries
):
    FactFactory(organisation=w.north)
    MandateFactory(organisation=w.north, ends_on=today() + timedelta(days=3))
    browser = as_(role, getattr(w, place))
    browser.get(url("organisation", w.north))
    with at_most(25):
        text_of(browser.get(url("organisation", w.north)))


# The list


def names(response):
    return {one.name for one, _groups in response.context["lines"]}


def test_the_list_shows_what_is_in_sight_and_no_more(w, as_):
    assert names(as_(Role.CISO, w.north).get(url("organisations"))) == {
        "Centre hospitalier du Nord",
        "Hôpital du Nord",
        "Annexe du Nord",
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "lilas clinique"}, {"Clinique des Lilas"}),
        ({"kind": "ght"}, {"GHT des Coteaux"}),
        ({"department": "78"}, {"Centre hospitalier du Sud", "Hôpital du Sud"}),
        ({"kind": "site", "department": "92"}, {"Annexe du Nord", "Les Lilas"}),
        ({"only": "no-ciso", "kind": "entity"}, {"Clinique des Lilas", "Centre hospitalier du Sud"}),
        ({"only": "mandated"}, {"Centre hospitalier du Sud"}),
        ({"kind": "delegation"}, {"Délégation de Paris", "Délégation du 92"}),
    ],
)
def test_the_list_narrows(asked, found, w, as_):
    seated(Role.CISO, w.north)
    MandateFactory(organisation=w.south)
    assert names(as_(Role.COORDINATOR, w.region).get(url("organisations"), asked)) == found


def test_the_list_narrows_to_a_ght_and_finds_a_finess_number(w, as_):
    browser = as_(Role.COORDINATOR, w.region)
    of_ght = names(browser.get(url("organisations"), {"ght": str(w.ght.uid), "kind": "entity"}))
    assert of_ght == {"Centre hospitalier du Nord", "Centre hospitalier du Sud"}
    assert names(browser.get(url("organisations"), {"q": w.south_site.finess})) == {"Hôpital du Sud"}


def test_closed_ones_are_shown_to_whoever_asks(w, as_):
    Organisation.objects.within(SYSTEM).filter(pk=w.clinic_site.pk).update(closed_on=today())
    browser = as_(Role.COORDINATOR, w.region)
    assert "Les Lilas" not in names(browser.get(url("organisations")))
    assert "Les Lilas" in names(browser.get(url("organisations"), {"closed": "on"}))


@pytest.mark.parametrize(
    "nonsense", [{"page": "zzz"}, {"kind": "castle"}, {"sort": "secret"}, {"ght": "1"}, {"q": "x" * 500}, {"q": "\x00"}]
)
def test_a_made_up_address_is_no_failure(nonsense, w, as_):
    assert as_(Role.COORDINATOR, w.region).get(url("organisations"), nonsense).status_code == 200


@pytest.mark.parametrize("sort", ["name", "-name", "city", "-city", "finess", "-finess"])
def test_every_organisation_is_on_exactly_one_page(sort, w, as_):
    for _ in range(60):
        OrganisationFactory(site=True, region=w.region, entity=w.south)
    browser, cursor, met = as_(Role.COORDINATOR, w.region), "", []
    while True:
        page = browser.get(url("organisations"), {"kind": "site", "sort": sort, "page": cursor}).context["page"]
        met += [one.pk for one in page.rows]
        if not (cursor := page.next_cursor):
            break
    assert len(met) == len(set(met)) == 64


def test_an_export_holds_the_filtered_rows_and_no_formula(w, as_):
    Organisation.objects.within(SYSTEM).filter(pk=w.clinic.pk).update(name="=HYPERLINK(1)")
    browser = as_(Role.COORDINATOR, w.region)
    response = browser.get(url("organisations_csv"), {"kind": "entity"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert any("'=HYPERLINK(1)" in line for line in lines)
    assert browser.get(url("organisations_xlsx")).content.startswith(b"PK")


def test_an_export_holds_nothing_out_of_sight(w, as_):
    response = as_(Role.CISO, w.south).get(url("organisations_csv"))
    assert "Nord" not in b"".join(response.streaming_content).decode()


# One organisation


def test_a_site_names_its_entity_without_leading_where_the_reader_may_not_go(w, as_):
    page = text_of(as_(Role.CISO, w.north_site).get(url("organisation", w.north_site)))
    assert "Centre hospitalier du Nord" in page
    assert url("organisation", w.north) not in page


def test_a_hospital_says_whom_to_call(w, as_):
    seated(Role.CISO, w.ght, first_name="Inès", last_name="Fauvel")
    page = text_of(as_(Role.DIRECTOR, w.north).get(url("organisation", w.north)))
    assert "Inès Fauvel" in page


def test_a_contributor_sees_names_and_no_addresses(w, as_):
    ciso = seated(Role.CISO, w.north)
    page = text_of(as_(Role.CONTRIBUTOR, w.north).get(url("organisation", w.north)))
    assert ciso.full_name in page
    assert ciso.email not in page


def test_a_sensitive_designation_is_for_the_organisation_and_the_ars_only(w, client):
    FactFactory(organisation=w.north, kind="regime", value="ose")
    for role, place, shown in (
        (Role.CISO, w.north, True),
        (Role.COORDINATOR, w.region, True),
        (Role.EXPERT, w.region, False),
        (Role.CONTRIBUTOR, w.north, False),
    ):
        client.force_login(seated(role, place))
        for name in ("organisation", "facts"):
            assert ("essential services" in text_of(client.get(url(name, w.north)))) is shown, (role, name)


def test_whoever_must_act_is_told_what_comes_first(w, as_):
    soon = today() + timedelta(days=10)
    MandateFactory(organisation=w.north, ends_on=soon, purpose="Restore tests")
    assert "Restore tests" in text_of(as_(Role.DIRECTOR, w.north).get(url("organisation", w.north)))
    assert "Name the CISO" in text_of(as_(Role.ADMINISTRATOR, w.north).get(url("organisation", w.north)))
    seated(Role.CISO, w.ght)
    assert "Name the CISO" not in text_of(as_(Role.ADMINISTRATOR, w.north).get(url("organisation", w.north)))


def test_the_timeline_tells_each_reader_what_they_may_hear(w, client):
    administrator = context_at(Role.ADMINISTRATOR, w.north)
    actions.give_seat(administrator, PersonFactory(last_name="Quéméner"), Role.CISO, w.north)
    for role, heard in ((Role.DIRECTOR, True), (Role.CONTRIBUTOR, False)):
        client.force_login(seated(role, w.north))
        assert ("Quéméner" in text_of(client.get(url("timeline", w.north)))) is heard, role


# Seats and search


def test_a_person_of_two_roles_switches_and_sees_the_other_sight(w, client):
    person = seated(Role.CISO, w.north)
    SeatFactory(person=person, role=Role.CONTRIBUTOR, organisation=w.clinic)
    client.force_login(person)
    assert "CISO" in text_of(client.get(url("organisation", w.north)))
    client.post(url("seat"), {"role": "contributor"})
    assert client.session[ROLE_IN_SESSION] == "contributor"
    assert client.get(url("organisation", w.north)).status_code == 404
    assert client.get(url("organisation", w.clinic)).status_code == 200


def test_a_role_one_does_not_hold_is_no_seat(w, as_):
    browser = as_(Role.CISO, w.north)
    browser.post(url("seat"), {"role": "coordinator"})
    assert browser.get(url("organisation", w.south)).status_code == 404


def test_search_finds_in_sight_only(w, as_):
    found = text_of(as_(Role.CISO, w.north).get(reverse("web:search"), {"q": "hôpital du"}))
    assert "Hôpital du Nord" in found
    assert "Hôpital du Sud" not in found


# Another hospital


def test_another_hospital_finds_no_page_of_it(w):
    grant, seat = MandateFactory(organisation=w.north), SeatFactory(organisation=w.north)
    fact = FactFactory(organisation=w.north)
    membership = Membership.objects.within(SYSTEM).get(organisation=w.north)
    reads = ("organisation", "people", "facts", "mandates", "contributions", "timeline")
    reads += ("invite", "give_mandate", "join")
    writes = (
        ("end_seat", seat),
        ("end_mandate", grant),
        ("end_contribution", grant),
        ("end_fact", fact),
        ("leave", membership),
    )
    for role in (Role.CISO, Role.DIRECTOR, Role.ADMINISTRATOR, Role.CONTRIBUTOR):
        browser = Client()
        browser.force_login(seated(role, w.south))
        for name in reads:
            assert browser.get(url(name, w.north)).status_code == 404, (role, name)
        for name, thing in writes:
            assert browser.post(url(name, w.north, thing)).status_code == 404, (role, name)
