"""One finding from the list to its verification, and a critical risk to the director's signature, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from hygie.audits.models import Asset, Finding
from hygie.core.access import Role
from tests.audits.conftest import AuditWorld
from tests.audits.finding_world import SYSTEM, to
from tests.factories.accounts import code_of
from tests.factories.audits import AssetFactory, FindingFactory, WeaknessFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "fr": {
        "take_up": "Prendre en charge",
        "fixed": "Corrigé",
        "verified": "Vérifié : clore",
        "closed": "Clos",
        "owner": "Responsable du risque",
        "why": "Pourquoi",
        "submit": "Soumettre à la direction",
        "waits": "Attend la signature de la direction",
        "answer": "Signer ou refuser",
        "go_on": "Continuer",
        "sign": "Signer les risques cochés",
    },
    "en": {
        "take_up": "Take it up",
        "fixed": "Fixed",
        "verified": "Verified: close it",
        "closed": "Closed",
        "owner": "Risk owner",
        "why": "Why",
        "submit": "Submit to the director",
        "waits": "Waits for the director’s signature",
        "answer": "Sign or refuse",
        "go_on": "Go on",
        "sign": "Sign those ticked",
    },
}


@pytest.fixture
def world(transactional_db):
    return AuditWorld()


def weak(world: AuditWorld, **more: object) -> Finding:
    asset = AssetFactory(organisation=world.hospital, name="pacs-1.example", exposure="internet", criticality="high")
    weakness = WeaknessFactory(
        organisation=world.hospital,
        title="Passerelle vulnérable",
        description="Un attaquant entre.\nIl exécute des commandes.",
        solution="Mettre à jour.",
        references=["https://cve.example/1"],
    )
    finding: Finding = FindingFactory(
        organisation=world.hospital,
        asset=asset,
        weakness=weakness,
        evidence="HTTP/1.1 200",
        cves=["CVE-2026-1"],
        **more,
    )
    return finding


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_a_ciso_follows_one_finding_from_the_list_until_it_is_verified(
    world, page: Page, sign_in, assert_accessible, language, width
):
    words, place = WORDS[language], world.hospital
    weak(world, severity=3)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(world.person(Role.CISO, place, language))
    for query in ("", "?by=rule", "?by=asset", "?view=late"):
        page.goto(f"{to('findings', place.uid)}{query}")
        assert_accessible(page)
    page.goto(to("findings", place.uid))
    page.get_by_role("link", name="Passerelle vulnérable").click()
    assert_accessible(page)
    for step in ("take_up", "fixed", "verified"):
        page.get_by_role("button", name=words[step], exact=True).click()
    expect(page.get_by_text(words["closed"], exact=True).first).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_critical_risk_goes_to_the_directors_signature(world, page: Page, sign_in, assert_accessible, language):
    words, place = WORDS[language], world.hospital
    finding = weak(world, severity=4)
    sign_in(world.person(Role.CISO, place, language))
    page.goto(to("accept_finding", finding.uid))
    assert_accessible(page)
    page.get_by_label(words["owner"]).fill("Cheffe de l’imagerie")
    page.get_by_label(words["why"]).fill("Remplacement au printemps.")
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.get_by_text(words["waits"])).to_be_visible()
    assert_accessible(page)

    world.director.language = language
    world.director.save(update_fields=["language"])
    sign_in(world.director)
    page.goto(to("risks_to_sign", place.uid))
    assert_accessible(page)
    page.get_by_role("link", name=words["answer"]).click()
    page.locator("input[name=code]").fill(code_of(world.director))
    page.get_by_role("button", name=words["go_on"]).click()
    assert_accessible(page)
    page.locator("input[name=acceptance]").check()
    page.get_by_role("button", name=words["sign"]).click()
    page.goto(to("finding", finding.uid))
    assert Finding.objects.within(SYSTEM).get(pk=finding.pk).signed_by == world.director


def test_the_pages_of_assets_and_of_bulk_acts_are_accessible(world, page: Page, sign_in, assert_accessible):
    place = world.hospital
    weak(world)
    sign_in(world.person(Role.CISO, place, "fr"))
    asset = Asset.objects.within(SYSTEM).get()
    for url in (
        to("assets", place.uid),
        to("asset", asset.uid),
        to("change_asset", asset.uid),
        to("add_finding", place.uid),
    ):
        page.goto(url)
        assert_accessible(page)
    page.goto(to("findings", place.uid))
    page.locator("input[name=finding]").check()
    page.locator("select[name=act]").select_option("accept")
    page.locator("form[action$='/findings/act/'] button[type=submit]").click()
    assert_accessible(page)
    page.goto(to("assets", place.uid))
    page.locator("input[name=asset]").check()
    page.locator("button[value=describe]").click()
    assert_accessible(page)
