"""A supplier recorded under the region's name for it, and a risk register reviewed, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from hygie.core.access import Role
from hygie.governance.models import Engagement
from tests.governance.conftest import SYSTEM, GovernanceWorld
from tests.governance.test_pages import to
from tests.governance.test_suppliers import NIGHT, engaged

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return GovernanceWorld()


def test_a_supplier_is_recorded_under_the_name_that_the_region_knows(world, page: Page, sign_in, assert_accessible):
    engaged(world, "Orvélis", world.neighbour)
    sign_in(world.person(Role.CISO, world.hospital, "fr"))
    page.goto(to("engage", world.hospital.uid))
    assert_accessible(page)
    page.locator("[name=name]").press_sequentially("Orvelys")
    expect(page.locator("#alike")).to_contain_text("Orvélis")
    page.locator("[name=services]").fill("Dossier patient")
    page.locator("[name=access]").select_option("vpn")
    page.locator("[name=night_phone]").fill(NIGHT)
    page.get_by_role("button", name="Ajouter").click()
    assert_accessible(page)
    page.get_by_label("Orvélis").check()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", name="Orvélis")).to_be_visible()
    assert_accessible(page)
    page.goto(to("suppliers", world.hospital.uid))
    assert_accessible(page)
    page.get_by_role("button", name="Revu aujourd’hui").click()
    expect(page.get_by_text("distance revu : Orvélis")).to_be_visible()
    assert Engagement.objects.within(SYSTEM).get(organisation=world.hospital).supplier.name == "Orvélis"


def test_the_region_finds_who_depends_on_a_supplier_and_whom_to_call(world, page: Page, sign_in, assert_accessible):
    engaged(world, "Orvélis")
    sign_in(world.person_with_app(Role.COORDINATOR, world.region))
    page.goto(to("supplier_concentration"))
    assert_accessible(page)
    page.get_by_role("link", name="Orvélis").click()
    assert_accessible(page)
    page.get_by_role("link", name="Call list").click()
    expect(page.get_by_text(NIGHT)).to_be_visible()
    assert_accessible(page)


def test_a_register_is_begun_from_the_list_and_its_review_is_a_risk_analysis(
    world, page: Page, sign_in, assert_accessible
):
    sign_in(world.person(Role.CISO, world.hospital, "fr"))
    page.goto(to("risks", world.hospital.uid))
    page.get_by_role("link", name="Choisir dans la liste").click()
    assert_accessible(page)
    page.get_by_label("Un rançongiciel arrête le dossier patient").check()
    page.get_by_role("button", name="Ajouter au registre").click()
    assert_accessible(page)
    page.get_by_role("link", name="R1", exact=True).click()
    assert_accessible(page)
    page.get_by_role("link", name="Modifier").click()
    assert_accessible(page)
    page.goto(to("review_risks", world.hospital.uid))
    assert_accessible(page)
    page.get_by_role("button", name="Revu aujourd’hui").click()
    expect(page.get_by_text("Satisfaite")).to_be_visible()
    assert world.status(world.hospital, "ose-01") == "met"
