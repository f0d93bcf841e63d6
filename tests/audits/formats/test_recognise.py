"""The format of a report is told by its content, never by the name of its file."""

from __future__ import annotations

import io

import pytest

from hygie.audits.formats import recognise as told
from hygie.audits.formats import registry
from hygie.audits.formats.nessus import Nessus
from hygie.audits.formats.nmap import Nmap
from hygie.audits.formats.observation import BrokenReport, ReportFacts, ReportFormat
from hygie.audits.formats.opening import opened
from hygie.audits.formats.recognise import named, recognise

from .samples_xml import OPENVAS_COLUMNS, SAMPLES


def refused(content: bytes, code: str = "") -> BrokenReport:
    with pytest.raises(BrokenReport) as why:
        recognise(io.BytesIO(content), code)
    return why.value


@pytest.mark.parametrize("code", sorted(SAMPLES))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_format_is_recognised_in_each_encoding(code, encoding):
    content = SAMPLES[code].decode().replace("encoding=", "encoding =")
    with opened(io.BytesIO(content.encode(encoding))) as stream:
        assert recognise(stream).code == code
        assert stream.read(1)


def test_looking_leaves_the_report_at_its_beginning():
    stream = io.BytesIO(SAMPLES["nmap"])
    recognise(stream)
    assert stream.tell() == 0


def test_long_comments_and_a_definition_hide_no_format():
    content = b"<?xml version='1.0'?>\n<!-- " + b"<html>" * 9000 + b" -->\n<!DOCTYPE nmaprun>\n<nmaprun>"
    assert recognise(io.BytesIO(content)) is Nmap


@pytest.mark.parametrize("content", [b"", b"\n \n"])
@pytest.mark.parametrize("code", ["", *sorted(SAMPLES)])
def test_an_empty_file_is_no_report(content, code):
    assert refused(content, code).reason == told.EMPTY


class Silent(ReportFormat):
    code, source, label, identity = "nuclei", "nuclei", "nuclei", ("rule",)

    def __init__(self) -> None:
        self.facts = ReportFacts()

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return False


def test_an_empty_file_said_to_be_of_nuclei_says_that_it_found_nothing(monkeypatch):
    monkeypatch.setattr(registry, "FORMATS", (Nmap, Silent))
    assert recognise(io.BytesIO(b""), "nuclei") is Silent
    assert refused(b"").reason == told.EMPTY


def test_the_wrong_format_under_the_right_name_is_refused():
    why = refused(SAMPLES["nmap"], "nessus")
    assert (why.reason, why.facts["asked"], why.facts["found"]) == (told.ANOTHER, Nessus.label, Nmap.label)
    assert refused(b"\x00\x01 what?", "nessus").reason == told.NOT_THAT
    assert refused(b"{}", "no-such").reason == told.NO_SUCH
    assert recognise(io.BytesIO(SAMPLES["nessus"]), "nessus") is named("nessus") is Nessus


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html>\n<html><title>PingCastle</title>", told.HTML),
        (b"<html><body>nmaprun</body></html>", told.HTML),
        (b"<!-- x --><HTML>", told.HTML),
        (b'<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"/>', told.ENCRYPTED_PINGCASTLE),
        (b"<NessusClientData><Report/></NessusClientData>", told.OLD_NESSUS),
        (b"IP,Hostname,OS,Scan Start,Scan End,CVSS,Severity\n", told.OPENVAS_HOSTS),
        (b"<report><title>Annual</title></report>", told.UNKNOWN_XML),
        (b"Good morning,\n", told.UNKNOWN),
        (b"\x7fELF\x02\x01", told.UNKNOWN),
    ],
)
def test_what_is_nearly_a_report_is_refused_in_words_that_help(content, reason):
    assert refused(content).reason == reason


def test_the_known_formats_are_named():
    assert Nessus.label in str(refused(b"Good morning"))


def test_each_code_is_of_one_format_and_an_identity_is_of_one_source():
    codes = [one.code for one in registry.FORMATS]
    assert len(codes) == len(set(codes))
    by_source = {one.source: one.identity for one in registry.FORMATS}
    assert all(by_source[one.source] == one.identity for one in registry.FORMATS)


def test_a_spreadsheet_saved_again_is_still_recognised():
    assert recognise(io.BytesIO(OPENVAS_COLUMNS.replace(",", ";").encode() + b"\r\n")).code == "openvas-csv"
