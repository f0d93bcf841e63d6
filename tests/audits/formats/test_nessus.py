"""Nessus: an item of a host is one observation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hygie.audits.formats.nessus import NO_ADDRESS, NO_PLUGIN
from hygie.audits.formats.observation import AssetKind, Covered, Outcome, Severity

from .reading import read
from .samples_xml import nessus, nessus_host, nessus_item

WHOLE = """<description>It is old.</description><solution>Renew it.</solution><plugin_output>Version 1</plugin_output>
<cve>CVE-2025-0002</cve><cve>CVE-2025-0001</cve><cwe>79</cwe><cwe>20</cwe><see_also>https://a.example
https://b.example</see_also><cvss_base_score>5.0</cvss_base_score><cvss_vector>CVSS2#AV:N</cvss_vector>
<cvss3_base_score>9.8</cvss3_base_score><cvss3_vector>CVSS:3.0/AV:N</cvss3_vector>"""


def check(name: str, result: str) -> str:
    return nessus_item(
        f"<compliance>true</compliance><cm:compliance-check-name>{name}</cm:compliance-check-name>"
        f"<cm:compliance-result>{result}</cm:compliance-result>",
        plugin=21157,
        port=0,
    )


def test_an_item_is_one_observation():
    one = read(nessus(nessus_host(nessus_item(WHOLE, plugin=20007, severity=4)))).only
    assert one.identity == ("20007", "10.0.0.1", "443", "tcp")
    assert (one.rule, one.title, one.location) == ("20007", "Invented plugin", "443/tcp")
    assert (one.severity, one.cvss, one.cvss_vector) == (Severity.CRITICAL, 9.8, "CVSS:3.0/AV:N")
    assert (one.cves, one.cwes) == (("CVE-2025-0001", "CVE-2025-0002"), (20, 79))
    assert (one.description, one.solution, one.evidence) == ("It is old.", "Renew it.", "Version 1")
    assert one.references == ("https://a.example", "https://b.example")
    assert one.seen_at == datetime(2026, 1, 1, 10, 11, 12, tzinfo=UTC)


def test_the_second_version_of_cvss_stands_in_where_there_is_no_third():
    inside = "<cvss_base_score>5.0</cvss_base_score><cvss_vector>CVSS2#AV:N</cvss_vector>"
    one = read(nessus(nessus_host(nessus_item(inside)))).only
    assert (one.cvss, one.cvss_vector) == (5.0, "AV:N")


def test_output_name_and_severity_never_change_which_finding_it_is():
    first = read(nessus(nessus_host(nessus_item("<plugin_output>1</plugin_output>", severity=1))))
    second = read(nessus(nessus_host(nessus_item("<plugin_output>2</plugin_output>").replace("Invented", "Renamed"))))
    assert first.identities == second.identities


@pytest.mark.parametrize("severity", list(Severity))
def test_the_severity_is_the_one_of_nessus(severity):
    one = read(
        nessus(nessus_host(nessus_item("<cvss3_base_score>9.8</cvss3_base_score>", severity=severity.value)))
    ).only
    assert one.severity is severity


def test_an_unknown_severity_is_that_of_the_score():
    one = read(nessus(nessus_host(nessus_item("<cvss3_base_score>9.8</cvss3_base_score>", severity=9)))).only
    assert one.severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("name", "tags", "asset"),
    [
        ("10.0.0.1", '<tag name="host-fqdn">portal.chu.example</tag>', "10.0.0.1"),
        ("Portal.CHU.example", '<tag name="host-ip">10.0.0.1</tag>', "portal.chu.example"),
        ("Imprimante n° 3", '<tag name="host-ip">10.0.0.1</tag>', "10.0.0.1"),
        ("2001:DB8::1", "", "2001:db8::1"),
    ],
)
def test_the_asset_is_what_the_scan_was_asked_for_else_the_address(name, tags, asset):
    found = read(nessus(nessus_host(nessus_item(), name=name, tags=tags)))
    assert found.only.asset == asset
    assert found.facts.covered == {Covered(AssetKind.HOST, asset)}


def test_a_host_without_findings_or_credentials_is_covered():
    credentials = '<tag name="Credentialed_Scan">false</tag>'
    found = read(nessus(nessus_host(tags=credentials), nessus_host(name="10.0.0.2")))
    assert found.observations == []
    assert found.facts.complete
    assert {one.asset for one in found.facts.covered or ()} == {"10.0.0.1", "10.0.0.2"}


def test_a_host_that_did_not_answer_is_out_of_reach():
    dead = nessus_item(
        "<plugin_output>The remote host is considered as dead - not scanning</plugin_output>", 10180, 0, 0
    )
    found = read(nessus(nessus_host(dead)))
    assert found.facts.unreachable == {Covered(AssetKind.HOST, "10.0.0.1")}
    assert found.facts.covered == set()


def test_each_check_of_a_configuration_is_a_finding_of_its_own():
    found = read(
        nessus(nessus_host(check("1.1 Passwords", "FAILED"), check("1.2 Logs", "PASSED"), check("1.3 X", "ERROR")))
    )
    assert [(one.identity[0], one.title, one.outcome) for one in found.observations] == [
        ("21157 1.1 Passwords", "1.1 Passwords", Outcome.FOUND),
        ("21157 1.2 Logs", "1.2 Logs", Outcome.ABSENT),
        ("21157 1.3 X", "1.3 X", Outcome.NOT_EVALUATED),
    ]
    assert found.facts.not_evaluated == 1


def test_the_report_was_made_when_its_last_host_ended():
    later = nessus_host(name="10.0.0.2").replace("Jan  1", "Jan 12")
    assert read(nessus(later, nessus_host())).facts.made_at == datetime(2026, 1, 12, 10, 11, 12, tzinfo=UTC)


def test_entries_that_cannot_be_told_apart_are_refused_with_their_line():
    nobody = nessus_host(nessus_item(), name="a b")
    found = read(nessus(nobody, nessus_host(nessus_item(plugin="x"), nessus_item(port=-1), nessus_item(port="0443"))))
    assert found.identities == [("19506", "10.0.0.1", "443", "tcp")]
    assert [one.reason for one in found.facts.refusals] == [NO_ADDRESS, NO_PLUGIN, NO_PLUGIN]
    assert found.facts.refusals[0].facts == {"name": "a b"}
    assert all(one.line > 1 for one in found.facts.refusals)


def test_a_trick_in_a_text_is_kept_as_plain_text():
    inside = '<description>&lt;script&gt;=HYPERLINK("x")\u202e</description><see_also>javascript:alert(1)</see_also>'
    one = read(nessus(nessus_host(nessus_item(inside)))).only
    assert one.description == '<script>=HYPERLINK("x")'
    assert one.references == ("javascript:alert(1)",)


@pytest.mark.parametrize("moment", ["", "Thu Jan  1 10:11:12 1970", "tomorrow"])
def test_an_absurd_end_is_none(moment):
    found = read(nessus(nessus_host(nessus_item()).replace("Thu Jan  1 10:11:12 2026", moment)))
    assert found.only.seen_at is None
    assert found.facts.made_at is None
