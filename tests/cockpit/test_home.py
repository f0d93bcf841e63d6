"""The regional home: whom to help first and why, what is counted, what changed; fresh without a recount."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hygie.cockpit import actions
from hygie.cockpit.actions.refreshing import is_due
from hygie.cockpit.models import HelpNeed, IndicatorDay
from hygie.cockpit.queries.sums import _open, _summed, totals_on
from hygie.cockpit.rules import ReasonKind, reasons_for_help
from hygie.cockpit.rules.needs import SILENT_AFTER, WEIGHTS
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.obligations.enums import Decision, Nature
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from tests.budgets import at_most
from tests.factories.obligations import EntityFactory, deposited, reviewed, states
from tests.factories.territory import context_at
from tests.obligations.page_world import PageWorld, text_of

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
ONE_DAY = timedelta(days=1)


def to(name, *args):
    return reverse(f"cockpit:{name}", args=args)


@pytest.fixture
def world():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        found = PageWorld()
        states(found.hospital, "candidature", "care-d2")
        found.refresh()
        yield found


@given(
    st.dictionaries(st.sampled_from(Nature), st.integers(0, 40)),
    st.sets(st.text(max_size=5)),
    st.none() | st.integers(0, 900),
)
def test_nobody_is_called_where_nothing_is_overdue_and_points_add_up(overdue, alarms, silent):
    reasons = reasons_for_help(overdue, alarms, silent)
    assert bool(reasons) == any(overdue.values())
    found = Counter({reason.code: reason.points for reason in reasons if reason.kind is ReasonKind.OVERDUE})
    assert found == Counter({nature.value: WEIGHTS[nature] * count for nature, count in overdue.items() if count})
    silence = any(reason.kind is ReasonKind.SILENCE for reason in reasons)
    assert silence == (bool(reasons) and (silent is None or silent > SILENT_AFTER))


def test_what_the_law_asks_weighs_most():
    assert WEIGHTS[Nature.LAW] > WEIGHTS[Nature.INSTRUCTION] > WEIGHTS[Nature.CONDITION] > 0


def test_the_home_says_whom_to_help_and_why_and_what_changed(world):
    proof = deposited(world.hospital, "security_policy")
    with frozen(now() + ONE_DAY):
        reviewed(proof, Decision.REFUSED)
        actions.refresh()
        page = world.coordinator.get(to("home"))
    ((one, reasons),) = page.context["helps"]
    assert one.need.organisation == world.hospital
    assert one.need.points == sum(reason.points for reason in one.reasons)
    assert any("overdue" in words for words, _points in reasons)
    assert ("Without a CISO", "+4") in reasons
    assert "refused" in [change.after.value for change in page.context["changes"]]


def test_a_refresh_done_again_writes_nothing_and_gives_the_same(world):
    proof = deposited(world.hospital, "security_policy")
    reviewed(proof, Decision.REFUSED)
    actions.refresh()
    before = list(HelpNeed.objects.within(SYSTEM).order_by("pk").values())
    actions.refresh()
    assert before
    assert list(HelpNeed.objects.within(SYSTEM).order_by("pk").values()) == before
    assert not is_due()
    with frozen(now() + timedelta(minutes=11)):
        assert is_due()


def test_a_need_ends_with_what_was_overdue(world):
    proof = deposited(world.hospital, "security_policy")
    reviewed(proof, Decision.REFUSED)
    actions.refresh()
    assert HelpNeed.objects.within(SYSTEM).count() == 1
    reviewed(deposited(world.hospital, "security_policy"), Decision.ACCEPTED)
    actions.refresh()
    assert HelpNeed.objects.within(SYSTEM).count() == 0


def test_the_sums_of_this_moment_are_those_of_a_recount(world):
    """They are yesterday's sums and what changed since; never a walk over the region."""
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        context = context_at(Role.COORDINATOR, world.region)
        proof = deposited(world.hospital, "self_assessment", today())
        deposited(world.stranger, "security_policy")
        reviewed(proof, Decision.REFUSED)
        reviewed(deposited(world.hospital, "self_assessment", today()), Decision.ACCEPTED)
        now_sums = totals_on(context, today())
        assert now_sums == _summed(_open(context))
        assert now_sums != totals_on(context, today() - ONE_DAY)


def test_the_share_of_a_programme_is_compared_with_thirty_days_ago(world):
    with frozen(now() + timedelta(days=40)):
        actions.record_missing()
        reviewed(deposited(world.hospital, "security_policy"), Decision.ACCEPTED)
        page = world.coordinator.get(to("home"))
    tiles = {str(tile.label): tile for _nature, tiles in page.context["tiles"] for tile in tiles}
    assert next(tile for label, tile in tiles.items() if "domain 2" in label).trend == "up"


def test_an_indicator_is_counted_each_day_and_leads_to_the_establishments_behind_it(world):
    actions.refresh()
    with frozen(now() + timedelta(days=30)):
        actions.refresh()
        page = world.coordinator.get(to("home"))
        tile = next(tile for tile in page.context["first_tiles"] if str(tile.label) == "Without a CISO")
        assert (tile.value, tile.trend) == ("2", "flat")
        rows = world.coordinator.get(tile.url)
    assert [place.name for place, _value in rows.context["lines"]] == ["CH premier", "Clinique autre"]
    assert IndicatorDay.objects.within(SYSTEM).values("day").distinct().count() == 2
    with frozen(now() + timedelta(days=30)):
        page = world.coordinator.get(to("picture"))
    told = {one.code: (now_.lacking, then.lacking) for one, now_, then in page.context["counts"]}
    assert told["governance.ciso"] == (2, 2)


def test_a_department_counts_its_own_without_waiting(world):
    office = Organisation.objects.create(
        kind=OrganisationKind.DELEGATION, name="DD 92", code="92", department="92", region=world.region
    )
    world.refresh(office)
    page = world.client(Role.COORDINATOR, office).get(to("home"))
    tile = next(tile for tile in page.context["first_tiles"] if str(tile.label) == "Without a CISO")
    assert tile.value == "1"


def test_an_expert_reads_the_region_and_not_who_needs_help(world):
    """The list weighs legal designations, which are for the establishment and the ARS."""
    expert = world.client(Role.EXPERT, world.region)
    assert "Who needs help first" not in text_of(expert.get(to("home")))
    assert expert.get(to("help")).status_code == 403


def test_the_home_keeps_its_budget_with_ten_more_establishments(world):
    more = [EntityFactory(region=world.region) for _ in range(10)]
    for place in more:
        states(place, "candidature", "care-d2")
    world.refresh(*more)
    for place in [world.hospital, *more]:
        reviewed(deposited(place, "security_policy"), Decision.REFUSED)
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        actions.refresh()
        client = world.coordinator
        client.get(to("home"))
        with at_most(16):
            client.get(to("home"))
        with at_most(8):
            client.get(to("help"))
        with at_most(10):
            client.get(to("indicator", "governance.ciso"))
