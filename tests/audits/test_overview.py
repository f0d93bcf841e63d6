"""What each person sees of an establishment's findings at a glance."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from hygie.audits.actions.counts import recount, recount_all
from hygie.audits.enums import AuditType, Exposure, FindingSeverity, FindingState
from hygie.audits.rules.pictures import AGE_BANDS, days_shown
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from tests.budgets import at_most
from tests.factories.audits import AssetFactory, AuditFactory, FindingFactory, ReportImportFactory, WeaknessFactory
from tests.obligations.page_world import text_of

from .conftest import MORNING

DAY = timedelta(days=1)
#: words that no page of counts may show
SENTINELS = ("SentinelTitle", "sentinel-asset.example", "CVE-2031-4242", "sentinel-rule", "sentinel-report.xml")


def overview_of(place):
    return reverse("audits:overview", args=[place.uid])


def a_finding_that_tells(place, **facts):
    """Each of its words is recognised wherever it is shown."""
    weakness = WeaknessFactory(
        organisation=place, rule="sentinel-rule", title="SentinelTitle", description="SentinelTitle"
    )
    asset = AssetFactory(organisation=place, name="sentinel-asset.example", exposure=Exposure.INTERNET)
    told = {"severity": FindingSeverity.CRITICAL, "due_on": today() - DAY, "evidence": "SentinelTitle"} | facts
    return FindingFactory(organisation=place, weakness=weakness, asset=asset, cves=["CVE-2031-4242"], **told)


@pytest.fixture
def told(world):
    """A year of it at the hospital, which the ARS reads too."""
    with frozen(MORNING - 60 * DAY):
        a_finding_that_tells(world.hospital)
        ReportImportFactory(organisation=world.hospital, level=2, file_name="sentinel-report.xml", tool="Ping")
        recount(world.hospital)
    FindingFactory(organisation=world.hospital, state=FindingState.TO_VERIFY)
    AuditFactory(organisation=world.hospital, kind=AuditType.DIRECTORY, title="SentinelTitle")
    recount_all()
    return world


def test_first_what_to_do_now_then_how_many(told):
    page = text_of(told.ciso.get(overview_of(told.hospital)))
    order = ["1 critical finding is late", "Active Directory at level 2 of 5", "1 repair to verify", "Next audit"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert page.index("What to do now") < page.index("Open findings over a year")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_ars_sees_counts_and_dates_and_nothing_else(told, role):
    answer = told.client(role, told.region).get(overview_of(told.hospital))
    page = text_of(answer)
    assert "1 critical finding is late" in page
    assert "What presses here" in page
    assert "fix it, or say why" not in page
    assert [word for word in (*SENTINELS, "Ping") if word in page] == []


def test_another_hospital_and_an_outsider_see_nothing(told):
    assert told.client(Role.CISO, told.stranger).get(overview_of(told.hospital)).status_code == 404
    assert told.client(Role.CONTRIBUTOR).get(overview_of(told.hospital)).status_code == 404


def test_an_establishment_without_any_report_is_told_kindly_how_to_begin(world):
    page = text_of(world.ciso.get(overview_of(world.hospital)))
    assert "No finding known yet" in page or "Begin with one report" in page
    assert "No finding known yet" in text_of(world.coordinator.get(overview_of(world.hospital)))


def test_charts_come_with_their_tables_and_with_what_is_true_today(told):
    answer = told.ciso.get(overview_of(told.hospital))
    charts = {chart.code: chart for chart in answer.context["charts"]}
    assert list(charts) == ["burn-down", "ages", "late", "exposure", "level"]
    assert [series.values[-1] for series in charts["burn-down"].series] == [1, 1, 0, 0]
    assert charts["level"].series[0].values[-1] == 2
    assert text_of(answer).count("Show as a table") == len(charts)


def test_weaknesses_are_put_together_by_age_in_civil_days(told):
    with frozen(MORNING - 31 * DAY):
        FindingFactory(organisation=told.hospital, severity=FindingSeverity.LOW)
    with frozen(MORNING - 30 * DAY):
        FindingFactory(organisation=told.hospital, severity=FindingSeverity.LOW)
    ages = next(c for c in told.ciso.get(overview_of(told.hospital)).context["charts"] if c.code == "ages")
    by_severity = {str(series.label): list(series.values) for series in ages.series}
    assert by_severity["Low"] == [1, 1, 0, 0, 0]
    assert by_severity["Critical"] == [0, 1, 0, 0, 0]


def test_the_page_keeps_its_budget(told):
    client = told.ciso
    client.get(overview_of(told.hospital))
    with at_most(13):
        client.get(overview_of(told.hospital))


def test_age_bands_follow_each_other_without_a_gap():
    assert [band.under for band in AGE_BANDS[:-1]] == [band.least for band in AGE_BANDS[1:]]
    assert AGE_BANDS[-1].under is None


def test_the_days_shown_end_with_the_last_and_span_a_year():
    days = days_shown(now().date(), 7 * DAY)
    assert days[-1] == now().date()
    assert days[0] >= now().date() - 365 * DAY
    assert {after - before for before, after in pairwise(days)} == {7 * DAY}
