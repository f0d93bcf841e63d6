"""Waivers, the past of a requirement and the review queue through the API: what each role is told, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hygie.core import paging
from hygie.core.access import Role
from hygie.core.clock import now, today
from hygie.obligations.actions.statuses import reassess
from hygie.obligations.models import Waiver
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.obligations import deposited, reviewed
from tests.factories.territory import FactFactory, MandateFactory, world
from tests.permissions.conftest import bind

EXERCISE = "dns-2025-12-1"
OPERATORS = "ose-04"


@pytest.fixture
def w(db):
    made = world()
    bind(made)
    return made


@pytest.fixture
def ciso(w):
    return client_at(Role.CISO, w.north)


@pytest.fixture
def ars(w):
    return client_at(Role.COORDINATOR, w.region)


@pytest.fixture
def expert(w):
    return client_at(Role.EXPERT, w.region)


def get(tool, address):
    answer = tool.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def waived(place, requirement=EXERCISE, back=0):
    days = {"starts_on": today() - timedelta(days=back), "ends_on": today()}
    where = {"organisation": place, "region_id": place.region_pk}
    return Waiver.objects.create(**where, requirement=requirement, reason="Works.", granted_at=now(), **days)


def waivers(tool, place):
    return get(tool, f"organisations/{place.uid}/waivers")["rows"]


def test_the_reason_of_a_waiver_is_told_to_whoever_is_told_why(w, ciso, ars, expert):
    waived(w.north)
    assert [waivers(tool, w.north)[0]["reason"] for tool in (ciso, ars, expert)] == ["Works.", "Works.", None]
    MandateFactory(organisation=w.north, resource="obligations.status")
    assert waivers(expert, w.north)[0]["reason"] == "Works."


def test_a_waiver_of_what_a_designation_asks_is_not_told_to_the_expert(w, ciso, expert):
    waived(w.north, OPERATORS)
    assert [row["requirement"] for row in waivers(ciso, w.north)] == [OPERATORS]
    assert waivers(expert, w.north) == []


def test_waivers_come_page_by_page_the_latest_first(w, ciso, monkeypatch):
    kept = [waived(w.north, back=back) for back in range(3)]
    monkeypatch.setattr(paging.paginate, "__defaults__", ("", 2))
    address = f"organisations/{w.north.uid}/waivers"
    first = get(ciso, address)
    last = get(ciso, f"{address}?page={first['next']}")
    assert [row["uid"] for row in first["rows"] + last["rows"]] == [str(one.uid) for one in kept]
    assert last["next"] == ""


def history(tool, place, code=EXERCISE):
    return get(tool, f"organisations/{place.uid}/statuses/{code}/history")["rows"]


def test_the_past_of_a_requirement_is_told_as_recorded_the_latest_first(w, ciso, expert):
    deposited(w.north, "crisis_exercise")
    mine, theirs = history(ciso, w.north), history(expert, w.north)
    assert [row["status"] for row in mine] == ["met", "missing"]
    assert (mine[0]["until"], mine[0]["since"]) == (None, mine[1]["until"])
    assert all(row["why"] for row in mine)
    assert [(row["status"], row["why"], row["assurance"]) for row in theirs] == [
        ("met", None, None),
        ("missing", None, None),
    ]


def test_what_nobody_knows_or_a_designation_asks_has_no_past_for_the_expert(w, expert, ciso):
    address = f"/api/v1/organisations/{w.north.uid}/statuses"
    assert expert.get(f"{address}/{OPERATORS}/history").status_code == 404
    assert ciso.get(f"{address}/{OPERATORS}/history").json()["rows"] == []
    assert ciso.get(f"{address}/no-such-thing/history").status_code == 404


def test_the_queue_tells_the_ars_what_waits_until_it_answers(w, ars):
    FactFactory(organisation=w.ght, kind="candidature", value="care-d2")
    reassess([w.ght.pk])
    proof = deposited(w.north, "security_policy")
    deposited(w.clinic, "security_policy")
    rows = get(ars, "review-queue")["rows"]
    assert [row["organisation"]["name"] for row in rows] == [w.north.name, w.clinic.name]
    assert [row["uid"] for row in get(ars, "review-queue?department=75")["rows"]] == [str(proof.uid)]
    assert [row["uid"] for row in get(ars, "review-queue?q=nord&programme=care-d2")["rows"]] == [str(proof.uid)]
    assert get(ars, "review-queue?programme=nothing")["rows"] == []
    reviewed(proof)
    assert len(get(ars, "review-queue")["rows"]) == 1


def test_the_queue_is_the_ars_s(w, ciso, expert):
    assert [tool.get("/api/v1/review-queue").status_code for tool in (ciso, expert)] == [403, 403]


def test_these_reads_keep_to_their_budget(w, ciso, ars):
    for _time in range(3):
        deposited(w.north, "security_policy")
    waived(w.north)
    here = f"organisations/{w.north.uid}"
    for tool, address in (
        (ciso, f"{here}/waivers"),
        (ciso, f"{here}/statuses/{EXERCISE}/history"),
        (ars, "review-queue"),
    ):
        get(tool, address)
        with at_most(7):
            get(tool, address)
