"""The registers of governance through the API: what each role is told, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hygie.core import paging
from hygie.core.access import Role
from hygie.core.clock import now, today
from hygie.governance.filing_enums import SecurityIndicator
from hygie.governance.models import Engagement, IndicatorFiling, IndicatorMeasure, Risk, RiskReview
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.territory import SYSTEM, FactFactory, MandateFactory, world
from tests.permissions.samples_accreditations import accredited_system
from tests.permissions.samples_suppliers import engagement_of

LATER = today() + timedelta(days=200)


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def ciso(w):
    return client_at(Role.CISO, w.north)


@pytest.fixture
def ars(w):
    return client_at(Role.COORDINATOR, w.region)


def get(tool, address):
    answer = tool.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def of(place, part):
    return f"organisations/{place.uid}/{part}"


def here(place):
    return {"organisation": place, "region_id": place.region_pk}


def risk_of(place, title="Ransomware", **more):
    facts = {"gravity": 4, "likelihood": 2, "treatment": "reduce", "review_on": LATER, "recorded_at": now()}
    return Risk.objects.create(**here(place), title=title, **facts | more)


# Accreditations


def test_the_scope_of_a_system_is_told_to_the_establishment_only(w, ciso, ars):
    system = accredited_system(w.north)
    (mine,), (theirs,) = (get(tool, of(w.north, "accreditations"))["rows"] for tool in (ciso, ars))
    assert (mine["standing"], mine["scope"], mine["essential"]) == ("granted", "Two sites.", False)
    assert (theirs["standing"], theirs["valid_until"]) == ("granted", mine["valid_until"])
    assert [theirs[name] for name in ("scope", "essential", "audit_used", "conditions")] == [None] * 4
    assert ars.get(f"/api/v1/accreditations/{system.uid}").status_code == 404


def test_one_system_is_told_with_each_decision_on_it(w, ciso):
    system = accredited_system(w.north)
    said = get(ciso, f"accreditations/{system.uid}")
    assert [(one["number"], one["state"], one["outcome"]) for one in said["decisions"]] == [(1, "standing", "granted")]


def test_an_expert_hears_nothing_of_accreditations_even_under_a_mandate(w):
    MandateFactory(organisation=w.north)
    assert client_at(Role.EXPERT, w.region).get(f"/api/v1/{of(w.north, 'accreditations')}").status_code == 404


# The six indicators


def test_counts_of_indicators_stay_with_the_establishment_and_shares_go_to_the_ars(w, ciso, ars):
    filing = IndicatorFiling.objects.create(
        **here(w.north), year=2025, measured_on=today(), comment="Inventory.", filed_at=now()
    )
    measured = {"indicator": SecurityIndicator.UNSUPPORTED_SERVERS, "counted": 3, "total": 12}
    IndicatorMeasure.objects.create(**here(w.north), filing=filing, **measured)
    told = [get(tool, of(w.north, "security-indicators")) for tool in (ciso, ars)]
    (mine,), (theirs,) = (one["years"] for one in told)
    assert mine["measures"] == [{"indicator": "unsupported_servers", "percent": 25.0, "counted": 3, "total": 12}]
    assert theirs["measures"] == [{"indicator": "unsupported_servers", "percent": 25.0, "counted": None, "total": None}]
    assert (mine["comment"], theirs["comment"], mine["whole"]) == ("Inventory.", None, False)
    assert [one["operator"] for one in told] == [False, False]


# Legal regimes


def test_a_designation_is_told_to_the_establishment_and_to_the_ars_only(w, ciso, ars):
    FactFactory(organisation=w.north, kind="regime", value="ose")
    MandateFactory(organisation=w.north)
    for tool in (ciso, ars):
        (regime,) = get(tool, of(w.north, "regimes"))
        assert (regime["regime"], regime["current"], regime["ends_on"]) == ("ose", True, None)
        assert [one["programme"] for one in regime["brings"]] == ["ose"]
    for role, place in ((Role.EXPERT, w.region), (Role.ADMINISTRATOR, w.north), (Role.AUDITOR, w.north)):
        assert client_at(role, place).get(f"/api/v1/{of(w.north, 'regimes')}").status_code == 404


def test_a_regime_that_ended_is_told_without_what_it_brought(w, ciso):
    FactFactory(organisation=w.north, kind="regime", value="ose", ends_on=today())
    (regime,) = get(ciso, of(w.north, "regimes"))
    last = today() - timedelta(days=1)
    assert (regime["current"], regime["ends_on"], regime["brings"]) == (False, last.isoformat(), [])


# Suppliers


def test_terms_of_a_contract_stay_with_the_establishment_and_contacts_on_the_pages(w, ciso, ars):
    engagement = engagement_of(w.north)
    Engagement.objects.within(SYSTEM).filter(pk=engagement.pk).update(night_phone="01 99 00 77 24", clauses=["exit"])
    (mine,), (theirs,) = (get(tool, of(w.north, "suppliers"))["rows"] for tool in (ciso, ars))
    assert (mine["name"], mine["terms"]["access_standing"], mine["terms"]["clauses"]) == ("Orvélis", "never", ["exit"])
    assert (theirs["name"], theirs["criticality"], theirs["terms"]) == ("Orvélis", "vital", None)
    assert "01 99 00 77 24" not in str(mine)


def test_former_suppliers_are_told_to_the_establishment_only(w, ciso, ars):
    engagement = engagement_of(w.north)
    Engagement.objects.within(SYSTEM).filter(pk=engagement.pk).update(ended_on=today(), ended_because="Replaced.")
    assert get(ciso, of(w.north, "suppliers"))["rows"] == []
    (ended,) = get(ciso, of(w.north, "suppliers/ended"))["rows"]
    assert (ended["terms"]["ended_on"], ended["terms"]["ended_because"]) == (today().isoformat(), "Replaced.")
    assert ars.get(f"/api/v1/{of(w.north, 'suppliers/ended')}").status_code == 404


def test_the_concentration_counts_what_the_reader_reaches(w, ciso, ars):
    supplier = engagement_of(w.north).supplier
    engagement_of(w.clinic)
    (whole,) = get(ars, "suppliers?q=orv")["rows"]
    assert (whole["supplier"], whole["establishments"], whole["vital"]) == (str(supplier.uid), 2, 2)
    assert [one["establishments"] for one in get(ciso, "suppliers")["rows"]] == [1]
    assert get(ars, "suppliers?q=nobody")["rows"] == []
    names = [one["organisation"]["name"] for one in get(ars, f"suppliers/{supplier.uid}/dependents")["rows"]]
    assert names == [w.north.name, w.clinic.name]


def test_an_expert_counts_suppliers_and_is_not_told_who_depends_on_one(w):
    supplier = engagement_of(w.north).supplier
    expert = client_at(Role.EXPERT, w.region)
    assert len(get(expert, "suppliers")["rows"]) == 1
    assert expert.get(f"/api/v1/suppliers/{supplier.uid}/dependents").status_code == 403


# Risks


def test_what_an_establishment_fears_stays_there_and_how_high_is_told(w, ciso, ars):
    risk_of(w.north)
    risk_of(w.north, "Blackout", gravity=1, likelihood=1)
    RiskReview.objects.create(**here(w.north), reviewed_on=today(), next_on=LATER, risks=2)
    mine, theirs = (get(tool, of(w.north, "risks")) for tool in (ciso, ars))
    assert [one["title"] for one in mine["risks"]] == ["Ransomware", "Blackout"]
    assert theirs["risks"] is None
    for said in (mine, theirs):
        assert (said["standing"], said["reviewed_on"]) == ("good", today().isoformat())
        assert [(one["gravity"], one["likelihood"], one["risks"]) for one in said["matrix"]] == [(4, 2, 1), (1, 1, 1)]


def test_closed_risks_come_page_by_page_to_the_establishment_only(w, ciso, ars, monkeypatch):
    for number in range(3):
        risk_of(w.north, f"Risk {number}", closed_on=today() - timedelta(days=number), closed_because="Gone.")
    monkeypatch.setattr(paging.paginate, "__defaults__", ("", 2))
    first = get(ciso, of(w.north, "risks/closed"))
    last = get(ciso, of(w.north, f"risks/closed?page={first['next']}"))
    assert [one["title"] for one in first["rows"] + last["rows"]] == ["Risk 0", "Risk 1", "Risk 2"]
    assert last["next"] == ""
    assert ars.get(f"/api/v1/{of(w.north, 'risks/closed')}").status_code == 404


PARTS = ["accreditations", "security-indicators", "regimes", "suppliers", "suppliers/ended", "risks", "risks/closed"]


@pytest.mark.parametrize("part", PARTS)
def test_reads_of_registers_keep_to_their_budget(part, w, ciso):
    accredited_system(w.north)
    engagement_of(w.north)
    risk_of(w.north)
    get(ciso, of(w.north, part))
    with at_most(8):
        get(ciso, of(w.north, part))
