"""The findings of many establishments: who reads what, in which order, at what cost."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hygie.audits import overview_offers
from hygie.audits.actions.counts import recount, recount_all
from hygie.audits.enums import AuditState, FindingSeverity
from hygie.audits.models import FindingSummary
from hygie.core.access import Level, Role
from hygie.core.clock import frozen, today
from tests.budgets import at_most
from tests.factories.audits import AuditFactory, CampaignFactory, FindingFactory, ReportImportFactory
from tests.factories.obligations import EntityFactory
from tests.factories.territory import MandateFactory
from tests.obligations.page_world import text_of

from .conftest import MORNING, SYSTEM
from .test_overview import SENTINELS, a_finding_that_tells

DAY = timedelta(days=1)
REGION = reverse("audits:region")


@pytest.fixture
def region(world):
    """The hospital has a late critical finding and a weak directory, the neighbour a high one."""
    with frozen(MORNING - 30 * DAY):
        a_finding_that_tells(world.hospital)
        ReportImportFactory(organisation=world.hospital, level=2, file_name="sentinel-report.xml")
        recount(world.hospital)
    FindingFactory(organisation=world.neighbour, severity=FindingSeverity.HIGH)
    ReportImportFactory(organisation=world.neighbour, level=4)
    recount_all()
    return world


def names_in(answer):
    return [str(row.organisation) for row in answer.context["page"].rows]


def test_the_worst_establishment_comes_first(region):
    assert names_in(region.coordinator.get(REGION)) == ["CH premier", "CH voisin"]
    assert names_in(region.coordinator.get(f"{REGION}?sort=-name")) == ["CH voisin", "CH premier"]
    assert names_in(region.coordinator.get(f"{REGION}?sort=-level")) == ["CH voisin", "CH premier"]
    assert names_in(region.coordinator.get(f"{REGION}?sort=nonsense")) == ["CH premier", "CH voisin"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
@pytest.mark.parametrize("name", ["region", "region_csv", "region_xlsx"])
def test_the_region_is_told_counts_and_no_word_of_a_finding(region, role, name):
    answer = region.client(role, region.region).get(reverse(f"audits:{name}"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if name == "region_xlsx":
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        content = str(rows).encode()
    assert b"CH premier" in content
    assert [word for word in SENTINELS if word.encode() in content] == []


def test_findings_are_one_press_away_only_where_a_mandate_runs(region, monkeypatch):
    monkeypatch.setattr("hygie.audits.heat.address_of", lambda name, uid: f"/findings-of/{uid}/")
    link = f"/findings-of/{region.hospital.uid}/"
    expert = region.person(Role.EXPERT, region.region)
    assert link not in _page_of(expert)
    MandateFactory(organisation=region.hospital, resource="audits.finding", level=Level.DETAIL)
    assert link in _page_of(expert)
    assert f"/findings-of/{region.neighbour.uid}/" not in _page_of(expert)
    assert link not in text_of(region.coordinator.get(REGION))


def _page_of(person):
    client = Client()
    client.force_login(person)
    return text_of(client.get(REGION))


def test_a_mandate_that_is_over_opens_nothing(region, monkeypatch):
    monkeypatch.setattr("hygie.audits.heat.address_of", lambda name, uid: f"/findings-of/{uid}/")
    MandateFactory(
        organisation=region.hospital,
        resource="audits.finding",
        level=Level.DETAIL,
        starts_on=today() - 9 * DAY,
        ends_on=today(),
    )
    assert "/findings-of/" not in _page_of(region.person(Role.EXPERT, region.region))


def test_a_ciso_of_one_hospital_is_led_to_it_and_of_several_sees_theirs(region):
    assert region.ciso.get(REGION).url == reverse("audits:overview", args=[region.hospital.uid])
    shared = region.person_with_app(Role.CISO, region.hospital, region.neighbour)
    page = _page_of(shared)
    assert "CH premier" in page
    assert "CH voisin" in page


def test_departments_narrow_rows_totals_and_pictures(region):
    answer = region.coordinator.get(f"{REGION}?department=77")
    assert names_in(answer) == ["CH voisin"]
    burn = next(chart for chart in answer.context["charts"] if chart.code == "levels")
    assert [series.values for series in burn.series] == [[0, 0, 0, 1, 0]]
    assert names_in(region.coordinator.get(f"{REGION}?department=99")) == ["CH premier", "CH voisin"]


def test_the_burn_down_adds_up_the_days_of_all_and_ends_with_now(region):
    charts = {chart.code: chart for chart in region.coordinator.get(REGION).context["charts"]}
    critical, high = charts["burn-down"].series[:2]
    assert critical.values[-1] == 1
    assert high.values[-1] == 1
    assert 0 not in critical.values


def test_campaigns_say_how_far_they_are(region):
    campaign = CampaignFactory(organisation=region.region, title="Exposition 2026")
    AuditFactory(organisation=region.hospital, campaign=campaign, state=AuditState.RECEIVED)
    AuditFactory(organisation=region.neighbour, campaign=campaign)
    AuditFactory(organisation=region.stranger, campaign=campaign, state=AuditState.CANCELLED)
    page = text_of(region.coordinator.get(REGION))
    assert "Exposition 2026" in page
    assert "1 of 2 run" in page


def test_pages_follow_each_other_by_keyset(region):
    for rank in range(55):
        place = EntityFactory(name=f"CH {rank:02}", region=region.region, department="91")
        FindingSummary.objects.create(organisation=place, region_id=region.region.pk, day=today())
    client = region.coordinator
    first = client.get(REGION)
    page = first.context["page"]
    second = client.get(REGION + page.query(first.wsgi_request.GET, page.next_cursor))
    assert len(names_in(first)) == 50
    assert len(names_in(second)) == 7
    assert set(names_in(first)).isdisjoint(names_in(second))


def test_the_page_of_a_region_keeps_its_budget(region):
    CampaignFactory(organisation=region.region)
    for role in (Role.COORDINATOR, Role.EXPERT):
        client = region.client(role, region.region)
        client.get(REGION)
        with at_most(11):
            client.get(REGION)


def test_a_region_without_a_report_is_told_so(world):
    assert "No finding known yet" in text_of(world.coordinator.get(REGION))


def test_a_ciso_of_several_without_a_report_chooses_where_to_begin(world):
    page = _page_of(world.person_with_app(Role.CISO, world.hospital, world.neighbour))
    for place in (world.hospital, world.neighbour):
        assert reverse("audits:overview", args=[place.uid]) in page


def test_the_cockpit_counts_who_is_late_and_which_directories_are_weak(region):
    assert overview_offers.count_late(SYSTEM, region.region.pk).lacking == 1
    count = overview_offers.count_levels(SYSTEM, region.region.pk)
    assert (count.value, count.total) == (1, 2)
    values = {value.organisation_id: value.tone for value in overview_offers._late(SYSTEM, None)}
    assert values == {region.hospital.pk: "danger", region.neighbour.pk: "success"}


def test_an_organisation_s_page_sums_up_its_findings_for_whoever_may_know(region):
    address = reverse("territory:organisation", args=[region.hospital.uid])
    for client in (region.ciso, region.coordinator):
        page = text_of(client.get(address))
        assert "1 critical late" in page
        assert [word for word in SENTINELS if word in page] == []
    assert "1 critical late" not in text_of(region.client(Role.CONTRIBUTOR).get(address))
    home = reverse("obligations:establishment", args=[region.hospital.uid])
    assert "1 critical late" in text_of(region.ciso.get(home))
    assert "1 critical late" not in text_of(region.client(Role.CONTRIBUTOR).get(home))
