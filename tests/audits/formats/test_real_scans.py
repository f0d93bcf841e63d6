"""Real reports, which only some machines have: each is recognised, and gives what a person counts in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading import Read, read

SCANS = Path(__file__).parents[4] / "shared" / "data" / "scans"

pytestmark = pytest.mark.skipif(not SCANS.exists(), reason="the real reports are not here")


def read_scan(name: str) -> Read:
    return read((SCANS / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "count", "assets"),
    [
        # 25 open ports; `vulners` lists eight CVEs for one of them, and one more by the name of an exploit only
        ("nmap/issue4406.xml", 25 + 8 + 1, {"10.250.195.71"}),
        ("nmap/nmap_multiple_port.xml", 13, {"joaquinlp.me"}),
        ("nessus/nessus_many_vuln.xml", 7, {"preprod.boardvantage.net"}),
        ("openvas/one_vuln.xml", 1, {"10.0.101.2"}),
        ("openvas/report_detail_v2.xml", 1, {"10.99.99.99"}),
        ("openvas/report_detail_v2.csv", 1, {"10.99.99.99"}),
        ("pingcastle/one.xml", 1, {"example.local"}),
        ("pingcastle/many.xml", 28, {"example.local"}),
    ],
)
def test_a_real_report_gives_what_it_holds(name, count, assets):
    found = read_scan(name)
    assert len(found.observations) == count
    assert len(set(found.identities)) == count
    assert {one.asset for one in found.observations} == assets
    assert found.facts.complete
    assert not found.facts.refused
    assert found.facts.made_at


def test_the_same_scan_in_xml_and_in_csv_gives_the_same_finding():
    in_xml, in_csv = read_scan("openvas/report_detail_v2.xml"), read_scan("openvas/report_detail_v2.csv")
    assert in_xml.identities == in_csv.identities
    assert in_xml.only.cves == in_csv.only.cves
    assert in_xml.only.severity == in_csv.only.severity
