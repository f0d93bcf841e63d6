"""Opens an uploaded report: plain, compressed by gzip, or alone in a zip archive. Bounded, whatever it claims to be."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from .observation import BYTES_AT_MOST, BrokenReport
from .text import gettext_noop as _

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: recognition reads no further
HEAD = 64 * 1024
#: a report seldom packs more than thirty times; a bomb, a thousand times
RATIO_AT_MOST, RATIO_FROM = 200, 10 * 1024**2
LINE_AT_MOST = 16 * 1024**2
#: the list of files of a zip archive is read at once, in memory
ZIP_LIST_AT_MOST = 64 * 1024

TOO_LONG = _("The report is longer than %(megabytes)s MB once unpacked. Send it in several parts.")
BOMB = _("The archive unpacks to far more than a report would. It was not read.")
DAMAGED = _("The archive is damaged or incomplete. Send it again.")
ENCRYPTED = _("The archive is protected by a password. Send the report without one.")
NESTED = _("The archive holds another archive. Send the report itself, or alone in one archive.")
SEVERAL = _("The archive must hold one report and nothing else. Send the reports one by one.")
PACKED_OTHERWISE = _("This kind of archive is not read. Send the report as it is, or in a zip or gzip archive.")
OFFICE = _("This is an office document. Send the report as the tool exports it: XML, JSON or CSV.")
PDF = _("This is a PDF document. Send the report as the tool exports it: XML, JSON or CSV.")
BAD_TEXT = _("The text of the report is damaged: it is not the UTF-16 that it says it is.")
LONG_LINE = _("The line is too long for a report.")

_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_NEVER_READ = {
    b"7z\xbc\xaf\x27\x1c": PACKED_OTHERWISE,
    b"Rar!\x1a\x07": PACKED_OTHERWISE,
    b"BZh": PACKED_OTHERWISE,
    b"\xfd7zXZ\x00": PACKED_OTHERWISE,
    b"\x28\xb5\x2f\xfd": PACKED_OTHERWISE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OFFICE,
    b"%PDF-": PDF,
}
_ENCODING = re.compile(r"""(\A<\?xml[^>]{0,200}?encoding\s*=\s*["'])[^"']{1,40}""", re.IGNORECASE)
_END_OF_LIST = struct.Struct("<4s4H2LH")


@contextmanager
def opened(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The report within a seekable stream, unpacked as it is read, as UTF-8 without mark where it says its encoding.

    What it gives can be read once, from its beginning; `head` looks at the beginning without leaving it.
    Raises BrokenReport, also while the report is being read.
    """
    start = stream.read(8)
    stream.seek(-len(start), io.SEEK_CUR)
    if start.startswith(_ZIP):
        with _alone_in_zip(stream) as inside:
            yield _unpacked(inside)
    elif start.startswith(_GZIP):
        with gzip.GzipFile(fileobj=stream) as packed:
            yield _unpacked(_Bounded(packed, stream.tell))
    else:
        yield _as_utf8(_buffered(_Bounded(stream)))


def head(stream: BinaryIO) -> bytes:
    """The first bytes, HEAD at most; the stream stays at its beginning."""
    if isinstance(stream, io.BufferedReader) and not stream.seekable():
        return stream.peek(HEAD)[:HEAD]
    first = stream.read(HEAD)
    stream.seek(-len(first), io.SEEK_CUR)
    return first


def text_lines(stream: BinaryIO) -> Iterator[str]:
    """Lines with their ends, for readers of CSV: a line that is not UTF-8 is read as Windows would (cp1252)."""
    number = 0
    while line := stream.readline(LINE_AT_MOST + 1):
        number += 1
        if len(line) > LINE_AT_MOST:
            raise BrokenReport(LONG_LINE, number)
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode()
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace")


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Bounded(io.RawIOBase):
    """Reads another stream, never more than a report may hold; a damaged archive is a BrokenReport."""

    def __init__(self, source: _Source, packed: Callable[[], int] | None = None) -> None:
        self._source, self._packed, self._count = source, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        try:
            piece = self._source.read(len(room))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as damage:
            if self._packed is None:
                raise
            raise BrokenReport(DAMAGED) from damage
        self._count += len(piece)
        if self._count > BYTES_AT_MOST:
            raise BrokenReport(TOO_LONG, megabytes=BYTES_AT_MOST // 1024**2)
        if self._packed and self._count > RATIO_FROM and self._count > RATIO_AT_MOST * max(1, self._packed()):
            raise BrokenReport(BOMB)
        room[: len(piece)] = piece
        return len(piece)


class _Recoded(io.RawIOBase):
    """UTF-16 as UTF-8; an XML declaration is told so."""

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._source, self._decoder = source, codecs.getincrementaldecoder(encoding)()
        self._waiting, self._begun = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        while len(self._waiting) < len(room) and self._refill():
            pass
        piece, self._waiting = self._waiting[: len(room)], self._waiting[len(room) :]
        room[: len(piece)] = piece
        return len(piece)

    def _refill(self) -> bool:
        piece = self._source.read(HEAD)
        try:
            text = self._decoder.decode(piece, final=not piece)
            if not self._begun:
                text, self._begun = _ENCODING.sub(r"\1utf-8", text.removeprefix("\ufeff"), count=1), True
            self._waiting += text.encode()
        except UnicodeError as damage:
            raise BrokenReport(BAD_TEXT) from damage
        return bool(piece)


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, HEAD)


def _unpacked(raw: _Bounded) -> BinaryIO:
    inside = _buffered(raw)
    start = inside.peek(8)[:8]
    if start.startswith((_GZIP, *_ZIP)):
        raise BrokenReport(NESTED)
    return _as_utf8(inside)


def _as_utf8(plain: io.BufferedReader) -> BinaryIO:
    start = plain.peek(HEAD)
    for signature, reason in _NEVER_READ.items():
        if start.startswith(signature):
            raise BrokenReport(reason)
    if start[257:262] == b"ustar":
        raise BrokenReport(PACKED_OTHERWISE)
    if start.startswith(codecs.BOM_UTF8):
        plain.read(len(codecs.BOM_UTF8))
    elif encoding := _utf16_of(start[:2]):
        return cast(BinaryIO, _buffered(_Recoded(plain, encoding)))
    return cast(BinaryIO, plain)


def _utf16_of(start: bytes) -> str:
    """Told by its mark or, without one, by the zero byte beside the first character, which is ASCII in every format."""
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16-le" if start == codecs.BOM_UTF16_LE else "utf-16-be"
    if len(start) < 2 or (start[0] == 0) == (start[1] == 0):
        return ""
    return "utf-16-le" if start[1] == 0 else "utf-16-be"


@contextmanager
def _alone_in_zip(stream: BinaryIO) -> Iterator[_Bounded]:
    size = _bound_list(stream)
    with ExitStack() as open_files:
        try:
            archive = open_files.enter_context(zipfile.ZipFile(stream))
            entry = _only_entry(archive)
            inside = open_files.enter_context(archive.open(entry))
        except (zipfile.BadZipFile, NotImplementedError, struct.error, OSError, ValueError) as damage:
            raise BrokenReport(DAMAGED) from damage
        packed = min(entry.compress_size, size)
        yield _Bounded(inside, lambda: packed)


def _bound_list(stream: BinaryIO) -> int:
    """Size of the archive, once its list of files is known to be short. As `zipfile` finds the list."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - (1 << 16) - _END_OF_LIST.size))
    tail = stream.read()
    stream.seek(0)
    at = len(tail) - _END_OF_LIST.size
    if tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_OF_LIST.size:
        raise BrokenReport(DAMAGED)
    list_size = _END_OF_LIST.unpack_from(tail, at)[5]
    # the list of a zip64 archive stands elsewhere: none is needed under 4 GB
    if list_size > ZIP_LIST_AT_MOST or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise BrokenReport(SEVERAL)
    return size


def _only_entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise BrokenReport(OFFICE)
    # macOS adds a shadow of each file
    entries = [entry for entry in entries if not entry.filename.startswith("__MACOSX/")]
    if len(entries) != 1:
        raise BrokenReport(SEVERAL)
    if entries[0].flag_bits & 0x1:
        raise BrokenReport(ENCRYPTED)
    if entries[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BrokenReport(PACKED_OTHERWISE)
    return entries[0]
