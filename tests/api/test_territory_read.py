"""Facts, memberships and the timeline of an organisation through the API: what each role is told, and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hygie.core.access import Role
from hygie.core.clock import frozen, today
from hygie.territory import actions
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.territory import FactFactory, context_at, world


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def ciso(w):
    return client_at(Role.CISO, w.north)


def get(tool, place, part, **asked):
    answer = tool.get(f"/api/v1/organisations/{place.uid}/{part}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_fact_says_since_when_and_who_says_so(w, ciso):
    yesterday = today() - timedelta(days=1)
    FactFactory(organisation=w.north, value=120, ends_on=today())
    FactFactory(organisation=w.north, value=130, starts_on=today())
    FactFactory(organisation=w.north, kind="candidature", value="care-d2")
    now, before = get(ciso, w.north, "facts", kind="beds")["rows"]
    assert (now["value"], now["current"], now["provider"], now["ends_on"]) == (130, True, "declared", None)
    assert (before["value"], before["current"], before["ends_on"]) == (120, False, yesterday.isoformat())
    assert now["said"].startswith("130")
    assert len(get(ciso, w.north, "facts")["rows"]) == 3
    assert get(ciso, w.north, "facts", kind="nothing")["rows"] == []


def test_a_designation_is_told_to_the_establishment_and_to_the_ars_only(w, ciso):
    FactFactory(organisation=w.north, kind="regime", value="ose")
    told = {}
    for role, place in ((Role.CISO, w.north), (Role.COORDINATOR, w.region), (Role.EXPERT, w.region)):
        told[role] = [row["kind"] for row in get(client_at(role, place), w.north, "facts")["rows"]]
    assert told == {Role.CISO: ["regime"], Role.COORDINATOR: ["regime"], Role.EXPERT: []}
    assert get(client_at(Role.CONTRIBUTOR, w.north), w.north, "facts", kind="regime")["rows"] == []


def test_facts_come_page_by_page(w, ciso):
    for number in range(60):
        FactFactory(organisation=w.north, value=number, starts_on=today() - timedelta(days=number))
    first = get(ciso, w.north, "facts")
    last = get(ciso, w.north, "facts", page=first["next"])
    assert [row["value"] for row in first["rows"] + last["rows"]] == list(range(60))
    assert last["next"] == ""


def test_what_is_out_of_reach_is_named_as_in_the_public_register_without_a_uid(w, ciso):
    said = get(ciso, w.north, "memberships")
    (ght,) = said["groups"]
    assert (ght["organisation"]["name"], ght["organisation"]["uid"], ght["lead"]) == (w.ght.name, None, True)
    assert {site["uid"] for site in said["sites"]} == {str(w.north_site.uid), str(w.north_annex.uid)}
    assert said["entity"] is None
    whole = get(client_at(Role.COORDINATOR, w.region), w.ght, "memberships")
    assert [member["organisation"]["uid"] for member in whole["members"]] == [str(w.north.uid), str(w.south.uid)]
    assert get(ciso, w.north_site, "memberships")["entity"]["uid"] == str(w.north.uid)


@pytest.fixture
def past(w):
    context = context_at(Role.CISO, w.north)
    for value in range(35):
        with frozen(datetime(2026, 9, 1, 9, tzinfo=UTC) + timedelta(days=value)):
            actions.record_fact(context, w.north, "beds", value, "declared")


def test_the_timeline_goes_back_page_by_page(w, ciso, past):
    first = get(ciso, w.north, "timeline", source="territory")
    second = get(ciso, w.north, "timeline", source="territory", page=first["next"])
    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (30, 5, "")
    moments = [row["at"] for row in first["rows"] + second["rows"]]
    assert moments == sorted(set(moments), reverse=True)


def test_the_timeline_is_narrowed_by_days_and_words(w, ciso, past):
    rows = get(ciso, w.north, "timeline", since="2026-09-03", until="2026-09-04")["rows"]
    assert [row["at"][:10] for row in rows] == ["2026-09-04", "2026-09-03"]
    assert get(ciso, w.north, "timeline", q="nothing of the kind")["rows"] == []
    assert get(ciso, w.north, "timeline", source="nobody")["rows"] == []


@pytest.mark.parametrize("page", ["-", "bm90aGluZw", "____"])
def test_a_made_up_cursor_gives_the_first_page(page, w, ciso, past):
    assert get(ciso, w.north, "timeline", page=page) == get(ciso, w.north, "timeline")


@pytest.mark.parametrize(("since", "until"), [("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31")])
def test_days_out_of_what_is_known_tell_nothing(since, until, w, ciso, past):
    assert get(ciso, w.north, "timeline", since=since, until=until)["rows"] == []


@pytest.mark.parametrize(("part", "queries"), [("facts", 7), ("memberships", 8), ("timeline", 20)])
def test_these_reads_keep_to_their_budget(part, queries, w, ciso, past):
    get(ciso, w.north, part)
    with at_most(queries):
        get(ciso, w.north, part)
