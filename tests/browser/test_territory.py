"""Pages of the territory in a real browser: accessible in both languages, both themes, on a desk and on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.territory.models import Grant, Organisation, Seat
from tests.factories.territory import FactFactory, MandateFactory, SeatFactory, seated, world

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Scope.system()


@pytest.fixture
def w():
    made = world()
    Organisation.objects.within(SYSTEM).filter(pk=made.north.pk).update(
        latitude=48.86, longitude=2.34, address="1 rue des Érables", postal_code="75990", phone="0199000000"
    )
    for kind, value in (("beds", 120), ("regime", "ose"), ("candidature", "care-d1")):
        FactFactory(organisation=made.north, kind=kind, value=value)
    MandateFactory(organisation=made.north, ends_on=today() + timedelta(days=20))
    seated(Role.CISO, made.north)
    return made


def url(name, *arguments):
    return reverse(f"territory:{name}", args=[getattr(one, "uid", one) for one in arguments])


PAGES = (
    ("organisations", Role.COORDINATOR, "region", ()),
    ("organisation", Role.COORDINATOR, "region", ("north",)),
    ("organisation", Role.DIRECTOR, "north", ("north",)),
    ("organisation", Role.CISO, "ght", ("ght",)),
    ("people", Role.ADMINISTRATOR, "north", ("north",)),
    ("invite", Role.ADMINISTRATOR, "north", ("north",)),
    ("facts", Role.CISO, "north", ("north",)),
    ("mandates", Role.DIRECTOR, "north", ("north",)),
    ("give_mandate", Role.DIRECTOR, "north", ("north",)),
    ("contributions", Role.CISO, "north", ("north",)),
    ("timeline", Role.CISO, "north", ("north",)),
    ("join", Role.COORDINATOR, "region", ("north",)),
    ("create", Role.COORDINATOR, "region", ()),
    ("groups", Role.COORDINATOR, "region", ()),
    ("make_group", Role.COORDINATOR, "region", ()),
    ("imports", Role.COORDINATOR, "region", ()),
    ("send_file", Role.COORDINATOR, "region", ()),
)


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("fr", "light", 1280), ("en", "dark", 1280), ("fr", "dark", 360), ("en", "light", 360)],
)
def test_every_page_is_accessible(language, scheme, width, w, page, sign_in, assert_accessible):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for name, role, place, targets in PAGES:
        sign_in(seated(role, getattr(w, place), language=language))
        page.goto(url(name, *(getattr(w, target) for target in targets)))
        assert page.locator("html").get_attribute("lang") == language
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways"


def test_a_director_gives_a_mandate_and_ends_it_in_a_dialog(w, page, sign_in):
    sign_in(seated(Role.DIRECTOR, w.south, language="en"))
    page.goto(url("mandates", w.south))
    page.get_by_role("link", name="Give a mandate").first.click()
    page.get_by_label("What for").fill("Restore tests")
    page.get_by_role("button", name="Give the mandate").click()
    page.get_by_text("Restore tests").first.wait_for()
    page.locator("details.confirm > summary").first.click()
    page.get_by_role("dialog").get_by_role("button", name="End it now").click()
    page.get_by_text("The mandate is over").wait_for()
    assert not Grant.objects.within(SYSTEM).filter(organisation=w.south, ended_at__isnull=True).exists()


def test_an_administrator_ends_a_role_only_after_confirming(w, page, sign_in, assert_accessible):
    administrator = seated(Role.ADMINISTRATOR, w.south, language="en")
    seat = SeatFactory(organisation=w.south)
    sign_in(administrator)
    page.goto(url("people", w.south))
    page.locator("details.confirm > summary").first.click()
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert Seat.objects.get(pk=seat.pk).ends_on is None
    page.locator("details.confirm > summary").first.click()
    page.get_by_role("dialog").get_by_role("button", name="End the role").click()
    page.get_by_text("no longer holds this role").wait_for()
    assert Seat.objects.get(pk=seat.pk).ends_on == today()


def test_a_group_counts_as_boxes_are_ticked_and_is_saved_without_waiting(w, page, sign_in):
    sign_in(seated(Role.COORDINATOR, w.region, language="en"))
    page.goto(url("make_group"))
    page.get_by_text("Choose something").wait_for()
    page.get_by_label("Without a position on the map").check()
    page.locator("#group-count strong").wait_for()
    page.get_by_label("Name").fill("To place on the map")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="To place on the map").wait_for()


def test_a_person_of_two_roles_switches_from_the_header(w, page, sign_in):
    person = seated(Role.CISO, w.north, language="en")
    SeatFactory(person=person, role=Role.CONTRIBUTOR, organisation=w.clinic)
    sign_in(person)
    page.goto(url("organisation", w.north))
    page.locator("details.seat > summary").click()
    page.get_by_role("button", name="Contributor").click()
    page.locator("details.seat > summary", has_text="Contributor").wait_for()
    assert page.goto(url("organisation", w.north)).status == 404
