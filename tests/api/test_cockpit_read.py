"""The cockpit through the API: whom to help, what is counted, groups, one's own level, the national tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hygie.cockpit import actions
from hygie.cockpit.enums import CategoryGroup, Dimension
from hygie.cockpit.models import DaySum, HelpNeed
from hygie.cockpit.rules.quarters import Quarter
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from hygie.obligations.enums import Decision
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.obligations import EntityFactory, deposited, reviewed, states
from tests.factories.territory import FactFactory, context_at
from tests.obligations.page_world import PageWorld

DNS, OSE = "dns-2025-12", "ose"
ONE_DAY = timedelta(days=1)


@pytest.fixture
def world(db):
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield PageWorld()


@pytest.fixture
def ars(world):
    return client_at(Role.COORDINATOR, world.region)


def get(tool, address, **asked):
    answer = tool.get(f"/api/v1/{address}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


# Who needs help first


@pytest.fixture
def refused(world):
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    reviewed(deposited(world.hospital, "security_policy"), Decision.REFUSED)
    actions.refresh()


def test_whom_to_help_first_is_told_with_its_reasons(world, ars, refused):
    (need,) = get(ars, "region/help")["rows"]
    assert need["organisation"]["uid"] == str(world.hospital.uid)
    assert need["points"] == sum(reason["points"] for reason in need["reasons"])
    assert {"kind": "alarm", "code": "governance.ciso", "count": 1, "points": 4} in need["reasons"]


def test_those_to_help_come_page_by_page_the_most_points_first(world, ars):
    for points in range(60):
        place = EntityFactory(region=world.region)
        HelpNeed.objects.create(
            organisation=place, region_id=place.region_pk, points=points, overdue=1, reasons=[["overdue", "law", 1, 3]]
        )
    first = get(ars, "region/help")
    last = get(ars, "region/help", page=first["next"])
    assert [row["points"] for row in first["rows"] + last["rows"]] == list(range(59, -1, -1))


@pytest.mark.parametrize(("role", "holder"), [(Role.EXPERT, "region"), (Role.DIRECTOR, "hospital")])
def test_whom_to_help_is_the_coordinators(role, holder, world):
    assert client_at(role, getattr(world, holder)).get("/api/v1/region/help").status_code == 403


# What is counted on a day


def test_indicators_are_told_as_they_were_counted_on_a_day(world, ars):
    actions.refresh()
    then = today()
    with frozen(now() + ONE_DAY):
        EntityFactory(region=world.region)
        actions.refresh()
        last, before = get(ars, "region/indicators"), get(ars, "region/indicators", on=then.isoformat())
    totals = [{row["indicator"]: row["total"] for row in said["indicators"]} for said in (last, before)]
    assert (last["on"], before["on"]) == ((then + ONE_DAY).isoformat(), then.isoformat())
    assert totals[0]["governance.ciso"] == totals[1]["governance.ciso"] + 1
    assert get(ars, "region/indicators", on="1999-01-01")["indicators"] == []


# Groups


@pytest.fixture
def recorded(world):
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        yield


def test_groups_of_a_day_come_with_their_interval(world, recorded, ars):
    said = get(ars, "region/groups", programme=DNS)
    assert said["on"] == (today() - ONE_DAY).isoformat()
    assert sorted(one["key"] for one in said["groups"]) == ["75", "92"]
    assert all(0 <= one["low"] <= one["complete"] / one["places"] <= one["high"] <= 1 for one in said["groups"])
    assert get(ars, "region/groups", programme=DNS, by="size")["groups"]
    assert get(ars, "region/groups")["programme"]
    assert get(ars, "region/groups", programme="nothing")["groups"] == []
    assert ars.get("/api/v1/region/groups", {"programme": DNS, "by": "nonsense"}).status_code == 422


def test_groups_of_a_programme_of_designated_operators_are_not_for_the_expert(world, ars):
    facts = {"organisation": world.region, "region": world.region, "day": today() - ONE_DAY, "programme": OSE}
    sums = dict.fromkeys(("places", "complete", "judged", "met", "verified", "overdue", "missing"), 1)
    for dimension, key in ((Dimension.ALL, ""), (Dimension.DEPARTMENT, "75")):
        DaySum.objects.create(dimension=dimension, key=key, **facts, **sums)
    assert len(get(ars, "region/groups", programme=OSE)["groups"]) == 1
    expert = client_at(Role.EXPERT, world.region)
    assert get(expert, "region/groups", programme=OSE)["groups"] == []


# One's own level


def test_the_level_of_an_establishment_is_told_with_its_year(world, ars):
    here = f"organisations/{world.hospital.uid}/level"
    said = get(client_at(Role.DIRECTOR, world.hospital), here)
    assert said["natures"]
    assert all(len(one["past"]) == 13 and one["met"] <= one["judged"] for one in said["natures"])
    assert said["next_steps"]
    assert (said["compared"], said["peers"]) == (False, None)
    assert get(ars, here)["compared"] is None


def test_a_position_among_five_peers_is_told_to_whoever_steers_only(world, ars):
    others = [EntityFactory(region=world.region, department="77") for _rank in range(5)]
    FactFactory(organisation=world.hospital, kind="beds", value=450)
    world.refresh(*others)
    for place in (world.hospital, *others):
        actions.join_peers(context_at(Role.CISO, place), place)
    here = f"organisations/{world.hospital.uid}/level"
    mine = get(client_at(Role.CISO, world.hospital), here)
    assert (mine["compared"], mine["peers"]) == (True, "category")
    assert {one["position"]["others"] for one in mine["natures"]} == {5}
    theirs = get(ars, here)
    assert (theirs["compared"], theirs["peers"]) == (None, None)
    assert {one["position"] for one in theirs["natures"]} == {None}


# The nation


def test_the_observer_reads_the_tables_as_they_were_published(world):
    quarter = Quarter(2026, 3)
    facts = {"organisation": world.region, "region": world.region, "day": quarter.last, "programme": DNS}
    sums = {"judged": 0, "met": 0, "verified": 0, "overdue": 0, "missing": 0, "places": 20, "complete": 10}
    for dimension, key in ((Dimension.ALL, ""), (Dimension.CATEGORY, "355")):
        DaySum.objects.create(dimension=dimension, key=key, **facts, **sums)
    actions.publish_quarter(quarter)
    observer = client_at(Role.OBSERVER, world.nation)
    assert get(observer, "nation/quarters") == [{"quarter": "2026-Q3", "programme": DNS}]
    bound, complete = get(observer, "nation/tables", quarter="2026-Q3", programme=DNS)
    assert get(observer, "nation/tables") == [bound, complete]
    assert bound["columns"] == [group.value for group in CategoryGroup]
    assert [line["region"] for line in bound["lines"]] == ["Île-de-France", ""]
    assert (bound["lines"][1]["figures"][-1], complete["lines"][1]["figures"][-1]) == (20, 10)
    assert get(observer, "nation/tables", quarter="2026-Q4", programme=DNS) == []
    assert get(observer, "nation/tables", quarter="2026-Q3", programme=OSE) == []


def test_national_tables_are_the_observers(ars):
    assert ars.get("/api/v1/nation/quarters").status_code == 403


@pytest.mark.parametrize(
    ("address", "queries"), [("region/help", 7), ("region/indicators", 7), (f"region/groups?programme={DNS}", 9)]
)
def test_reads_of_the_region_keep_to_their_budget(address, queries, world, refused, recorded, ars):
    get(ars, address)
    with at_most(queries):
        get(ars, address)


def test_the_level_keeps_to_its_budget(world):
    tool, address = client_at(Role.DIRECTOR, world.hospital), f"organisations/{world.hospital.uid}/level"
    get(tool, address)
    with at_most(30):
        get(tool, address)
