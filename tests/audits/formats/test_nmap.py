"""nmap: an open port, and each vulnerability that a script found on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hygie.audits.formats.nmap import NO_ADDRESS, NO_PORT
from hygie.audits.formats.observation import AssetKind, Covered, Outcome, Severity

from .reading import read
from .samples_xml import VULNERS, nmap, nmap_host, nmap_port

USER = '<hostnames><hostname name="Portal.CHU.example" type="user"/><hostname name="x.example" type="PTR"/></hostnames>'
SAMBA = (
    '<script id="smb-vuln-ms17-010" output="&#xa;  VULNERABLE:&#xa;  Remote code&#xa;    State: VULNERABLE&#xa;'
    '    IDs:  CVE:CVE-2017-0143&#xa;    Risk factor: HIGH"><table key="CVE-2017-0143">'
    '<elem key="title">Remote code</elem><elem key="state">VULNERABLE</elem>'
    '<table key="ids"><elem>CVE:CVE-2017-0143</elem></table>'
    '<table key="description"><elem>It runs code.</elem></table>'
    '<table key="refs"><elem>https://www.example.org/ms17</elem></table></table></script>'
)


def covered(*assets: str) -> set[Covered]:
    return {Covered(AssetKind.HOST, asset) for asset in assets}


def test_an_open_port_is_one_observation_that_informs():
    service = '<service name="ssh" product="OpenSSH" version="8.4"/>'
    one = read(nmap(nmap_host(nmap_port(22, '<script id="banner" output="hello"/>', service=service)))).only
    assert one.identity == ("10.0.0.1", "tcp", "22", "", "")
    assert (one.rule, one.location, one.severity) == ("22/tcp", "22/tcp", Severity.INFO)
    assert one.title == "Open port 22/tcp (ssh)"
    assert one.evidence == "OpenSSH 8.4\nbanner: hello"
    assert one.seen_at == datetime(2026, 1, 1, 0, 1, 40, tzinfo=UTC)


def test_what_a_service_says_of_itself_never_changes_which_finding_it_is():
    def with_banner(version: str) -> str:
        service = f'<service name="ssh" product="OpenSSH" version="{version}"/>'
        return nmap(nmap_host(nmap_port(22, f'<script id="banner" output="{version}"/>', VULNERS, service=service)))

    assert read(with_banner("8.4")).identities == read(with_banner("9.9 CVE-2099-0001")).identities


def test_one_number_in_two_protocols_is_two_ports():
    found = read(nmap(nmap_host(nmap_port(53), nmap_port(53, protocol="udp"))))
    assert [one.location for one in found.observations] == ["53/tcp", "53/udp"]
    assert len(set(found.identities)) == 2


def test_only_an_open_port_is_told():
    states = [nmap_port(number, state=state) for number, state in enumerate(("closed", "filtered", "open|filtered"), 1)]
    found = read(nmap(nmap_host(*states)))
    assert found.observations == []
    assert found.facts.complete
    assert found.facts.covered == covered("10.0.0.1")


@pytest.mark.parametrize(
    ("host", "asset"),
    [
        (nmap_host(nmap_port(22), names=USER), "portal.chu.example"),
        (nmap_host(nmap_port(22), names='<hostnames><hostname name="p.example" type="PTR"/></hostnames>'), "10.0.0.1"),
        (nmap_host(nmap_port(22), names="<hostnames/>"), "10.0.0.1"),
        (nmap_host(nmap_port(22), address="2001:DB8::1"), "2001:db8::1"),
        (nmap_host(nmap_port(22), names='<address addr="2001:db8::1" addrtype="ipv6"/>'), "10.0.0.1"),
        (nmap_host(nmap_port(22), names='<address addr="00:11:22:33:44:55" addrtype="mac"/>'), "10.0.0.1"),
    ],
)
def test_the_asset_is_the_name_that_was_given_else_the_address(host, asset):
    found = read(nmap(host))
    assert found.only.asset == asset
    assert found.facts.covered == covered(asset)


def test_each_vulnerability_that_a_script_lists_is_one_observation():
    script = VULNERS.replace(
        "</table></table>",
        '</table><table><elem key="cvss">5.0</elem><elem key="id">CVE-2025-0002</elem></table>'
        '<table><elem key="cvss">9.9</elem><elem key="id">UBUNTU-CVE-2025-0002</elem></table>'
        '<table><elem key="cvss">3.1</elem><elem key="id">MSF:CVE-2025-0003/</elem></table>'
        '<table><elem key="cvss">7.0</elem><elem key="id">EDB-ID:12345</elem></table></table>',
    )
    found = read(nmap(nmap_host(nmap_port(22, script)))).observations[1:]
    assert {one.cves: (one.cvss, one.severity) for one in found} == {
        ("CVE-2025-0001",): (9.8, Severity.CRITICAL),
        ("CVE-2025-0002",): (5.0, Severity.MEDIUM),
        ("CVE-2025-0003",): (3.1, Severity.LOW),
    }
    assert all(one.identity == ("10.0.0.1", "tcp", "22", "vulners", one.cves[0]) for one in found)


def test_without_tables_the_text_of_the_script_is_read():
    text = '<script id="vulscan" output="&#xa; CVE-2025-0001&#x9;9.8&#x9;https://x&#xa;[CVE-2025-0002] A title&#xa;"/>'
    _port, first, second = read(nmap(nmap_host(nmap_port(22, text)))).observations
    assert (first.cves, first.cvss) == (("CVE-2025-0001",), 9.8)
    assert (second.cves, second.cvss, second.severity) == (("CVE-2025-0002",), None, Severity.MEDIUM)


def test_a_script_that_found_a_port_vulnerable_is_one_observation_for_each_cve():
    _port, one = read(nmap(nmap_host(nmap_port(445, SAMBA)))).observations
    assert one.identity == ("10.0.0.1", "tcp", "445", "smb-vuln-ms17-010", "CVE-2017-0143")
    assert (one.severity, one.title, one.description) == (Severity.HIGH, "Remote code", "It runs code.")
    assert one.references == ("https://www.example.org/ms17",)
    assert one.outcome is Outcome.FOUND


def test_a_script_may_speak_of_the_whole_host():
    one = read(nmap(nmap_host(more=f"<hostscript>{SAMBA}</hostscript>"))).only
    assert one.identity == ("10.0.0.1", "", "", "smb-vuln-ms17-010", "CVE-2017-0143")
    assert one.location == ""


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("LIKELY VULNERABLE", Outcome.FOUND),
        ("VULNERABLE (Exploitable)", Outcome.FOUND),
        ("NOT VULNERABLE", Outcome.ABSENT),
        ("UNKNOWN (unable to test)", Outcome.NOT_EVALUATED),
    ],
)
def test_the_state_that_a_script_gives_is_what_it_says(state, outcome):
    script = SAMBA.replace('"state">VULNERABLE', f'"state">{state}')
    found = read(nmap(nmap_host(nmap_port(445, script))))
    assert found.observations[1].outcome is outcome
    assert found.facts.not_evaluated == (outcome is Outcome.NOT_EVALUATED)


def test_a_script_without_cve_or_tables_is_found_by_its_name():
    script = '<script id="http-slowloris-check" output="&#xa;  VULNERABLE:&#xa;    State: LIKELY VULNERABLE&#xa;"/>'
    one = read(nmap(nmap_host(nmap_port(80, script)))).observations[1]
    assert one.identity == ("10.0.0.1", "tcp", "80", "http-slowloris-check", "")
    assert (one.rule, one.cves, one.severity) == ("http-slowloris-check", (), Severity.MEDIUM)


@pytest.mark.parametrize("output", ["State: NOT VULNERABLE CVE-2017-0143", "ERROR: CVE-2017-0143", "VULNERABLE?"])
def test_a_script_that_found_nothing_says_nothing(output):
    assert len(read(nmap(nmap_host(nmap_port(80, f'<script id="http-vuln-x" output="{output}"/>')))).observations) == 1


def test_a_host_that_is_down_or_took_too_long_is_out_of_reach():
    slow = nmap_host(address="10.0.0.3").replace("<host ", '<host timedout="true" ')
    found = read(nmap(nmap_host(), nmap_host(address="10.0.0.2", state="down"), slow))
    assert found.facts.covered == covered("10.0.0.1")
    assert found.facts.unreachable == covered("10.0.0.2", "10.0.0.3")


def test_a_host_that_answered_once_is_covered():
    found = read(nmap(nmap_host(state="down"), nmap_host()))
    assert (found.facts.covered, found.facts.unreachable) == (covered("10.0.0.1"), set())


@pytest.mark.parametrize("end", ["", "<runstats/>", '<runstats><finished time="1" exit="error"/></runstats>'])
def test_a_report_without_its_end_is_not_complete(end):
    found = read(nmap(nmap_host(nmap_port(22)), end=end))
    assert len(found.observations) == 1
    assert not found.facts.complete


def test_the_report_says_which_tool_made_it_and_when():
    facts = read(nmap()).facts
    assert (facts.tool, facts.tool_version) == ("nmap", "7.94")
    assert facts.made_at == datetime(2026, 1, 1, 1, tzinfo=UTC)


def test_a_host_without_address_and_a_port_that_is_none_are_refused_with_their_line():
    nobody = nmap_host(nmap_port(22)).replace("10.0.0.1", "a b")
    found = read(nmap(nobody, nmap_host(nmap_port("22x"), nmap_port(99999999), nmap_port(443))))
    assert [one.location for one in found.observations] == ["443/tcp"]
    assert [one.reason for one in found.facts.refusals] == [NO_ADDRESS, NO_PORT, NO_PORT]
    assert all(one.line > 1 for one in found.facts.refusals)


def test_a_name_that_tricks_is_kept_as_plain_text_without_its_tricks():
    script = '<script id="=cmd|x!A1&#x202e;" output="State: VULNERABLE &lt;script&gt;"/>'
    service = '<service name="&lt;b&gt;../../etc"/>'
    port, one = read(nmap(nmap_host(nmap_port(80, script, service=service)))).observations
    assert port.title == "Open port 80/tcp (<b>../../etc)"
    assert one.rule == "=cmd|x!A1"
    assert one.evidence == "State: VULNERABLE <script>"


def test_absurd_dates_are_none():
    found = read(nmap(nmap_host(nmap_port(22)).replace("1767225700", "99999999999999"), end=""))
    assert found.only.seen_at is None
