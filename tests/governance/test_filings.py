"""The six yearly indicators of an OSE: counts typed, shares computed, a proof for each, year after year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.models import AuditEvent, LedgerEntry
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.actions.filings import FilingFacts
from hygie.governance.filing_enums import SecurityIndicator
from hygie.governance.models import IndicatorFiling, IndicatorMeasure
from hygie.governance.offers import happened
from hygie.governance.register_offers import indicator_tasks
from hygie.governance.rules.filings import Ratio, counts_until, may_be_filed
from hygie.obligations.actions.statuses import reassess_due
from hygie.obligations.base_kinds import INDICATORS
from hygie.obligations.catalogue_reader import load_catalogue
from tests.budgets import at_most
from tests.obligations.page_world import text_of

from .test_accreditations import to

SYSTEM = Scope.system()
OSE_4 = "ose-04"
WORKSTATIONS, SERVERS = SecurityIndicator.UNSUPPORTED_WORKSTATIONS, SecurityIndicator.UNSUPPORTED_SERVERS
ALL_SIX = dict.fromkeys(SecurityIndicator, Ratio(12, 96))


def filed(world, measures=None, *, year=None, seen=0, **more):
    day = more.pop("measured_on", today())
    facts = FilingFacts(day, ALL_SIX if measures is None else measures, **more)
    return actions.file_indicators(world.ciso_context, world.hospital, year or day.year, seen, facts)


# What it answers


def test_six_measures_turn_rule_4_green_and_five_do_not(world):
    five = {one: ratio for one, ratio in ALL_SIX.items() if one is not SERVERS}
    filing = filed(world, five)
    assert world.status(world.hospital, OSE_4) == "missing"
    filed(world, seen=filing.revision)
    assert world.status(world.hospital, OSE_4) == "met"
    shares = {proof.measures["indicator"]: proof.measures["share"] for proof in world.proofs("security_indicator")}
    assert shares == {one.value: 12.5 for one in SecurityIndicator}


def test_an_indicator_left_out_when_filed_again_turns_rule_4_back_and_measured_anew_green(world):
    filed(world)
    filed(world, {WORKSTATIONS: Ratio(1, 2)}, seen=1)
    assert world.status(world.hospital, OSE_4) == "missing"
    assert len(world.proofs("security_indicator")) == 1
    filed(world, seen=2)
    assert world.status(world.hospital, OSE_4) == "met"
    assert IndicatorMeasure.objects.within(SYSTEM).count() == 6


def test_a_year_filed_again_revises_its_proofs(world):
    filed(world)
    filed(world, {**ALL_SIX, WORKSTATIONS: Ratio(0, 96)}, seen=1)
    proofs = world.proofs("security_indicator")
    assert len(proofs) == 6
    assert {proof.measures["share"] for proof in proofs if proof.measures["indicator"] == WORKSTATIONS} == {0}


def test_the_measures_of_a_year_count_until_the_end_of_the_next_one(world):
    filed(world)
    days = (counts_until(today().year) - today()).days
    with frozen(now() + timedelta(days=days)):
        reassess_due()
        assert world.status(world.hospital, OSE_4) == "expires_soon"
    with frozen(now() + timedelta(days=days + 1)):
        reassess_due()
        assert world.status(world.hospital, OSE_4) == "overdue"


def test_two_years_are_two_filings_and_a_past_one_may_be_filed(world):
    filed(world, measured_on=date(2025, 11, 3))
    filed(world)
    years = IndicatorFiling.objects.within(SYSTEM).order_by("year").values_list("year", flat=True)
    assert list(years) == [2025, 2026]


def test_the_indicators_are_those_that_the_rule_and_the_proof_read():
    codes = [one.value for one in SecurityIndicator]
    assert [option.code for option in INDICATORS] == codes
    assert [clause.code for clause in load_catalogue()[OSE_4].rule.clauses] == codes


# What is refused


@pytest.mark.parametrize(
    ("measures", "more", "field"),
    [
        ({WORKSTATIONS: Ratio(3, 2)}, {}, "unsupported_workstations"),
        ({WORKSTATIONS: Ratio(0, 0)}, {}, "unsupported_workstations"),
        ({}, {}, ""),
        ({WORKSTATIONS: Ratio(1, 2)}, {"measured_on": date(2026, 10, 6)}, "measured_on"),
        ({WORKSTATIONS: Ratio(1, 2)}, {"measured_on": date(2025, 12, 31), "year": 2026}, "measured_on"),
    ],
)
def test_counts_that_make_no_share_and_days_of_another_year_are_refused_by_field(world, measures, more, field):
    with pytest.raises(Refused) as refused:
        filed(world, measures, **more)
    assert set(refused.value.problems) == {field}


def test_who_is_not_an_operator_of_essential_services_files_nothing(world):
    ctx = world.context(Role.CISO, world.stranger)
    with pytest.raises(Refused):
        actions.file_indicators(ctx, world.stranger, 2026, 0, FilingFacts(today(), ALL_SIX))
    assert IndicatorFiling.objects.within(SYSTEM).count() == 0


def test_the_ars_files_nothing_for_an_establishment(world):
    ctx = world.context(Role.COORDINATOR, world.region)
    with pytest.raises(Denied):
        actions.file_indicators(ctx, world.hospital, 2026, 0, FilingFacts(today(), ALL_SIX))


def test_a_filing_sent_twice_is_one_and_on_an_old_reading_is_refused(world):
    first = filed(world)
    assert filed(world) == first
    assert AuditEvent.objects.within(SYSTEM).filter(kind="indicators.filed").count() == 1
    assert LedgerEntry.objects.within(SYSTEM).filter(kind="indicators.filed").count() == 1
    with pytest.raises(Stale):
        filed(world, {WORKSTATIONS: Ratio(1, 2)})


# Rules


@given(total=st.integers(1, 10_000_000), data=st.data())
def test_a_share_is_whole_or_nothing_only_when_the_counts_are(total, data):
    ratio = Ratio(data.draw(st.integers(0, total)), total)
    assert 0 <= ratio.percent <= 100
    assert (ratio.percent == 0) == (ratio.counted == 0)
    assert (ratio.percent == 100) == (ratio.counted == total)
    assert abs(ratio.percent - 100 * ratio.counted / total) <= 0.01


def test_no_year_is_filed_before_the_order_nor_before_it_begins():
    today_ = date(2026, 10, 5)
    assert [year for year in range(2010, 2030) if may_be_filed(year, today_)] == list(range(2018, 2027))


# Elsewhere


def test_this_years_filing_is_a_next_thing_until_the_six_are_measured(world):
    (task,) = indicator_tasks(world.ciso_context, world.hospital)
    assert (task.due_on, task.url) == (date(2026, 12, 31), to("file_indicators", world.hospital.uid, 2026))
    filed(world, {WORKSTATIONS: Ratio(1, 2)})
    assert len(indicator_tasks(world.ciso_context, world.hospital)) == 1
    filed(world, seen=1)
    assert indicator_tasks(world.ciso_context, world.hospital) == []
    with frozen(now() + timedelta(days=365)):
        assert len(indicator_tasks(world.ciso_context, world.hospital)) == 1


def test_who_was_not_designated_has_nothing_to_file(world):
    assert indicator_tasks(world.context(Role.CISO, world.stranger), world.stranger) == []


def test_a_filing_is_in_the_timeline_of_those_who_may_know_the_designation(world):
    filed(world)
    (entry,) = happened(world.ciso_context, world.hospital, None, 10)
    assert entry.detail == "2026"
    assert happened(world.context(Role.EXPERT, world.region), world.hospital, None, 10) == []


# Pages


def form_of(page):
    return {name: "" if value is None else str(value) for name, value in page.context["form"].initial.items()}


def test_counts_typed_on_the_page_give_shares_and_turn_the_rule_green(world):
    client, address = world.ciso, to("file_indicators", world.hospital.uid, 2026)
    typed = form_of(client.get(address))
    for one in SecurityIndicator:
        typed |= {f"{one.value}.counted": "12", f"{one.value}.total": "96"}
    page = text_of(client.post(address, typed, follow=True))
    assert "12.5" in page
    assert "2,026" not in page
    assert world.status(world.hospital, OSE_4) == "met"


def test_one_count_without_the_other_is_refused_beside_its_field(world):
    client, address = world.ciso, to("file_indicators", world.hospital.uid, 2026)
    page = client.post(address, form_of(client.get(address)) | {"unsupported_servers.counted": "3"})
    assert "unsupported_servers.total" in page.context["form"].errors
    page = client.post(address, form_of(client.get(address)) | {"unsupported_servers.counted": "-1"})
    assert set(page.context["form"].errors) == {"unsupported_servers.counted"}


def test_more_than_all_is_refused_beside_its_field(world):
    client, address = world.ciso, to("file_indicators", world.hospital.uid, 2026)
    typed = form_of(client.get(address)) | {"unsupported_servers.counted": "3", "unsupported_servers.total": "2"}
    assert set(client.post(address, typed).context["form"].errors) == {"unsupported_servers.counted"}


def test_several_years_are_drawn_with_their_table_and_a_gap_where_nothing_was_measured(world):
    filed(world, {WORKSTATIONS: Ratio(1, 4)}, measured_on=date(2025, 11, 3))
    filed(world)
    page = world.ciso.get(to("indicators", world.hospital.uid))
    chart = page.context["chart"]
    assert list(chart.labels) == ["2025", "2026"]
    assert [series.values for series in chart.series[:2]] == [[25, 12.5], [None, 12.5]]
    assert "−12.5" in text_of(page) or "12.5 points since 2025" in text_of(page)


def test_the_ars_reads_shares_and_no_count(world):
    filed(world, {WORKSTATIONS: Ratio(777, 999)}, comment="Inventaire du parc")
    page = text_of(world.coordinator.get(to("indicators", world.hospital.uid)))
    assert "77.8" in page
    assert "777" not in page
    assert "Inventaire" not in page


def test_a_year_that_cannot_be_filed_does_not_exist(world):
    for year in (2017, 2027):
        assert world.ciso.get(to("file_indicators", world.hospital.uid, year)).status_code == 404


def test_last_year_can_still_be_filed_from_the_page_until_it_is(world):
    address = to("file_indicators", world.hospital.uid, 2025)
    assert address in text_of(world.ciso.get(to("indicators", world.hospital.uid)))
    filed(world, measured_on=date(2025, 11, 3))
    assert world.ciso.get(to("indicators", world.hospital.uid)).context["last_year"] is None


def test_where_nobody_was_designated_the_form_leads_back_with_the_reason(world):
    client = world.client(Role.CISO, world.stranger)
    page = client.get(to("file_indicators", world.stranger.uid, 2026), follow=True)
    assert "operators of essential services only" in text_of(page)


def test_another_hospital_and_the_regional_expert_see_no_indicator(world):
    filed(world)
    for client in (world.client(Role.CISO, world.stranger), world.client(Role.EXPERT, world.region)):
        assert client.get(to("indicators", world.hospital.uid)).status_code == 404


def test_the_page_keeps_its_budget_however_many_years_it_has(world):
    for year in range(2019, 2026):
        filed(world, measured_on=date(year, 11, 3))
    client = world.ciso
    with at_most(14):
        client.get(to("indicators", world.hospital.uid))
