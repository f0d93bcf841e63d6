"""Uploads are opened within bounds, whatever they claim to be."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from hygie.audits.formats import opening
from hygie.audits.formats.observation import BrokenReport
from hygie.audits.formats.opening import head, opened, text_lines

REPORT = b"<nmaprun>" + b"0123456789" * 1000 + b"</nmaprun>"


def zipped(*contents: bytes, names: tuple[str, ...] = (), kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for rank, content in enumerate(contents):
            archive.writestr(names[rank] if names else f"report-{rank}.xml", content)
    return out.getvalue()


def unpacked(content: bytes) -> bytes:
    with opened(io.BytesIO(content)) as stream:
        begins = head(stream)
        whole = stream.read()
    assert whole.startswith(begins)
    return whole


def refusal(content: bytes) -> str:
    with pytest.raises(BrokenReport) as why:
        unpacked(content)
    return why.value.reason


@pytest.mark.parametrize(
    "packed", [REPORT, gzip.compress(REPORT), zipped(REPORT), zipped(REPORT, kind=zipfile.ZIP_STORED)]
)
def test_a_report_is_read_plain_or_packed(packed):
    assert unpacked(packed) == REPORT


def test_an_empty_file_is_opened_empty():
    assert unpacked(b"") == b""


def test_what_a_macintosh_adds_to_an_archive_is_not_a_report():
    assert unpacked(zipped(REPORT, b"shadow", names=("a/r.xml", "__MACOSX/a/._r.xml"))) == REPORT


def test_an_archive_holds_one_report():
    assert refusal(zipped(REPORT, REPORT)) == opening.SEVERAL
    assert refusal(zipped()) == opening.SEVERAL
    assert refusal(zipped(*[b""] * 3000)) == opening.SEVERAL


def test_the_name_within_an_archive_is_never_a_path():
    assert unpacked(zipped(REPORT, names=("../../etc/passwd",))) == REPORT


@pytest.mark.parametrize("inner", [zipped(REPORT), gzip.compress(REPORT)])
@pytest.mark.parametrize("pack", [zipped, gzip.compress])
def test_an_archive_within_an_archive_is_refused(inner, pack):
    assert refusal(pack(inner)) == opening.NESTED


@pytest.mark.parametrize("pack", [zipped, gzip.compress])
def test_a_bomb_is_refused_while_it_unpacks(pack):
    assert refusal(pack(bytes(60 * 1024**2))) == opening.BOMB


@pytest.mark.parametrize("pack", [zipped, gzip.compress, bytes])
def test_a_report_has_a_longest_size(pack, monkeypatch):
    monkeypatch.setattr(opening, "BYTES_AT_MOST", 5000)
    assert refusal(pack(REPORT)) == opening.TOO_LONG


@pytest.mark.parametrize("pack", [zipped, gzip.compress])
@pytest.mark.parametrize("part", range(1, 25))
def test_an_archive_cut_short_is_refused(pack, part):
    content = pack(bytes(range(256)) * 100)
    assert refusal(content[: max(12, len(content) * part // 25)]) == opening.DAMAGED


def test_an_archive_under_a_password_is_refused():
    content = bytearray(zipped(REPORT))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == opening.ENCRYPTED


def test_another_compression_is_refused():
    assert refusal(zipped(REPORT, kind=zipfile.ZIP_LZMA)) == opening.PACKED_OTHERWISE
    assert refusal(b"7z\xbc\xaf\x27\x1c" + REPORT) == opening.PACKED_OTHERWISE


def test_documents_for_people_are_refused_in_words_of_their_own():
    assert refusal(zipped(REPORT, b"", names=("[Content_Types].xml", "xl/workbook.xml"))) == opening.OFFICE
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + REPORT) == opening.OFFICE
    assert refusal(b"%PDF-1.7\n" + REPORT) == opening.PDF


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_text_is_recoded_where_its_first_bytes_say_so(encoding):
    text = '<?xml version="1.0" encoding="UTF-16"?><a>é 🏥</a>' + "x" * 100_000
    told = text if encoding == "utf-8-sig" else text.replace("UTF-16", "utf-8")
    assert unpacked(text.encode(encoding)) == told.encode()


def test_a_half_character_at_the_end_is_damage():
    assert refusal("<a>é</a>".encode("utf-16")[:-1]) == opening.BAD_TEXT
    assert refusal("<a>".encode("utf-16-le") + b"\x00\xd8") == opening.BAD_TEXT


def test_each_line_that_is_not_utf8_is_read_as_windows_would():
    content = "\ufeffé;1\r\n".encode() + "é;2\n".encode("cp1252") + b"\x81;3"
    assert list(text_lines(io.BytesIO(content))) == ["é;1\r\n", "é;2\n", "\ufffd;3"]


def test_a_line_has_a_longest_size(monkeypatch):
    monkeypatch.setattr(opening, "LINE_AT_MOST", 10)
    with pytest.raises(BrokenReport) as why:
        list(text_lines(io.BytesIO(b"short\n" + b"x" * 11)))
    assert why.value.line == 2


def test_what_its_reader_raises_is_not_taken_for_a_damaged_archive():
    with pytest.raises(OSError, match="the disk"), opened(io.BytesIO(zipped(REPORT))):
        raise OSError("the disk")
