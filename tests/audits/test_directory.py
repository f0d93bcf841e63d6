"""The way up of an Active Directory: its rule, and who reads what of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.actions.counts import recount
from hygie.audits.enums import FindingState
from hygie.audits.rules.directory import BEST, WORST, Standing, level_of, path
from hygie.core.access import Role
from hygie.core.clock import now
from tests.budgets import at_most
from tests.factories.audits import FindingFactory, ReportImportFactory
from tests.obligations.page_world import text_of

from .test_overview import SENTINELS, a_finding_that_tells

DAY = timedelta(days=1)
levels = st.lists(st.integers(WORST, BEST))


@given(levels)
def test_the_level_is_the_lowest_of_a_failed_control_else_five(failed):
    assert level_of(failed) == (min(failed) if failed else 5)


@given(levels)
def test_fixing_what_blocks_leads_to_the_level_that_was_announced(failed):
    way = path(failed)
    if way.next_level is None:
        assert way.level == BEST
        return
    left = [level for level in failed if level != way.level]
    assert level_of(left) == way.next_level
    assert way.to_fix == len(failed) - len(left) > 0


@given(levels)
def test_what_lies_below_is_reached_and_nothing_fails_there(failed):
    way = path(failed)
    assert [step.level for step in way.steps] == list(range(WORST, BEST + 1))
    assert all(step.failed == 0 for step in way.steps if step.standing is Standing.REACHED)
    assert [step.standing for step in way.steps].count(Standing.HERE) == 1
    assert sum(step.failed for step in way.steps) == len(failed)


@given(levels, st.integers(0, 9))
def test_a_control_that_was_not_evaluated_changes_no_level_and_makes_it_uncertain(failed, unknown):
    assert path(failed, unknown).level == path(failed).level
    assert path(failed, unknown).is_certain == (unknown == 0)


@given(levels, st.integers(WORST, BEST))
def test_the_level_said_of_the_whole_counts_only_where_no_control_has_one(failed, said):
    assert path(failed, said=said).level == (min(failed) if failed else said)
    assert path([], said=said).to_fix == 0


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_what_is_no_level_is_refused(wrong):
    with pytest.raises(ValueError, match="1 to 5"):
        level_of([wrong])


@pytest.fixture
def told(world):
    """Level 2: one failed control there, two of level 4; one of level 1 was fixed."""
    a_finding_that_tells(world.hospital, level=2)
    for _twice in range(2):
        FindingFactory(organisation=world.hospital, level=4)
    FindingFactory(organisation=world.hospital, level=1, state=FindingState.CLOSED, is_open=False, closed_at=now())
    ReportImportFactory(organisation=world.hospital, level=1, made_at=now() - 90 * DAY)
    ReportImportFactory(organisation=world.hospital, level=2, made_at=now() - 9 * DAY, not_evaluated=3)
    recount(world.hospital)
    return world


def to(place):
    return reverse("audits:directory", args=[place.uid])


def test_what_blocks_the_next_level_comes_first_with_its_titles(told):
    page = text_of(told.ciso.get(to(told.hospital)))
    assert "1 control</strong> to fix to reach level 4" in page
    assert page.index("What keeps it at level 2") < page.index("SentinelTitle") < page.index("Then, of level 4")
    assert "3 controls were not evaluated" in page
    assert "Make a plan of these" in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_ars_reads_how_many_and_no_title(told, role):
    page = text_of(told.client(role, told.region).get(to(told.hospital)))
    assert "to fix to reach level 4" in page
    assert [word for word in (*SENTINELS, "Make a plan") if word in page] == []


def test_a_level_that_findings_no_longer_tell_waits_for_the_next_report(told):
    assert "told another level" not in text_of(told.ciso.get(to(told.hospital)))
    FindingFactory(organisation=told.hospital, level=1)
    page = text_of(told.ciso.get(to(told.hospital)))
    assert "The latest report told another level" in page
    assert "It said level 2" in page


def test_a_tool_that_gives_no_level_to_its_controls_never_makes_a_directory_perfect(world):
    """PingCastle: a level for the whole, none for a rule."""
    report = ReportImportFactory(organisation=world.hospital, level=2, lane="pingcastle")
    FindingFactory(organisation=world.hospital, lane=report.lane)
    answer = world.ciso.get(to(world.hospital))
    assert answer.context["directory"].path.level == 2
    page = text_of(answer)
    assert "1 finding</strong> of the directory is open" in page
    assert "?lane=pingcastle" in page
    assert "?lane=pingcastle" not in text_of(world.coordinator.get(to(world.hospital)))


def test_the_history_keeps_the_days_on_which_the_level_changed(told):
    ReportImportFactory(organisation=told.hospital, level=2, made_at=now() - DAY)
    history = told.ciso.get(to(told.hospital)).context["directory"].history
    assert [level for _day, level in history] == [2, 1]


def test_a_directory_never_audited_is_told_so(world):
    assert "not audited yet" in text_of(world.ciso.get(to(world.hospital)))
    assert world.client(Role.CISO, world.stranger).get(to(world.hospital)).status_code == 404


def test_the_page_of_a_directory_keeps_its_budget(told):
    client = told.ciso
    client.get(to(told.hospital))
    with at_most(11):
        client.get(to(told.hospital))
