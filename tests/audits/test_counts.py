"""What is counted beside the findings, and what the night makes of it."""

from datetime import timedelta

from hygie.audits.actions.counts import recount, recount_all
from hygie.audits.enums import Exposure, FindingSeverity, FindingState
from hygie.audits.models import FindingDay, FindingSummary
from hygie.audits.queries.counting import COUNTED
from hygie.core.clock import frozen, now, today
from hygie.core.jobs import job_kinds
from tests.budgets import at_most
from tests.factories.audits import AssetFactory, FindingFactory, ReportImportFactory

from .conftest import MORNING, SYSTEM

DAY = timedelta(days=1)
CRITICAL, HIGH, INFO = FindingSeverity.CRITICAL, FindingSeverity.HIGH, FindingSeverity.INFO


def summary_of(place):
    return FindingSummary.objects.within(SYSTEM).get(organisation=place)


def days_of(place):
    return list(FindingDay.objects.within(SYSTEM).filter(organisation=place).order_by("day"))


def a_bit_of_everything(place):
    web = AssetFactory(organisation=place, exposure=Exposure.INTERNET)
    FindingFactory(organisation=place, asset=web, severity=CRITICAL, due_on=today() - DAY)
    FindingFactory(organisation=place, asset=web, severity=HIGH, due_on=today())
    FindingFactory(organisation=place, severity=INFO, due_on=today() - DAY)
    FindingFactory(organisation=place, state=FindingState.TO_VERIFY, opened_at=now() - 40 * DAY)
    FindingFactory(organisation=place, state=FindingState.ACCEPTED, is_open=False, until=today() + DAY)
    FindingFactory(organisation=place, state=FindingState.CLOSED, is_open=False, closed_at=now())
    FindingFactory(
        organisation=place, state=FindingState.CLOSED, is_open=False, opened_at=now() - 9 * DAY, closed_at=now() - DAY
    )


def test_open_late_resting_and_exposed_findings_are_counted_apart(world):
    a_bit_of_everything(world.hospital)
    ReportImportFactory(organisation=world.hospital, level=2, made_at=now() - 2 * DAY)
    ReportImportFactory(organisation=world.hospital, level=3, made_at=now() - 9 * DAY)
    found = recount(world.hospital)
    assert (found.open_critical, found.open_high, found.open_info) == (1, 2, 1)
    assert (found.overdue_critical, found.overdue_high) == (1, 0), "due today is not late yet; information never is"
    assert (found.to_verify, found.resting, found.exposed, found.level) == (1, 1, 1, 2)
    assert found.oldest_opened_at == now() - 40 * DAY
    assert found.last_report_at == now() - 2 * DAY


def test_what_was_opened_and_closed_today_is_kept_with_the_day(world):
    a_bit_of_everything(world.hospital)
    recount(world.hospital)
    assert [(day.day, day.opened, day.closed) for day in days_of(world.hospital)] == [(today(), 4, 1)]


def test_an_establishment_with_nothing_left_goes_back_to_zero(world):
    finding = FindingFactory(organisation=world.hospital, severity=CRITICAL)
    recount(world.hospital)
    finding.state, finding.is_open, finding.closed_at = FindingState.CLOSED, False, now()
    finding.save()
    assert recount(world.hospital).open_critical == 0


def test_counting_everybody_gives_what_counting_one_gives(world):
    for place in (world.hospital, world.neighbour):
        a_bit_of_everything(place)
    assert recount_all() == 2
    by_night = {name: getattr(summary_of(world.hospital), name) for name in COUNTED}
    one = recount(world.hospital)
    assert by_night == {name: getattr(one, name) for name in COUNTED}
    assert not FindingSummary.objects.within(SYSTEM).filter(organisation=world.stranger).exists()


def test_the_night_makes_late_what_was_due_the_day_before(world):
    FindingFactory(organisation=world.hospital, severity=CRITICAL, due_on=today())
    recount(world.hospital)
    with frozen(MORNING + DAY):
        for _twice in range(2):
            recount_all()
        assert summary_of(world.hospital).overdue_critical == 1
    assert [day.overdue_critical for day in days_of(world.hospital)] == [0, 1]


def test_days_without_a_worker_stand_as_the_last_counted_one_without_moves(world):
    FindingFactory(organisation=world.hospital, severity=CRITICAL)
    recount(world.hospital)
    with frozen(MORNING + 4 * DAY):
        recount_all()
        recount_all()
    days = days_of(world.hospital)
    assert [day.day for day in days] == [MORNING.date() + number * DAY for number in range(5)]
    assert [(day.open_critical, day.opened) for day in days] == [(1, 1)] + [(1, 0)] * 4


def test_counting_everybody_costs_a_few_queries_for_many_establishments(world):
    for place in (world.hospital, world.neighbour, world.stranger):
        a_bit_of_everything(place)
    recount_all()
    with at_most(12):
        recount_all()


def test_a_job_counts_every_night():
    assert job_kinds["audits.days"].daily_at == "00:40"
