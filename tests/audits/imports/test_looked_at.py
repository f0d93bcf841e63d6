"""A narrower scan says nothing of what it did not look at: rule 1 of re-import, by port and by script."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.formats.nmap import Nmap
from hygie.audits.formats.observation import LookedAt
from hygie.audits.models import Finding
from hygie.audits.rules.reimport import was_looked_at
from tests.audits.conftest import MORNING, SYSTEM

VULNERABLE = (
    '<script id="ssl-heartbleed" output="VULNERABLE"><table key="CVE-2014-0160"><elem key="state">VULNERABLE</elem>'
    "</table></script>"
)
PORTS = st.integers(0, 65_535)
RANGES = st.lists(st.tuples(PORTS, PORTS), max_size=4)


def scan(*found: str, ports: str | None = "1-1000", args: str = "nmap -sV", day: int = 1, more: str = "") -> bytes:
    """`found`: “443/tcp”, with a “!” behind where a script says that it is vulnerable."""
    at = int((MORNING - timedelta(days=50 - day)).timestamp())
    scanned = f'<scaninfo type="syn" protocol="tcp" services="{ports}"/>' if ports is not None else ""
    opened = "".join(
        f'<port protocol="{one.rstrip("!").split("/")[1]}" portid="{one.split("/")[0]}"><state state="open"/>'
        f"{VULNERABLE if one.endswith('!') else ''}</port>"
        for one in found
    )
    return (
        f'<nmaprun scanner="nmap" args="{args}" start="{at}" version="7.94">{scanned}{more}'
        f'<host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/><ports>{opened}</ports></host>'
        f'<runstats><finished time="{at}" exit="success"/></runstats></nmaprun>'
    ).encode()


@pytest.fixture
def bring(world):
    def bring(content: bytes, scope: str = "") -> tuple[int, int]:
        report = read_report(world.ciso_context, world.hospital, io.BytesIO(content), Asked("scan.xml", scope=scope))
        report = apply_report(world.ciso_context, report, confirmed=True)
        return report.closed, report.reopened

    return bring


def still_open() -> set[str]:
    rows = Finding.objects.within(SYSTEM).filter(is_open=True).order_by("pk")
    return {f"{one.location}{'!' if one.cves else ''}" for one in rows}


def test_a_scan_of_fewer_ports_closes_nothing_on_the_others(bring):
    bring(scan("22/tcp", "443/tcp", "8443/tcp", ports="1-65535"))
    assert bring(scan("22/tcp", ports="1-100,443", day=2)) == (1, 0)
    assert still_open() == {"22/tcp", "8443/tcp"}


def test_a_scan_of_another_protocol_closes_nothing_of_this_one(bring):
    both = '<scaninfo type="udp" protocol="udp" services="53"/>'
    bring(scan("53/tcp", "53/udp", more=both))
    assert bring(scan("53/tcp", day=2)) == (0, 0)
    assert bring(scan("53/tcp", day=3, more=both)) == (1, 0)
    assert still_open() == {"53/tcp"}


@pytest.mark.parametrize("ports", [None, "", "443-", "http", "9" * 300_000])
def test_a_scan_that_names_no_port_closes_nothing(bring, ports):
    """“-sn” asks only whether hosts answer; masscan does not say which ports it tried."""
    bring(scan("22/tcp", "443/tcp!"))
    assert bring(scan(ports=ports, args="nmap -sn", day=2)) == (0, 0)
    assert still_open() == {"22/tcp", "443/tcp", "443/tcp!"}


def test_a_scan_without_scripts_closes_no_vulnerability_that_a_script_found(bring):
    bring(scan("443/tcp!", args="nmap --script vuln"))
    assert bring(scan("443/tcp", day=2)) == (0, 0)
    assert bring(scan("443/tcp", args="nmap -sSC", day=3)) == (1, 0)
    assert still_open() == {"443/tcp"}


def test_whoever_says_that_it_speaks_for_the_whole_source_is_believed(bring):
    bring(scan("22/tcp", "8443/tcp", ports="1-65535"))
    assert bring(scan("22/tcp", ports="22", day=2), "source") == (1, 0)


def test_what_was_not_looked_at_does_not_count_in_the_share_that_is_asked_about(world):
    ctx, place = world.ciso_context, world.hospital
    opened = [f"{port}/tcp" for port in (22, 443, *range(5000, 5010))]
    apply_report(ctx, read_report(ctx, place, io.BytesIO(scan(*opened, ports="1-65535")), Asked("a.xml")))
    narrower = read_report(ctx, place, io.BytesIO(scan("22/tcp", day=2)), Asked("b.xml"))
    assert (narrower.closed, narrower.asks) == (1, ["share"])


@pytest.mark.parametrize(
    ("args", "runs"),
    [
        ("nmap -sC 10.0.0.1", True),
        ("nmap -sSVC 10.0.0.1", True),
        ("nmap -A 10.0.0.1", True),
        ("nmap --script=vuln 10.0.0.1", True),
        ("nmap --script vuln", True),
        ("nmap -sV -oA base", False),
        ("nmap --script-args mincvss=0 10.0.0.1", False),
        ("", False),
    ],
)
def test_what_was_asked_of_nmap_tells_whether_scripts_ran(args, runs):
    reader = Nmap()
    list(reader.read(io.BytesIO(scan("22/tcp", args=args))))
    assert reader.facts.looked_at == LookedAt({"tcp": [(1, 1000)]}, runs)


@given(RANGES, PORTS, st.booleans())
def test_a_port_was_looked_at_where_one_range_holds_it(ranges, port, scripts):
    looked_at = LookedAt({"tcp": ranges}, scripts)
    where = {"asset": "a", "protocol": "tcp", "port": str(port), "script": "", "cve": ""}
    held = any(port in range(first, last + 1) for first, last in ranges)
    assert was_looked_at(looked_at, where) is held
    assert not was_looked_at(looked_at, where | {"protocol": "udp"})
    assert was_looked_at(looked_at, where | {"script": "vuln"}) is (held and scripts)


@given(RANGES, RANGES, PORTS)
def test_more_ports_never_look_at_less(ranges, more, port):
    where = {"protocol": "tcp", "port": str(port)}
    if was_looked_at(LookedAt({"tcp": ranges}, False), where):
        assert was_looked_at(LookedAt({"tcp": [*ranges, *more]}, False), where)


@given(st.dictionaries(st.sampled_from(["asset", "rule", "template"]), st.text()))
def test_what_has_no_port_is_judged_by_its_asset_alone(identity):
    assert was_looked_at(LookedAt({}, False), identity)
