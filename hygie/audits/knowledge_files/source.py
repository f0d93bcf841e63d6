"""An enrichment file on its way in: bounded, hashed, unpacked when it is compressed."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from typing import BinaryIO, cast

from ..formats.observation import BrokenReport
from ..formats.text import gettext_noop

BYTES_AT_MOST = 256 * 1024 * 1024
GZIP = b"\x1f\x8b"
#: as long as the column that keeps it
CVE = r"CVE-[12][0-9]{3}-[0-9]{4,11}"
CVE_ONLY = re.compile(CVE)


class Hashed(io.RawIOBase):
    """The bytes of a stream, counted and hashed as they pass. Raises BrokenReport beyond the bound."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._digest, self._size = stream, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        piece = self._stream.read(len(view)) or b""
        self._size += len(piece)
        if self._size > BYTES_AT_MOST:
            raise BrokenReport(gettext_noop("the file is larger than %(size)s MB"), size=BYTES_AT_MOST // 1024**2)
        self._digest.update(piece)
        view[: len(piece)] = piece
        return len(piece)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def unpacked(stream: Hashed) -> BinaryIO:
    """Its text, whether it is compressed or not: the content says so, not the name."""
    buffered = io.BufferedReader(stream)
    if buffered.peek(2)[:2] == GZIP:
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered))
    return buffered
