"""A policy from its model to its signature, and an appointment from its first day to its last, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from hygie.core.access import Role
from hygie.governance.models import PolicyVersion
from tests.factories.accounts import code_of
from tests.governance.conftest import SYSTEM, GovernanceWorld
from tests.governance.test_pages import to

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "fr": {
        "start": "La commencer",
        "begin": "Commencer",
        "submit": "Transmettre pour signature",
        "go_on": "Continuer",
        "read": "J’ai lu cette version et je l’approuve.",
        "sign": "Signer",
        "met": "Satisfaite",
        "appoint": "Désigner",
        "name": "Nom",
    },
    "en": {
        "start": "Start it",
        "begin": "Start",
        "submit": "Send to be signed",
        "go_on": "Go on",
        "read": "I have read this version and I approve it.",
        "sign": "Sign",
        "met": "Met",
        "appoint": "Appoint",
        "name": "Last name",
    },
}


@pytest.fixture
def world(transactional_db):
    return GovernanceWorld()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_policy_goes_from_its_model_to_the_signature(world, page: Page, sign_in, assert_accessible, language):
    words, hospital = WORDS[language], world.hospital
    sign_in(world.person(Role.CISO, hospital, language))
    page.goto(to("policies", hospital.uid))
    assert_accessible(page)
    page.get_by_role("link", name=words["start"]).first.click()
    assert_accessible(page)
    page.get_by_role("button", name=words["begin"]).click()
    assert_accessible(page)
    page.get_by_role("button", name=words["submit"]).click()
    version = PolicyVersion.objects.within(SYSTEM).order_by("-pk").first()

    world.director.language = language
    world.director.save(update_fields=["language"])
    sign_in(world.director)
    page.goto(to("sign", version.uid))
    page.locator("input[name=code]").fill(code_of(world.director))
    page.get_by_role("button", name=words["go_on"]).click()
    assert_accessible(page)
    page.get_by_label(words["read"]).check()
    page.get_by_role("button", name=words["sign"], exact=True).click()
    expect(page.get_by_text(words["met"], exact=True).first).to_be_visible()
    assert_accessible(page)
    assert world.status(hospital, "care-d2-p1") == "met"
    assert world.status(hospital, "ose-02") == "met"


def test_whom_to_call_is_appointed_in_one_form_and_found_in_the_directory(
    world, page: Page, sign_in, assert_accessible
):
    words = WORDS["fr"]
    sign_in(world.person(Role.DIRECTOR, world.hospital, "fr"))
    page.goto(to("appointments", world.hospital.uid))
    assert_accessible(page)
    page.get_by_role("link", name=words["appoint"]).first.click()
    assert_accessible(page)
    page.locator("[name=function]").select_option("crisis_director")
    page.locator("[name=last_name]").fill("Aubin")
    page.locator("[name=phone_at_night]").fill("01 99 00 22 24")
    page.get_by_role("button", name=words["appoint"]).click()
    page.goto(to("directory"))
    expect(page.get_by_text("01 99 00 22 24")).to_be_visible()
    assert_accessible(page)
