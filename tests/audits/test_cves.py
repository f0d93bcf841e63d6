"""“Who still has CVE-X?”: what each reader is told, and at what cost."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from hygie.audits.models import FindingCve
from hygie.audits.queries.cves import begun, cve_of, exploited_in_sight, places_with
from hygie.audits.rules.products import key_of
from hygie.core.access import Role
from hygie.core.clock import now, today
from tests.budgets import at_most
from tests.factories.audits import AssetFactory, FindingFactory
from tests.factories.knowledge import ProductFactory, VulnerabilityFactory, everything_loaded
from tests.factories.obligations import EntityFactory
from tests.factories.territory import MandateFactory
from tests.obligations.page_world import text_of

CVE = "CVE-2026-10001"
KEYS = {key_of("Valmont", "Passerelle")}


def with_cve(place, cve=CVE, **values):
    finding = FindingFactory(organisation=place, cves=[cve], **values)
    FindingCve.objects.create(organisation=place, region_id=place.region_pk, finding=finding, cve=cve)
    return finding


@pytest.fixture
def spread(world):
    """Two hospitals have it, one of them late; a third only lists the product."""
    everything_loaded()
    VulnerabilityFactory(cve=CVE, listed=True, epss=0.92, epss_percentile=0.998)
    asset = AssetFactory(organisation=world.hospital, name="vpn-secret.example")
    with_cve(world.hospital, asset=asset, title="Titre secret", due_on=today() - timedelta(days=1),
             opened_at=now() - timedelta(days=40))  # fmt: skip
    with_cve(world.hospital, asset=asset)
    with_cve(world.neighbour)
    ProductFactory(organisation=world.stranger)
    return world


def page(client, name="cve", *args):
    return client.get(reverse(f"audits:{name}", args=args or ([CVE] if name == "cve" else [])))


def test_the_region_is_told_by_establishment_in_one_query(spread):
    context = spread.coordinator_context
    with at_most(1):
        found = places_with(context, CVE, KEYS)
    assert [(one.name, one.open, one.late, one.products) for one in found] == [
        ("CH premier", 2, 1, 0), ("CH voisin", 1, 0, 0), ("Clinique autre", 0, 0, 1),
    ]  # fmt: skip
    assert found[0].since_day == (now() - timedelta(days=40)).date()


def test_an_establishment_is_told_its_own_only(spread):
    found = places_with(spread.ciso_context, CVE, KEYS)
    assert [(one.name, one.open) for one in found] == [("CH premier", 2)]


def test_the_page_shows_fifty_establishments_and_leads_to_the_others(world):
    for rank in range(52):
        with_cve(EntityFactory(name=f"CH {rank:02}", region=world.region))
    shown = page(world.coordinator)
    assert [one.name for one in shown.context["places"].rows] == [f"CH {rank:02}" for rank in range(50)]
    following = shown.context["places"].query(QueryDict(), shown.context["places"].next_cursor)
    others = world.coordinator.get(reverse("audits:cve", args=[CVE]) + following)
    assert [one.name for one in others.context["places"].rows] == ["CH 50", "CH 51"]
    assert "out of 52" in text_of(shown)
    assert len(world.coordinator.get(reverse("audits:cve_csv", args=[CVE])).getvalue().splitlines()) == 53


@pytest.mark.parametrize(("state", "told"), [("accepted", (0, 1)), ("closed", None), ("false_positive", None)])
def test_an_accepted_risk_still_has_it_and_what_is_closed_or_false_does_not(world, state, told):
    with_cve(world.hospital, state=state, is_open=False)
    found = [(one.open, one.accepted) for one in places_with(world.coordinator_context, CVE)]
    assert found == ([told] if told else [])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_whoever_follows_the_region_reads_no_asset_and_no_title(spread, role):
    client = spread.client(role, spread.region)
    for name in ("cve", "cve_csv"):
        response = client.get(reverse(f"audits:{name}", args=[CVE]))
        content = response.getvalue().decode() if response.streaming else text_of(response)
        assert "CH premier" in content
        assert "secret" not in content
    assert client.get(reverse("audits:cve_xlsx", args=[CVE])).status_code == 200


def test_a_mandate_opens_the_findings_of_its_establishment_to_the_expert(spread):
    MandateFactory(organisation=spread.hospital, resource="audits.finding")
    with_cve(spread.neighbour, title="Reste fermé")
    content = text_of(page(spread.client(Role.EXPERT, spread.region)))
    assert "vpn-secret.example" in content
    assert "Reste fermé" not in content


def test_the_ciso_reads_the_findings_and_what_is_known(spread):
    content = text_of(page(spread.ciso))
    assert "vpn-secret.example" in content
    assert "Known to be exploited" in content
    assert "92.0%" in content
    assert "CH voisin" not in content
    assert "Why the first of them comes first" in content


def test_never_loaded_is_said_and_so_is_a_file_of_long_ago(world):
    assert "the catalogue was never loaded" in text_of(page(world.ciso))
    everything_loaded()
    assert "Not in the catalogue" in text_of(page(world.ciso))


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_whoever_sees_only_some_findings_asks_nothing_of_a_whole_establishment(world, role):
    client = world.client(role)
    assert page(client).status_code == 403
    assert page(client, "cves").status_code == 403


def test_a_number_is_read_however_it_is_typed_and_anything_else_is_not_found(world):
    assert cve_of(" cve-2026-10001 ") == CVE
    assert begun("2026-1") == "CVE-2026-1"
    assert [begun(text) for text in ("", "CVE-", "x", "CVE-2026-1x")] == [""] * 4
    client = world.ciso
    assert client.get(reverse("audits:cves"), {"q": "cve-2026-10001"}).url == reverse("audits:cve", args=[CVE])
    assert client.get("/cve/CVE-1/").status_code == 404


def test_the_list_shows_the_exploited_ones_that_are_still_open(spread):
    with_cve(spread.hospital, "CVE-2026-20000")
    lines = exploited_in_sight(spread.coordinator_context)
    assert [(one.cve, one.places, one.findings, one.late) for one in lines] == [(CVE, 2, 3, 1)]
    assert [one.cve for one in exploited_in_sight(spread.coordinator_context, "CVE-2026-2")] == ["CVE-2026-20000"]
    content = text_of(page(spread.coordinator, "cves"))
    assert CVE in content
    assert "No exploited" in text_of(page(spread.client(Role.CISO, spread.stranger), "cves"))


def test_the_search_finds_numbers_in_sight_and_the_known_ones_by_their_whole_number(spread):
    with_cve(spread.neighbour, "CVE-2026-33333")
    VulnerabilityFactory(cve="CVE-2026-44444")
    found = {
        text: text_of(spread.ciso.get(reverse("web:search"), {"q": text}))
        for text in ("CVE-2026-10", "2026-33333", "CVE-2026-44444")
    }
    assert f"/cve/{CVE}/" in found["CVE-2026-10"]
    assert "/cve/CVE-2026-33333/" not in found["2026-33333"]
    assert "/cve/CVE-2026-44444/" in found["CVE-2026-44444"]


def test_the_pages_cost_few_queries(spread):
    client = spread.client(Role.COORDINATOR, spread.region)
    page(client)
    with at_most(13):
        page(client)
    with at_most(10):
        page(client, "cves")
