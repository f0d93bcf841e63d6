"""Governance and the regional picture through the API: what each role is told, and no more."""

from __future__ import annotations

from datetime import date

import pytest

from hygie.core.access import Role
from hygie.core.clock import today
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.territory import world
from tests.permissions.conftest import bind
from tests.permissions.samples_governance import VersionState, policy_version_of


@pytest.fixture
def w(db):
    return world()


def get(tool, place, part):
    answer = tool.get(f"/api/v1/organisations/{place.uid}/{part}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_title_of_a_policy_is_told_to_the_establishment_only(w):
    policy_version_of(w.north, VersionState.IN_FORCE)
    told = {}
    for role, place in ((Role.CISO, w.north), (Role.COORDINATOR, w.region)):
        lines = {line["theme"]: line for line in get(client_at(role, place), w.north, "policies")}
        told[role] = lines["remote_access"]
        assert lines["pssi"]["standing"] == "missing"
    assert (told[Role.CISO]["title"], told[Role.COORDINATOR]["title"]) == ("Charter", None)
    assert told[Role.COORDINATOR]["number"] == 1


def test_names_of_the_appointed_are_told_to_whoever_sees_the_detail(w):
    from hygie.core.clock import now
    from hygie.governance.models import Appointment, Coverage

    here = {"organisation": w.north, "region_id": w.north.region_pk, "function": "ciso", "starts_on": date(2020, 1, 1)}
    named = Appointment.objects.create(**here, first_name="Alix", last_name="Morel", recorded_at=now())
    Coverage.objects.create(**here, appointment=named)
    names = {}
    for role, place in ((Role.CISO, w.north), (Role.EXPERT, w.region)):
        lines = {line["function"]: line for line in get(client_at(role, place), w.north, "appointments")}
        names[role] = [holder["name"] for holder in lines["ciso"]["holders"]]
        assert lines["ciso"]["vacant"] is False
    assert names == {Role.CISO: ["Alix Morel"], Role.EXPERT: [None]}


def test_the_region_s_totals_are_those_of_the_reader_s_reach(w):
    bind(w)
    tool = client_at(Role.COORDINATOR, w.region)
    with at_most(7):
        answer = tool.get("/api/v1/region/totals")
    said = answer.json()
    assert said["on"] == today().isoformat()
    assert said["programmes"]
    assert all(0 <= one["met"] <= one["judged"] for one in said["programmes"])
    whole = {one["programme"]: one["places"] for one in said["programmes"]}
    office = client_at(Role.COORDINATOR, w.paris).get("/api/v1/region/totals").json()["programmes"]
    assert all(one["places"] <= whole[one["programme"]] for one in office)
    assert sum(one["places"] for one in office) < sum(whole.values())


@pytest.mark.parametrize("on", ["1900-01-01", "9999-12-31"])
def test_a_day_out_of_what_is_known_is_no_failure(on, w):
    assert client_at(Role.COORDINATOR, w.region).get("/api/v1/region/totals", {"on": on}).status_code == 200


def test_an_establishment_has_no_regional_totals(w):
    assert client_at(Role.CISO, w.north).get("/api/v1/region/totals").status_code == 403


@pytest.mark.parametrize("part", ["policies", "appointments"])
def test_reads_of_governance_keep_to_their_budget(part, w):
    tool = client_at(Role.CISO, w.north)
    get(tool, w.north, part)
    with at_most(7):
        get(tool, w.north, part)
