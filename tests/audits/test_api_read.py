"""Audits, findings and their counts by the open API: what each role is told, and no more."""

import pytest

from hygie.audits.actions.counts import recount
from hygie.core import paging
from hygie.core.access import Role
from tests.audits.test_cves import CVE, with_cve
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.audits import AuditFactory, FindingFactory, ReportImportFactory, WeaknessFactory
from tests.factories.territory import MandateFactory

SECRETS = ("Titre secret", "vpn-secret.example", "regle-secrete", "perimetre-secret", "rapport-secret")


@pytest.fixture
def tool(world):
    return client_at(Role.CISO, world.hospital)


@pytest.fixture
def ars(world):
    return client_at(Role.COORDINATOR, world.region)


@pytest.fixture
def expert(world):
    return client_at(Role.EXPERT, world.region)


@pytest.fixture
def told(world):
    """A critical finding with a CVE, a fixed one and a low one, an audit and a report, all with something to hide."""
    weakness = WeaknessFactory(organisation=world.hospital, rule="regle-secrete", solution="Corriger")
    one = with_cve(world.hospital, weakness=weakness, title="Titre secret", severity=4, weight=9, evidence="preuve")
    one.asset.name = "vpn-secret.example"
    one.asset.save()
    FindingFactory(organisation=world.hospital, state="closed", is_open=False)
    FindingFactory(organisation=world.hospital, severity=1, lane="nessus", weight=1)
    AuditFactory(organisation=world.hospital, perimeter="perimetre-secret", title="Titre secret")
    ReportImportFactory(organisation=world.hospital, file_name="rapport-secret.json", fresh=3)
    recount(world.hospital)
    return one


def get(tool, address):
    answer = tool.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def findings(tool, place, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return get(tool, f"organisations/{place.uid}/findings?{query}")["rows"]


def test_the_establishment_reads_its_findings_the_most_pressing_first(world, told, tool):
    rows = findings(tool, world.hospital)
    assert [(row["title"] == "Titre secret", row["severity"]) for row in rows] == [(True, "critical"), (False, "low")]
    assert (rows[0]["asset"], rows[0]["rule"], rows[0]["cves"]) == ("vpn-secret.example", "regle-secrete", [CVE])
    assert rows[0]["kev"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "closed"}, 1),
        ({"state": "new"}, 2),
        ({"severity": "critical"}, 1),
        ({"severity": "info"}, 0),
        ({"cve": CVE.lower()}, 1),
        ({"cve": "CVE-2026-99999"}, 0),
        ({"lane": "nessus"}, 1),
    ],
)
def test_filters_narrow_the_list(world, told, tool, asked, found):
    assert len(findings(tool, world.hospital, **asked)) == found


@pytest.mark.parametrize("asked", ["state=gone", "severity=4", "page=%25"])
def test_a_filter_that_means_nothing_is_refused(world, tool, asked):
    assert tool.get(f"/api/v1/organisations/{world.hospital.uid}/findings?{asked}").status_code == 422


def test_findings_come_page_by_page(world, told, tool, monkeypatch):
    monkeypatch.setattr(paging.paginate, "__defaults__", ("", 1))
    address = f"organisations/{world.hospital.uid}/findings"
    first = get(tool, address)
    last = get(tool, f"{address}?page={first['next']}")
    assert [row["severity"] for row in first["rows"] + last["rows"]] == ["critical", "low"]
    assert last["next"] == ""


def test_one_finding_is_told_whole(world, told, tool):
    row = get(tool, f"findings/{told.uid}")
    assert (row["title"], row["solution"], row["evidence"]) == ("Titre secret", "Corriger", "preuve")
    assert row["closed_because"] is None


def test_the_region_reads_counts_and_none_of_what_is_behind_them(world, told, ars, expert):
    here = f"organisations/{world.hospital.uid}"
    for client in (ars, expert):
        for hidden in (f"{here}/findings", f"{here}/reports", f"findings/{told.uid}"):
            assert client.get(f"/api/v1/{hidden}").status_code == 404
        for address in ("finding-counts", f"cves/{CVE}/establishments", f"{here}/audits"):
            answer = client.get(f"/api/v1/{address}")
            assert answer.status_code == 200
            assert not [secret for secret in SECRETS if secret in answer.content.decode()]
        counts = get(client, "finding-counts")["rows"][0]
        assert counts["organisation"]["name"] == "CH premier"
        assert (counts["open"]["critical"], counts["open"]["low"], counts["late"]["critical"]) == (1, 1, 0)
        assert get(client, "finding-counts?department=99")["rows"] == []


def test_the_expert_reads_the_findings_of_whoever_gave_a_mandate(world, told, expert):
    MandateFactory(organisation=world.hospital, resource="audits.finding")
    assert findings(expert, world.hospital)[0]["title"] == "Titre secret"
    assert get(expert, f"findings/{told.uid}")["title"] == "Titre secret"


def test_an_audit_tells_its_detail_to_the_establishment_only(world, told, tool, ars):
    address = f"organisations/{world.hospital.uid}/audits"
    assert get(tool, address)["rows"][0]["detail"]["perimeter"] == "perimetre-secret"
    seen = get(ars, address)["rows"][0]
    assert (seen["kind"], seen["state"], seen["detail"]) == ("exposure", "planned", None)


def test_reports_tell_what_they_changed(world, told, tool):
    row = get(tool, f"organisations/{world.hospital.uid}/reports")["rows"][0]
    assert (row["applied"], row["new"], row["format"]) == (True, 3, "nuclei")


def test_who_still_has_a_cve(world, told, ars, tool):
    with_cve(world.neighbour)
    places = get(ars, f"cves/{CVE.lower()}/establishments")["rows"]
    assert [(row["name"], row["open"]) for row in places] == [("CH premier", 1), ("CH voisin", 1)]
    assert [row["name"] for row in get(tool, f"cves/{CVE}/establishments")["rows"]] == ["CH premier"]
    assert ars.get("/api/v1/cves/CVE-1/establishments").status_code == 422


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR])
def test_whoever_sees_some_findings_only_reads_none_here(world, told, role):
    client = client_at(role, world.hospital)
    assert client.get(f"/api/v1/findings/{told.uid}").status_code == 404
    assert client.get("/api/v1/finding-counts").status_code == 403


def test_these_reads_keep_to_their_budget(world, told, tool, ars):
    for _count in range(5):
        FindingFactory(organisation=world.hospital)
        ReportImportFactory(organisation=world.hospital, audit=AuditFactory(organisation=world.hospital))
    here = f"organisations/{world.hospital.uid}"
    for client, address in (
        *((tool, f"{here}/{name}") for name in ("findings", "audits", "reports")),
        (tool, f"findings/{told.uid}"),
        (ars, "finding-counts"),
        (ars, f"cves/{CVE}/establishments"),
    ):
        get(client, address)
        with at_most(7):
            get(client, address)
