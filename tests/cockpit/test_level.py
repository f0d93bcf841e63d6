"""An establishment's own level: its share and its past, and its peers without a name nor a figure of theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hygie.cockpit import actions
from hygie.cockpit.enums import PeerGroup
from hygie.cockpit.queries.level import levels_of, peers_of
from hygie.cockpit.rules.peers import FEWEST, standing_among
from hygie.core.access import Role
from hygie.core.actions import Denied
from hygie.core.clock import frozen, now
from hygie.obligations.enums import Decision, Nature
from tests.budgets import at_most
from tests.factories.obligations import EntityFactory, deposited, reviewed, states
from tests.factories.territory import FactFactory, context_at
from tests.obligations.page_world import PageWorld, text_of

SHARES = st.floats(0, 1)


def to(name, *args):
    return reverse(f"cockpit:{name}", args=args)


@given(SHARES, st.lists(SHARES, max_size=30))
def test_a_position_is_told_among_five_others_at_least(own, others):
    standing = standing_among(own, others)
    assert (standing is None) == (len(others) < FEWEST)
    if standing:
        assert standing.below + standing.level <= standing.others
        assert 0 <= standing.percentile <= 100
        assert standing.middle % 5 == 0


@given(SHARES, SHARES, st.lists(SHARES, min_size=FEWEST, max_size=30))
def test_doing_better_never_lowers_the_position(one, other, others):
    low, high = sorted((one, other))
    assert standing_among(low, others).percentile <= standing_among(high, others).percentile


@pytest.fixture
def world(db):
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        found = PageWorld()
        found.others = [
            EntityFactory(name=f"CH {rank}", region=found.region, department="77", category="355") for rank in range(5)
        ]
        found.hospital.category = "355"
        found.hospital.save()
        FactFactory(organisation=found.hospital, kind="beds", value=450)
        found.refresh(*found.others)
        yield found


def joins(place):
    actions.join_peers(context_at(Role.CISO, place), place)


def level_of(world):
    context = context_at(Role.CISO, world.hospital)
    return context, levels_of(context, world.hospital)


def compared(world):
    context, levels = level_of(world)
    return peers_of(context, world.hospital, levels)


def test_nobody_is_compared_without_having_agreed(world):
    for place in world.others:
        joins(place)
    page = world.ciso.get(to("level", world.hospital.uid))
    assert page.context["peers"] is None
    joins(world.hospital)
    page = world.ciso.get(to("level", world.hospital.uid))
    assert page.context["peers"].group is PeerGroup.CATEGORY
    assert page.context["peers"].standings[Nature.INSTRUCTION].others == 5
    assert "CH 0" not in text_of(page)


def test_fewer_than_five_others_make_no_comparison(world):
    for place in [world.hospital, *world.others[1:]]:
        joins(place)
    page = world.ciso.get(to("level", world.hospital.uid))
    assert page.context["peers"] is None
    assert "Fewer than five" in text_of(page)


def test_the_group_is_the_narrowest_that_holds_five(world):
    for place in [world.hospital, *world.others]:
        joins(place)
    for place in world.others:
        FactFactory(organisation=place, kind="beds", value=500)
    context, levels = level_of(world)
    assert peers_of(context, world.hospital, levels).group is PeerGroup.BOTH


def test_whoever_leaves_counts_in_no_comparison_any_more(world):
    for place in [world.hospital, *world.others]:
        joins(place)
    left = world.others[0]
    actions.leave_peers(context_at(Role.CISO, left), left)
    context, levels = level_of(world)
    assert peers_of(context, world.hospital, levels) is None


def test_whoever_sees_four_of_five_others_reads_no_position_of_the_fifth(world):
    for place in [world.hospital, *world.others]:
        joins(place)
    shared = context_at(Role.CISO, world.hospital, *world.others[:4])
    assert compared(world) is not None
    assert peers_of(shared, world.hospital, levels_of(shared, world.hospital)) is None


def test_what_a_designation_asks_is_in_nobody_s_comparison(world):
    for place in [world.hospital, *world.others]:
        joins(place)
    before = compared(world)
    for place in world.others:
        states(place, "regime", "ose")
    world.refresh(*world.others)
    assert compared(world) == before


def test_the_past_is_that_of_each_month(world):
    with frozen(now() + timedelta(days=70)):
        reviewed(deposited(world.hospital, "crisis_exercise"), Decision.ACCEPTED)
    with frozen(now() + timedelta(days=75)):
        _context, levels = level_of(world)
        mine = next(one for one in levels if one.nature is Nature.INSTRUCTION)
        assert mine.share > mine.past[-3]
        assert mine.past[0] is None
        assert mine.past[-1] == mine.share


def test_the_director_prints_one_page_for_the_board(world):
    paper = world.client(Role.DIRECTOR).get(to("board", world.hospital.uid))
    assert paper.content.startswith(b"%PDF")


def test_the_ars_reads_the_level_and_neither_compares_nor_joins(world):
    for place in [world.hospital, *world.others]:
        joins(place)
    page = world.coordinator.get(to("level", world.hospital.uid))
    assert page.context["peers"] is None
    assert not page.context["chooses"]
    with pytest.raises(Denied):
        actions.leave_peers(context_at(Role.COORDINATOR, world.region), world.hospital)


def test_the_choice_is_one_button(world):
    client = world.client(Role.DIRECTOR)
    assert "without its name" in text_of(client.post(to("peers", world.hospital.uid), follow=True))
    assert "no comparison" in text_of(client.post(to("peers", world.hospital.uid), {"leave": "1"}, follow=True))


def test_the_level_keeps_its_budget(world):
    for place in [world.hospital, *world.others]:
        joins(place)
    client = world.ciso
    client.get(to("level", world.hospital.uid))
    with at_most(27):
        client.get(to("level", world.hospital.uid))


def test_the_page_of_an_establishment_leads_to_its_level(world):
    page = world.ciso.get(reverse("obligations:establishment", args=[world.hospital.uid]))
    assert to("level", world.hospital.uid) in text_of(page)
