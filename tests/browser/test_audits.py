"""The pages of the audits for each of those who read them, and a finding from a report to the next, in a browser."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hygie.audits.actions.counts import recount, recount_all
from hygie.audits.enums import AuditState, AuditType, FindingState
from hygie.audits.models import Finding
from hygie.core.access import Role
from hygie.core.clock import now, today
from tests.audits.conftest import SYSTEM, AuditWorld
from tests.audits.finding_world import to
from tests.factories.audits import (
    AssetFactory,
    AuditFactory,
    AuditorAccessFactory,
    CampaignFactory,
    EnrichmentRunFactory,
    FindingFactory,
    ReportImportFactory,
    WeaknessFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
WORDS = {
    "fr": {"read": "Lire le rapport", "import": "Importer", "take_up": "Prendre en charge", "fixed": "Corrigé"},
    "en": {"read": "Read the report", "import": "Bring it in", "take_up": "Take it up", "fixed": "Fixed"},
}
CLOSED = {"fr": "Clos", "en": "Closed"}
LOOKS = pytest.mark.parametrize(("language", "scheme", "width"), [("fr", "light", 1280), ("en", "dark", 390)])


@pytest.fixture
def world(transactional_db):
    return AuditWorld()


@pytest.fixture
def told(world):
    """An hospital with findings of every page: exposed, of its directory, closed; a campaign, an audit, a report."""
    place = world.hospital
    asset = AssetFactory(organisation=place, name="passerelle-teleradiologie.ch-premier.example", exposure="internet")
    weakness = WeaknessFactory(organisation=place, title="Passerelle vulnérable", solution="Mettre à jour.")
    told = {"organisation": place, "weakness": weakness, "asset": asset, "cves": ["CVE-2026-1000"], "due_on": today()}
    world.finding = FindingFactory(severity=4, evidence="HTTP/1.1 200 " + "x" * 200, **told)
    FindingFactory(organisation=place, level=2)
    FindingFactory(organisation=place, state=FindingState.CLOSED, is_open=False, closed_at=now())
    campaign = CampaignFactory(organisation=world.region, title="Exposition 2026")
    audit = {"organisation": place, "campaign": campaign, "kind": AuditType.EXPOSURE, "state": AuditState.IN_PROGRESS}
    world.audit, world.campaign = AuditFactory(**audit), campaign
    world.report = ReportImportFactory(organisation=place, level=2)
    EnrichmentRunFactory(source="kev")
    recount(place)
    recount_all()
    return world


def walk(page: Page, addresses: list[str], scheme: str, width: int, assert_accessible) -> None:
    """Every page is there, belongs to one entry of the menu, has no fault that axe finds, never scrolls sideways."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"
        assert page.locator(".sidebar [aria-current=page]").count() == 1, f"{address} is nowhere in the menu"


@LOOKS
def test_every_page_of_an_establishment_is_accessible_to_its_ciso(
    told, page: Page, sign_in, assert_accessible, language, scheme, width
):
    place = told.hospital.uid
    sign_in(told.person(Role.CISO, told.hospital, language))
    lists = ("overview", "findings", "audits", "plans", "reports", "assets", "directory", "products", "send_report")
    addresses = [
        *(to(name, place) for name in lists),
        f"{to('findings', place)}?by=rule",
        to("finding", told.finding.uid),
        to("audit", told.audit.uid),
        to("report", told.report.uid),
        to("cves"),
        to("cve", "CVE-2026-1000"),
        to("priorities"),
    ]
    walk(page, addresses, scheme, width, assert_accessible)


@LOOKS
def test_every_page_of_the_region_is_accessible_to_the_ars(
    told, page: Page, sign_in, assert_accessible, language, scheme, width
):
    place = told.hospital.uid
    sign_in(told.person(Role.COORDINATOR, told.region, language))
    addresses = [
        to("region"),
        *(to(name, place) for name in ("overview", "directory")),
        to("campaigns"),
        to("campaign", told.campaign.uid),
        to("cve", "CVE-2026-1000"),
    ]
    walk(page, addresses, scheme, width, assert_accessible)


@LOOKS
def test_what_a_director_signs_and_an_auditor_opens_is_accessible(
    told, page: Page, sign_in, assert_accessible, language, scheme, width
):
    told.director.language = language
    told.director.save(update_fields=["language"])
    sign_in(told.director)
    here = told.hospital.uid
    walk(page, [to("overview", here), to("risks_to_sign", here)], scheme, width, assert_accessible)
    auditor = told.person(Role.AUDITOR, told.hospital, language)
    AuditorAccessFactory(audit=told.audit, person=auditor)
    sign_in(auditor)
    uid = told.audit.uid
    walk(page, [to("room"), to("room_audit", uid), to("room_report", uid)], scheme, width, assert_accessible)


def scan(path: Path, days_ago: int, *found: str) -> Path:
    """What nuclei writes, one finding on a line."""
    at = (now() - days_ago * DAY).isoformat()
    host = "https://portail.ch-premier.example"
    about = {"host": host, "matched-at": f"{host}/", "timestamp": at}
    lines = [about | {"template-id": code, "info": {"name": f"Le {code}", "severity": "high"}} for code in found]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_one_report_to_the_next_a_finding_is_taken_up_fixed_and_seen_closed(
    world, page: Page, sign_in, assert_accessible, tmp_path, settings, language
):
    settings.HYGIE_HOME = tmp_path
    place, words = world.hospital, WORDS[language]
    sign_in(world.person(Role.CISO, place, language))

    def bring(report: Path) -> None:
        page.goto(to("send_report", place.uid))
        page.locator("input[type=file]").set_input_files(report)
        page.get_by_role("button", name=words["read"]).click()
        assert_accessible(page)
        page.get_by_role("button", name=words["import"], exact=True).click()

    bring(scan(tmp_path / "first.jsonl", 9, "git-config", "open-redirect", "tls-version", "weak-cipher"))
    page.goto(to("findings", place.uid))
    first = page.locator("tbody th a").first
    title = first.inner_text()
    first.click()
    address = page.url
    page.get_by_role("button", name=words["take_up"], exact=True).click()
    page.get_by_role("button", name=words["fixed"], exact=True).click()

    left = sorted({"git-config", "open-redirect", "tls-version", "weak-cipher"} - {title.removeprefix("Le ")})
    bring(scan(tmp_path / "second.jsonl", 1, *left))
    page.goto(address)
    expect(page.get_by_text(CLOSED[language], exact=True).first).to_be_visible()
    assert_accessible(page)
    assert Finding.objects.within(SYSTEM).get(is_open=False).title == title
