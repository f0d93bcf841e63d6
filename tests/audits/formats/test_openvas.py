"""OpenVAS says the same in XML and in CSV: the same findings are found again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hygie.audits.formats.observation import AssetKind, BrokenReport, Covered, Outcome, Severity
from hygie.audits.formats.openvas import NO_ADDRESS, NO_RESULTS, NO_TEST, OpenVas
from hygie.audits.formats.openvas_csv import CUT, NO_COLUMNS, OpenVasCsv
from hygie.audits.formats.openvas_words import port_of
from hygie.audits.formats.tables import DAMAGED

from .reading import read
from .samples_xml import OPENVAS_COLUMNS, openvas, openvas_csv, openvas_result, openvas_row

OID = "1.3.6.1.4.1.25623.1.0.100"


def refused(content: str, reader: type[OpenVas | OpenVasCsv]) -> BrokenReport:
    with pytest.raises(BrokenReport) as why:
        read(content, reader)
    return why.value


def test_a_result_is_one_observation():
    one = read(openvas(openvas_result())).only
    assert one.identity == (OID, "10.0.0.1", "443/tcp")
    assert (one.rule, one.title, one.location) == (OID, "Invented test", "443/tcp")
    assert (one.severity, one.cvss, one.cvss_vector) == (Severity.CRITICAL, 9.8, "CVSS:3.1/AV:N")
    assert one.cves == ("CVE-2025-0001", "CVE-2025-0002")
    assert (one.description, one.solution, one.evidence) == ("It is old.\nVery.", "Renew it.", "Installed: 1.0")
    assert one.references == ("https://www.example.org/a",)


def test_a_row_is_one_observation():
    found = read(openvas_csv(openvas_row()))
    one = found.only
    assert (one.severity, one.cvss, one.title, one.solution) == (Severity.CRITICAL, 9.8, "Invented test", "Renew it.")
    assert one.description == 'It is old,\nand "known"'
    assert one.seen_at == found.facts.made_at == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert one.line == 2


@pytest.mark.parametrize(
    ("in_xml", "in_csv"),
    [
        ("443/tcp", ("443", "tcp")),
        ("general/tcp", ("", "tcp")),
        ("general/CPE-T", ("", "CPE-T")),
        ("53/udp", ("53", "udp")),
    ],
)
def test_both_say_which_finding_it_is_in_the_same_words(in_xml, in_csv):
    from_xml, from_csv = read(openvas(openvas_result(port=in_xml))), read(openvas_csv(openvas_row(*in_csv)))
    assert from_xml.identities == from_csv.identities
    assert from_xml.only.location == from_csv.only.location
    assert OpenVas.source == OpenVasCsv.source
    assert OpenVas.identity == OpenVasCsv.identity


@pytest.mark.parametrize(
    ("written", "port"),
    [
        ("https (443/tcp)", "443/tcp"),
        ("0443/TCP", "443/tcp"),
        ("0/tcp", "general/tcp"),
        ("", "general/tcp"),
        ("package", "package/tcp"),
    ],
)
def test_a_port_has_one_spelling(written, port):
    assert port_of(written) == port


def test_quality_name_and_severity_never_change_which_finding_it_is():
    other = openvas_result(severity="5.0").replace("Invented", "Renamed").replace("<value>80", "<value>30")
    assert read(openvas(other)).identities == read(openvas(openvas_result())).identities


def test_the_hosts_of_the_xml_are_covered_and_the_csv_says_nothing_of_them():
    dead = "<host><ip>10.0.0.2</ip><detail><name>Host dead</name><value>1</value></detail></host>"
    facts = read(openvas(openvas_result(), hosts="<host><ip>10.0.0.3</ip></host>" + dead)).facts
    assert facts.covered == {Covered(AssetKind.HOST, "10.0.0.3")}
    assert facts.unreachable == {Covered(AssetKind.HOST, "10.0.0.2")}
    assert read(openvas(openvas_result(), hosts="")).facts.covered is None
    assert read(openvas_csv(openvas_row())).facts.covered is None


def test_a_scan_that_found_nothing_is_an_empty_report():
    found = read(openvas(count=0))
    assert (found.observations, found.facts.complete) == ([], True)
    assert found.facts.made_at == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert read(openvas_csv()).observations == []


def test_a_report_that_shows_less_than_it_counts_is_not_complete():
    assert not read(openvas(openvas_result(), status="Stopped")).facts.complete
    assert not read(openvas(openvas_result(), count=2)).facts.complete
    without = openvas(count=3).replace('<results start="1" max="-1">\n</results>', "")
    assert not read(without).facts.complete


def test_a_report_may_come_as_the_answer_of_the_protocol():
    content = f"<get_reports_response status='200'>{openvas(openvas_result())}</get_reports_response>"
    assert read(content).only.identity == (OID, "10.0.0.1", "443/tcp")


def test_an_xml_that_only_looks_like_a_report_is_refused():
    assert refused("<report><gmp/><title>Annual</title></report>", OpenVas).reason == NO_RESULTS


@pytest.mark.parametrize(
    ("severity", "outcome"), [("-1.0", Outcome.ABSENT), ("-3.0", Outcome.NOT_EVALUATED), ("0.0", Outcome.FOUND)]
)
def test_a_false_positive_is_gone_and_an_error_says_nothing(severity, outcome):
    found = read(openvas(openvas_result(severity=severity)))
    assert (found.only.outcome, found.only.severity) == (outcome, Severity.INFO)
    assert found.facts.not_evaluated == (outcome is Outcome.NOT_EVALUATED)


def test_traces_of_the_scanner_are_no_results():
    assert read(openvas(openvas_result(severity="-2.0"))).observations == []


def test_the_scanner_of_cves_names_its_tests_after_them():
    one = read(openvas(openvas_result(oid="CVE-2025-0009"))).only
    assert one.rule == "CVE-2025-0009"
    assert "CVE-2025-0009" in one.cves


def test_the_references_of_old_reports_are_read():
    old = openvas_result().replace(
        "<refs>", "<cve>CVE-2014-0160, NOCVE</cve><xref>URL:https://old.example, X:1</xref><old>"
    )
    one = read(openvas(old.replace("</refs>", "</old>"))).only
    assert (one.cves, one.references) == (("CVE-2014-0160",), ("https://old.example",))


def test_entries_that_cannot_be_told_apart_are_refused_with_their_line():
    bad = openvas_result(oid="0"), openvas_result(host="a b").replace("<hostname>h1", "<hostname>")
    found = read(openvas(*bad, openvas_result(), count=3))
    assert [one.reason for one in found.facts.refusals] == [NO_TEST, NO_ADDRESS]
    assert len(found.observations) == 1
    assert read(openvas_csv(openvas_row(ip="a b").replace(",h1,", ",,"))).facts.refusals[0].reason == NO_ADDRESS


def test_columns_stand_in_any_order():
    names = OPENVAS_COLUMNS.split(",")
    cells = dict(
        zip(names, ("10.0.0.1", "h1", "443", "tcp", "9.8", "High", "80", "T", "S", "R", OID, "", "", ""), strict=True)
    )
    order = sorted(names)
    content = openvas_csv(",".join(cells[name] for name in order), columns=",".join(order))
    assert read(content).only.identity == (OID, "10.0.0.1", "443/tcp")
    assert read(content.replace(",", ";").replace("\n", "\r\n")).only.identity == (OID, "10.0.0.1", "443/tcp")


def test_thousands_of_cves_stand_in_one_cell():
    cves = ",".join(f"CVE-2025-{number:05}" for number in range(9000))
    assert len(read(openvas_csv(openvas_row(cves=cves))).only.cves) == 9000


def test_a_csv_in_the_encoding_of_windows_is_read():
    one = read(openvas_csv(openvas_row()).replace("Renew", "Rénovez").encode("cp1252"), OpenVasCsv).only
    assert one.solution == "Rénovez it."


def test_a_row_cut_short_is_refused_with_its_line():
    whole = openvas_csv(openvas_row(), openvas_row(port="80"))
    last = whole.rindex("\n10.0.0.1")
    cut = refused(whole[: last + 20], OpenVasCsv)
    assert (cut.reason, cut.line) == (CUT, 4)
    within = refused(whole[: last + 45], OpenVasCsv)
    assert (within.reason, within.line) == (DAMAGED, 4)
    assert refused(OPENVAS_COLUMNS[:60] + "\n", OpenVasCsv).reason == NO_COLUMNS


def test_a_csv_whose_last_line_has_no_end_is_not_complete():
    assert not read(openvas_csv(openvas_row()).rstrip("\n")).facts.complete


def test_a_formula_is_kept_as_plain_text():
    row = openvas_row().replace("Installed: 1.0", "=cmd|' /C calc'!A0\u202e")
    assert read(openvas_csv(row)).only.evidence == "=cmd|' /C calc'!A0"
