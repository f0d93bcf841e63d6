"""The main job in a real browser: an RSSI deposits, the ARS answers, the picture changes, a stranger sees nothing.

Each page met on the way is checked by axe.
"""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hygie.core.access import Role
from hygie.core.clock import today
from tests.factories.obligations import deposited, states
from tests.obligations.page_world import YEARLY_EXERCISE, PageWorld, to

pytestmark = pytest.mark.django_db(transaction=True)
POLICY = "care-d2-p1"

WORDS = {
    "en": {
        "twenty": "Your twenty minutes this week",
        "deposit": "Add this evidence",
        "add": "Add the evidence",
        "yes": "Yes",
        "changed": "The status has changed",
        "in_review": "In review",
        "met": "Met",
        "accept": "Accept",
        "begin": "Begin with the oldest",
        "ask": "Ask for more",
        "lacking": "Say what is lacking",
    },
    "fr": {
        "twenty": "Vos vingt minutes de la semaine",
        "deposit": "Déposer cette preuve",
        "add": "Déposer la preuve",
        "yes": "Oui",
        "changed": "La situation a changé",
        "in_review": "En vérification",
        "met": "Satisfaite",
        "accept": "Accepter",
        "begin": "Commencer par la plus ancienne",
        "ask": "Demander un complément",
        "lacking": "Dites ce qui manque",
    },
}


@pytest.fixture
def world(transactional_db):
    world = PageWorld()
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    return world


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "pssi.pdf"
    file.write_bytes(b"%PDF-1.7 an invented policy")
    return file


@pytest.mark.parametrize("language", ["fr", "en"])
def test_evidence_travels_from_the_hospital_to_the_regional_picture(
    world, page: Page, sign_in, assert_accessible, document, language
):
    words, hospital = WORDS[language], world.hospital

    sign_in(world.person(Role.CISO, hospital, language))
    page.goto("/")
    expect(page.get_by_role("heading", name=words["twenty"])).to_be_visible()
    assert_accessible(page)

    page.goto(to("requirement", hospital.uid, POLICY))
    assert_accessible(page)
    page.get_by_role("link", name=words["add"]).first.click()
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_label(words["yes"]).check()
    assert page.locator("[name=happened_on]").input_value() == today().isoformat()
    assert_accessible(page)
    page.get_by_role("button", name=words["deposit"]).click()
    expect(page.get_by_text(words["changed"])).to_be_visible()
    expect(page.locator(".verdict .badge")).to_have_text(words["in_review"])
    assert_accessible(page)

    sign_in(world.person(Role.COORDINATOR, world.region, language))
    page.goto("/")
    page.get_by_role("link", name="1").first.click()
    assert_accessible(page)
    page.get_by_role("link", name=words["begin"]).click()
    assert_accessible(page)
    page.get_by_role("button", name=words["ask"]).click()
    expect(page.get_by_text(words["lacking"]).first).to_be_visible()
    page.get_by_role("button", name=words["accept"]).click()

    page.goto(to("matrix"))
    cell = page.get_by_role("row", name="CH premier").locator("td").nth(1)
    expect(cell).to_contain_text(words["met"])
    assert_accessible(page)
    cell.get_by_role("link").click()
    expect(page.locator(".verdict .badge")).to_have_text(words["met"])

    sign_in(world.person(Role.CISO, world.stranger, language))
    for address in (to("establishment", hospital.uid), to("requirement", hospital.uid, POLICY)):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404


def test_the_pages_of_the_region_are_accessible_by_day_and_by_night(world, page: Page, sign_in, assert_accessible):
    deposited(world.hospital, "security_policy")
    sign_in(world.person(Role.COORDINATOR, world.region))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for address in (
            reverse("cockpit:home"),
            to("region_map"),
            to("requirement_region", POLICY),
            to("call_sheet", world.hospital.uid),
            to("catalogue"),
            to("waive", world.hospital.uid, YEARLY_EXERCISE),
        ):
            page.goto(address, wait_until="networkidle")
            assert_accessible(page)


def test_on_a_phone_no_page_is_wider_than_the_screen(world, page: Page, sign_in):
    proof = deposited(world.hospital, "security_policy")
    sign_in(world.person(Role.COORDINATOR, world.region, "fr"))
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (
        reverse("cockpit:home"),
        to("matrix"),
        to("requirement_region", POLICY),
        to("review_queue"),
        to("review", proof.uid),
        to("proof", proof.uid),
        to("establishment", world.hospital.uid),
        to("requirement", world.hospital.uid, POLICY),
        to("call_sheet", world.hospital.uid),
    ):
        page.goto(address, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address


def test_evidence_is_deposited_without_javascript(world, chromium, live_server, document):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(world.person(Role.CISO, world.hospital))
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{to('deposit', world.hospital.uid)}?requirement={POLICY}")
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Add this evidence").click()
    expect(page.locator(".verdict .badge")).to_have_text("In review")
    context.close()
