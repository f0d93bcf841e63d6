"""The demonstration's past: consistent with what is counted today, and absent where there is nothing."""

from datetime import date, timedelta

from hygie.audits.actions.counts import recount, recount_all
from hygie.audits.demo import history, knowledge, plans, reports
from hygie.audits.enums import FindingSeverity, PlanState
from hygie.audits.models import EnrichmentRun, Finding, FindingDay, RemediationPlan, Vulnerability
from hygie.core.access import Role
from hygie.core.clock import today
from hygie.territory.models import Seat
from tests.factories.accounts import PersonFactory
from tests.factories.audits import FindingFactory, ReportImportFactory
from tests.factories.obligations import LONG_AGO

from .conftest import SYSTEM


def days():
    return list(FindingDay.objects.within(SYSTEM).order_by("organisation_id", "day"))


def test_the_past_leads_to_what_was_counted_and_changes_none_of_it(world):
    for severity in FindingSeverity:
        FindingFactory(organisation=world.hospital, severity=severity, due_on=today() - timedelta(days=3))
    ReportImportFactory(organisation=world.hospital, level=3)
    recount(world.hospital)
    told: list[str] = []
    for _twice in range(2):
        history.load(told.append)
    found = days()
    assert len(found) > 200
    assert found[-1].day == today()
    assert found[-1].open_critical == found[-2].open_critical == 1
    assert len({day.day for day in found}) == len(found)
    for day in found:
        assert 1 <= day.level <= 3
        assert day.overdue_critical <= day.open_critical


def test_what_is_known_is_loaded_once_and_ranks_what_the_reports_bring(world):
    told: list[str] = []
    for _twice in range(2):
        knowledge.load(told.append)
    assert EnrichmentRun.objects.count() == 2
    assert told[-1].endswith("already there")
    assert Vulnerability.objects.get(cve="CVE-2024-3400").kev_due_on == date(2024, 4, 19)
    reports.load(told.append)
    for _twice in range(2):
        knowledge.describe(told.append)
    found = Finding.objects.within(SYSTEM).filter(is_open=True).order_by()
    assert {"active", "poc", "none"} <= set(found.values_list("exploitation", flat=True))
    assert len(set(found.values_list("decision", flat=True))) > 2
    assert told[-2:] == ["Assets described: 13", "Assets described: 0"]


def test_nothing_found_gives_no_past_and_no_plan(world):
    history.load(lambda line: None)
    plans.load(lambda line: None)
    assert days() == []
    assert not RemediationPlan.objects.within(SYSTEM).exists()


def test_one_plan_is_signed_and_half_done_once(world):
    ciso = PersonFactory(email=plans.CISO)
    Seat.objects.create(person=ciso, role=Role.CISO, organisation=world.hospital, starts_on=LONG_AGO)
    PersonFactory(email=plans.DIRECTOR, app=True)
    for _ in range(4):
        FindingFactory(organisation=world.hospital)
    recount_all()
    for _twice in range(2):
        plans.load(lambda line: None)
    plan = RemediationPlan.objects.within(SYSTEM).get()
    assert plan.state == PlanState.APPROVED
    assert len(world.proofs("remediation_plan", world.hospital)) == 1
    states = sorted(plan.actions.values_list("state", flat=True))
    assert states == ["doing", "done", "done", "to_do"]
