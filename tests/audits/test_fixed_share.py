"""The share of critical and high findings fixed on time: its rule, and what is kept of it each quarter."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.actions.audits import move_audit
from hygie.audits.actions.counts import recount_all
from hygie.audits.actions.fixed_share import deposit_finished_quarter, deposit_fixed_share
from hygie.audits.enums import AuditState, FindingSeverity, FindingState
from hygie.audits.rules.fixed_share import (
    Fix,
    Share,
    a_year_before,
    last_day_of_quarter,
    last_finished_quarter,
    on_time,
    quarter_code,
    share_of,
)
from hygie.core.actions import Context
from hygie.core.clock import frozen, today
from hygie.obligations.models import Proof
from tests.factories.audits import AuditFactory, FindingFactory

from .conftest import SYSTEM

DAY = timedelta(days=1)
ON = date(2026, 9, 30)
OPENED = date(2026, 6, 1)
SYSTEM_CONTEXT = Context.system("test")
some_day = st.dates(date(2025, 1, 1), date(2027, 12, 31))
fixes = st.builds(Fix, st.integers(0, 4), some_day, st.one_of(st.none(), some_day), st.one_of(st.none(), some_day))


@pytest.mark.parametrize(
    ("fix", "told"),
    [
        (Fix(4, OPENED, ON, ON), True),
        (Fix(4, OPENED, ON - DAY, ON), False),
        (Fix(3, OPENED, None, ON), True),
        (Fix(3, OPENED, ON - DAY, None), False),
        (Fix(3, OPENED, ON, None), None),
        (Fix(3, OPENED, None, None), None),
        (Fix(2, OPENED, ON, ON), None),
        (Fix(4, a_year_before(ON), ON, ON), None),
        (Fix(4, a_year_before(ON) + DAY, ON, ON), True),
        (Fix(4, OPENED, ON - DAY, ON + DAY), False),
        (Fix(4, ON + DAY, None, None), None),
    ],
)
def test_what_counts_on_a_day_and_whether_it_was_fixed_on_time(fix, told):
    assert on_time(fix, ON) is told


@given(st.lists(fixes), some_day)
def test_a_share_never_exceeds_what_was_due(found, on):
    share = share_of(found, on)
    if share is None:
        return
    assert 0 <= share.fixed <= share.due <= len(found)
    assert 0 <= share.percent <= 100
    assert (share.percent == 100) == (share.fixed == share.due)


@given(st.lists(fixes), some_day)
def test_what_happens_after_the_day_changes_nothing_of_it(found, on):
    before = [Fix(f.severity, f.opened_on, f.due_on, f.closed_on) for f in found if f.opened_on <= on]
    hidden = [
        Fix(f.severity, f.opened_on, f.due_on, None if f.closed_on and f.closed_on > on else f.closed_on)
        for f in before
    ]
    assert share_of(found, on) == share_of(hidden, on)


def test_one_late_finding_among_thousands_is_not_a_hundred_percent():
    assert Share(100_000, 99_999).percent == 99.9


@given(some_day)
def test_quarters_end_where_the_next_begins(day):
    last = last_day_of_quarter(day)
    assert quarter_code(day) == quarter_code(last) != quarter_code(last + DAY)
    assert last_finished_quarter(day) < day
    assert last_day_of_quarter(last_finished_quarter(day)) == last_finished_quarter(day)


def a_fix(place, *, closed_after, due_after=10, opened_ago=60):
    opened = datetime.combine(today() - opened_ago * DAY, datetime.min.time(), UTC)
    state = FindingState.CLOSED if closed_after is not None else FindingState.NEW
    return FindingFactory(
        organisation=place,
        severity=FindingSeverity.CRITICAL,
        state=state,
        is_open=closed_after is None,
        opened_at=opened,
        due_on=opened.date() + due_after * DAY,
        closed_at=opened + closed_after * DAY if closed_after is not None else None,
    )


def shares(place):
    rows = Proof.objects.within(SYSTEM).filter(organisation=place, kind="critical_fixed_share").order_by("pk")
    return [(row.state, row.happened_on, row.measures["share"]) for row in rows]


def test_a_quarter_has_one_share_whoever_asks_for_it_again(world):
    a_fix(world.hospital, closed_after=5)
    a_fix(world.hospital, closed_after=None)
    deposit_fixed_share(SYSTEM_CONTEXT, world.hospital, today())
    a_fix(world.hospital, closed_after=3)
    deposit_fixed_share(SYSTEM_CONTEXT, world.hospital, today())
    assert shares(world.hospital) == [("standing", today(), 50.0)]


def test_at_its_end_a_quarter_is_said_again_only_if_it_changed(world):
    a_fix(world.hospital, closed_after=5)
    end = last_day_of_quarter(today())
    deposit_fixed_share(SYSTEM_CONTEXT, world.hospital, today())
    with frozen(datetime.combine(end, datetime.min.time(), UTC)):
        deposit_fixed_share(SYSTEM_CONTEXT, world.hospital, end)
        assert len(shares(world.hospital)) == 1
        a_fix(world.hospital, closed_after=None)
        for _twice in range(2):
            deposit_fixed_share(SYSTEM_CONTEXT, world.hospital, end)
        assert [share for _state, _day, share in shares(world.hospital)] == [100.0, 50.0]


def test_nothing_due_and_nothing_fixed_deposits_nothing(world):
    FindingFactory(organisation=world.hospital, state=FindingState.ACCEPTED, is_open=False, due_on=today() - DAY)
    assert deposit_fixed_share(SYSTEM_CONTEXT, world.hospital, today()) is None


def test_closing_an_audit_keeps_the_share_and_receiving_or_cancelling_one_does_not(world):
    a_fix(world.hospital, closed_after=5)
    received = AuditFactory(organisation=world.hospital, state=AuditState.RECEIVED, received_on=today())
    cancelled = AuditFactory(organisation=world.hospital)
    move_audit(world.ciso_context, cancelled, cancelled.version, "cancel")
    assert shares(world.hospital) == []
    for _twice in range(2):
        move_audit(world.ciso_context, received, 1, "close")
    assert shares(world.hospital) == [("standing", today(), 100.0)]


def test_the_night_after_a_quarter_keeps_it_for_everybody_once(world):
    a_fix(world.hospital, closed_after=5)
    a_fix(world.neighbour, closed_after=30)
    recount_all()
    with frozen(datetime(2027, 1, 1, 3, tzinfo=UTC)):
        assert deposit_finished_quarter() == 2
        deposit_finished_quarter()
    assert shares(world.hospital) == [("standing", date(2026, 12, 31), 100.0)]
    assert shares(world.neighbour) == [("standing", date(2026, 12, 31), 0.0)]
