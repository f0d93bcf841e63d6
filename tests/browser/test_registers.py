"""An operator of essential services in a real browser: its regime, an accreditation decided, its indicators filed."""

import pytest
from playwright.sync_api import Page, expect

from hygie.core.access import Role
from hygie.core.clock import today
from hygie.governance.filing_enums import SecurityIndicator
from hygie.governance.models import AccreditedSystem
from tests.factories.accounts import code_of
from tests.governance.conftest import SYSTEM, GovernanceWorld
from tests.governance.test_pages import to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return GovernanceWorld()


def test_a_system_enters_the_register_and_its_accreditation_is_signed(world, page: Page, sign_in, assert_accessible):
    sign_in(world.person(Role.CISO, world.hospital, "fr"))
    page.goto(to("accreditations", world.hospital.uid))
    assert_accessible(page)
    page.get_by_role("link", name="Ajouter un système").click()
    assert_accessible(page)
    page.locator("[name=name]").fill("Dossier patient")
    page.locator("[name=scope]").fill("Deux sites et leur liaison.")
    page.get_by_role("button", name="Enregistrer").click()
    assert_accessible(page)
    system = AccreditedSystem.objects.within(SYSTEM).get(name="Dossier patient")

    world.director.language = "fr"
    world.director.save(update_fields=["language"])
    sign_in(world.director)
    page.goto(to("decide_accreditation", system.uid))
    page.locator("input[name=code]").fill(code_of(world.director))
    page.get_by_role("button", name="Continuer").click()
    assert_accessible(page)
    page.get_by_label("Accordée", exact=True).check()
    page.locator("[name=authority]").fill("Directeur")
    page.locator("[name=read]").check()
    page.get_by_role("button", name="Signer", exact=True).click()
    expect(page.get_by_text("Homologué", exact=True).first).to_be_visible()
    assert_accessible(page)
    assert world.status(world.hospital, "ose-03") == "met"


def test_from_the_regime_to_six_indicators_filed(world, page: Page, sign_in, assert_accessible):
    sign_in(world.person(Role.CISO, world.hospital, "fr"))
    page.goto(to("regimes", world.hospital.uid))
    assert_accessible(page)
    page.get_by_role("link", name="Les six indicateurs").click()
    assert_accessible(page)
    page.get_by_role("link", name=f"Déclarer {today().year}").click()
    assert_accessible(page)
    for one in SecurityIndicator:
        page.locator(f"[name='{one.value}.counted']").fill("12")
        page.locator(f"[name='{one.value}.total']").fill("96")
    page.get_by_role("button", name="Déclarer les indicateurs").click()
    expect(page.get_by_text("12,5").first).to_be_visible()
    assert_accessible(page)
    assert world.status(world.hospital, "ose-04") == "met"
