"""What holds for every format of this kind: identities that last, and damage that is said."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygie.audits.formats.ads import Ads
from hygie.audits.formats.csaf import Csaf
from hygie.audits.formats.cyclonedx import CycloneDx
from hygie.audits.formats.json_values import key
from hygie.audits.formats.nuclei import Nuclei
from hygie.audits.formats.observation import BrokenReport, Observation
from hygie.audits.formats.recognise import named
from hygie.audits.formats.registry import FORMATS
from hygie.audits.formats.sarif import Sarif

from .reports import (
    ads,
    advisory,
    as_json,
    as_lines,
    bill,
    component,
    control,
    finding,
    read,
    result,
    sarif,
    vulnerability,
)
from .samples_json import SAMPLES

WHOLE = {named(code): content for code, content in SAMPLES.items()}
READERS = sorted(WHOLE, key=lambda reader: reader.code)


PIECES = [b'"', b"[", b"{", b"null", b"1e999", b"\\ud800", b"-1", b"\x00", b";"]


def valid(found: Observation) -> bool:
    """What every reader promises, whatever the report."""
    return bool(
        found.asset
        and len(found.asset) <= 255
        and all(isinstance(part, str) and len(part) <= 600 for part in found.identity)
        and len(found.title) <= 300
        and len(found.rule) <= 200
        and len(found.description) <= 4000
        and (found.cvss is None or 0 <= found.cvss <= 10)
        and (found.level is None or 1 <= found.level <= 5)
        and (found.seen_at is None or found.seen_at.tzinfo)
    )


@pytest.mark.parametrize("reader", READERS)
def test_each_format_recognises_its_own_reports_and_no_other(reader):
    content = WHOLE[reader]
    assert [one for one in FORMATS if one.recognises(content[:65536])][:1] == [reader]
    assert read(reader(), content)
    for other in READERS:
        assert other is reader or not other.recognises(content[:65536])


def test_a_finding_that_speaks_of_another_format_is_still_nucleis():
    said = {"name": 'CycloneDX bill, csaf and sarif in "runs"', "description": "bomFormat: CycloneDX, $schema: sarif"}
    content = as_lines(finding(info=said))
    assert [one for one in FORMATS if one.recognises(content)][:1] == [Nuclei]


@pytest.mark.parametrize("reader", READERS)
def test_each_format_names_itself_and_its_identity(reader):
    (found, *_) = read(reader(), WHOLE[reader])
    assert len(found.identity) == len(reader.identity)
    assert all((reader.code, reader.source, reader.label))


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150)
@given(data=st.data())
def test_any_change_of_bytes_is_read_or_refused_and_never_crashes(reader, data):
    content = bytearray(WHOLE[reader])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3)
            | st.sampled_from([b'"', b"[", b"{", b"null", b"1e999", b"\\ud800", b"-1", b"\x00", b";"])
        )
    try:
        found = read(reader(), bytes(content))
    except BrokenReport:
        return
    assert all(map(valid, found))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, inner in members for place in places(inner, (*path, name)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], by)
    return copy


DOCUMENTS: dict[Any, Any] = {
    Nuclei: [finding(), finding()],
    Ads: ads(control(), control("vuln_b", count=3)),
    Sarif: sarif(result(rule={"index": 0}, taxa=[{"id": "CWE-1"}]), driver={"rules": [{"id": "B", "properties": {}}]}),
    CycloneDx: bill(vulnerability("ref-libpanel-1.2", analysis={"state": "in_triage"})),
    Csaf: advisory({"known_affected": ["P1"]}, scores=[{"products": ["P1"], "cvss_v3": {"baseScore": 5}}]),
}


@pytest.mark.parametrize("reader", DOCUMENTS)
@settings(max_examples=150)
@given(data=st.data())
def test_a_value_of_any_kind_anywhere_is_read_or_refused_and_never_crashes(reader, data):
    document = DOCUMENTS[reader]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places(document)))
        document = replaced(document, place, data.draw(json_values))
    try:
        found = read(reader(), as_json(document))
    except (BrokenReport, UnicodeEncodeError):
        return
    assert all(map(valid, found))


FINDINGS = [finding(**{"template-id": name, "matched-at": f"https://{name}.example/"}) for name in "abcdef"]
CHANGES = st.fixed_dictionaries(
    {"name": st.text(max_size=30), "severity": st.sampled_from(["info", "low", "critical", "unknown", "?"])}
)


@given(st.permutations(FINDINGS), CHANGES)
def test_neither_order_nor_title_nor_severity_change_the_identities_of_nuclei(several, info):
    changed = [one | {"info": one["info"] | info} for one in several]
    before = {each.identity for each in read(Nuclei(), as_json(FINDINGS))}
    assert {each.identity for each in read(Nuclei(), as_json(changed))} == before


RESULTS = [result(ruleId=name) for name in "abcdef"]


@given(st.permutations(RESULTS), st.text(max_size=30), st.sampled_from(["none", "note", "error", "?"]), st.integers(1))
def test_neither_order_nor_words_nor_level_nor_line_change_the_identities_of_sarif(several, words, level, line):
    changed = [one | {"message": {"text": words}, "level": level} for one in several]
    for one in changed:
        physical = one["locations"][0]["physicalLocation"]
        moved = physical | {"region": physical["region"] | {"startLine": line}}
        one["locations"] = [{"physicalLocation": moved}]
    before = {each.identity for each in read(Sarif(), as_json(sarif(*RESULTS)))}
    assert {each.identity for each in read(Sarif(), as_json(sarif(*changed)))} == before


@given(st.text("0123456789.", min_size=1, max_size=8), st.sampled_from(["low", "critical"]), st.text(max_size=20))
def test_neither_version_nor_rating_change_the_identities_of_cyclonedx(version, severity, words):
    said = vulnerability(f"ref-libpanel-{version}", ratings=[{"severity": severity}], description=words)
    (found,) = read(CycloneDx(), as_json(bill(said, components=[component(version=version)])))
    assert found.identity == ("CVE-2024-22222", "pkg:pypi/libpanel")


def test_a_long_value_of_an_identity_is_cut_and_still_told_apart():
    first, second = key("x" * 5000 + "a"), key("x" * 5000 + "b")
    assert first != second
    assert len(first) == len(second) == 500


def test_a_report_of_many_findings_is_held_one_at_a_time():
    line = as_lines(finding(response="x" * 2000))

    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            buffer[: len(line)] = line
            self.given += 1
            return len(line)

    source = Endless()
    reader = Nuclei().read(io.BufferedReader(source, len(line)))  # type: ignore[arg-type]
    for _ in range(50):
        next(reader)
    assert source.given < 400


@pytest.mark.parametrize("reader", [Nuclei, Sarif, CycloneDx, Csaf, Ads])
def test_no_depth_size_or_repetition_of_json_crashes_a_reader(reader):
    for bomb in (
        b"[" * 10**6,
        b'{"a":' * 10**5,
        b'{"runs":[' * 10**4,
        b'{"a":' + b"9" * 10**5 + b"}",
        b'"' + b"\\u0000" * 10**5,
    ):
        with pytest.raises(BrokenReport):
            read(reader(), bomb)
    twice = b'{"bomFormat":"CycloneDX","bomFormat":"other"}'
    with pytest.raises(BrokenReport):
        read(reader(), twice)
