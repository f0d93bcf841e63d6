"""What is true of every format: each `samples_*.py` beside this file gives small valid reports by code."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.formats.observation import AssetKind, BrokenReport, Observation, Severity
from hygie.audits.formats.recognise import named
from hygie.audits.formats.registry import FORMATS
from hygie.audits.formats.text import FORBIDDEN, LONG

from .reading import Read, read

SAMPLES: dict[str, bytes] = {}
for path in sorted(Path(__file__).parent.glob("samples_*.py")):
    SAMPLES |= import_module(f"{__package__}.{path.stem}").SAMPLES

CODES = sorted(SAMPLES)
#: these two say where they end; the others can only be cut in a way that shows
SAYS_WHERE_IT_ENDS = frozenset({"nmap", "nessus", "openvas", "pingcastle"})


def outcome(content: bytes, code: str) -> Read | None:
    """None where the report was refused, which is the only other thing that may happen."""
    try:
        return read(content, named(code))
    except BrokenReport as refusal:
        assert str(refusal)
        return None


def check(one: Observation, fields: int) -> None:
    assert len(one.identity) == fields
    assert one.asset
    if fields > 1:  # an extract's identity is one hash: it says neither rule nor title
        assert one.rule
        assert one.title
    assert isinstance(one.severity, Severity)
    assert isinstance(one.asset_kind, AssetKind)
    assert one.seen_at is None or one.seen_at.utcoffset() is not None
    assert one.cvss is None or 0 <= one.cvss <= 10
    assert list(one.cves) == sorted(set(one.cves))
    for text in (
        *one.identity,
        one.rule,
        one.asset,
        one.title,
        one.location,
        one.description,
        one.evidence,
        one.solution,
    ):
        assert len(text) <= LONG
        assert not FORBIDDEN.search(text)


def test_every_format_has_a_sample():
    assert sorted(one.code for one in FORMATS) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_sample_is_recognised_and_read(code):
    found = read(SAMPLES[code])
    assert found.observations
    assert not found.facts.refused
    for one in found.observations:
        check(one, len(named(code).identity))
    assert found == read(SAMPLES[code], named(code))


@pytest.mark.parametrize("code", CODES)
def test_the_same_report_read_twice_says_the_same(code):
    assert read(SAMPLES[code]).observations == read(SAMPLES[code]).observations


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("part", range(50))
def test_a_report_cut_short_is_never_an_empty_success(code, part):
    content = SAMPLES[code]
    cut = content[: len(content) * part // 50]
    found = outcome(cut, code)
    if code in SAYS_WHERE_IT_ENDS:
        assert found is None
    elif found is not None and not found.observations:
        assert not cut.strip() or not found.facts.complete


@pytest.mark.parametrize("code", CODES)
@given(data=st.data())
def test_damaged_bytes_are_refused_or_read_and_nothing_else(code, data):
    content = bytearray(SAMPLES[code])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content)))
        removed = data.draw(st.integers(0, 12))
        content[at : at + removed] = data.draw(st.binary(max_size=12) | st.sampled_from(TRICKS))
    found = outcome(bytes(content), code)
    for one in found.observations if found else ():
        check(one, len(named(code).identity))


TRICKS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"<", b"</", b"/>", b"&a;", b"&#0;", b"]]>", b"<!DOCTYPE a [",
    b"-1", b"1e999", b"NaN", b"99999999999999999999", b"{", b"[", b"}", b"]", b",", b"null", b"true", b"[[[[[[[[",
    "\u202e".encode(), "é".encode("latin-1"), b"\n\n", b";", b"2026-02-30T25:61:61Z",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_or_read_and_nothing_else(code, content):
    outcome(content, code)
