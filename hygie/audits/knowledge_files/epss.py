"""EPSS scores (FIRST): every CVE's probability of being exploited within thirty days. CSV, plain or compressed.

#model_version:v2025.03.14,score_date:2026-10-05T00:00:00+0000
cve,epss,percentile
CVE-1999-0001,0.01088,0.77225
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, NamedTuple

from ..formats.observation import BrokenReport
from ..formats.text import clean, gettext_noop
from .source import CVE, Hashed, unpacked

ROWS_AT_MOST = 3_000_000
LONGEST_LINE = 500
COLUMNS = b"cve,epss,percentile"
ABOUT = re.compile(rb"#\s*model_version:([\w.+-]{1,60}),\s*score_date:(\d{4}-\d{2}-\d{2})[T\d:.+Z-]{0,30}\s*")
LINE = re.compile(rb"(" + CVE.encode() + rb"),([0-9.eE+-]{1,24}),([0-9.eE+-]{1,24})\r?\n")


class Score(NamedTuple):
    cve: str
    epss: float
    percentile: float


class EpssFile:
    """Facts of the file at once; `scores` reads on, and `sha256` is known after the last of them.

    Raises BrokenReport, from both.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._hashed = Hashed(stream)
        self._lines = unpacked(self._hashed)
        about = ABOUT.fullmatch(self._line(1))
        if about is None:
            raise BrokenReport(gettext_noop("this is not an EPSS file: no “#model_version:…,score_date:…” above"), 1)
        self.release = about[1].decode()
        self.stated_on = self._day(about[2].decode())
        if self._line(2).strip() != COLUMNS:
            raise BrokenReport(gettext_noop("the columns are not “cve,epss,percentile”"), 2)

    @property
    def sha256(self) -> str:
        return self._hashed.sha256

    def scores(self) -> Iterator[Score]:
        seen: set[bytes] = set()
        number = 2
        while line := self._line(number := number + 1):
            score = _score_of(line, number)
            key = line[: len(score.cve)]
            if key in seen:
                raise BrokenReport(gettext_noop("%(value)s stands twice in the file"), number, value=score.cve)
            seen.add(key)
            if len(seen) > ROWS_AT_MOST:
                raise BrokenReport(gettext_noop("the file has more than %(count)s lines"), count=ROWS_AT_MOST)
            yield score
        if not seen:
            raise BrokenReport(gettext_noop("the file holds no score"), number)

    def _line(self, number: int) -> bytes:
        try:
            return self._lines.readline(LONGEST_LINE)
        except (EOFError, gzip.BadGzipFile, zlib.error) as damage:
            raise BrokenReport(gettext_noop("the compressed file is cut or damaged"), number) from damage

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BrokenReport(
                gettext_noop("%(field)s is not a date: “%(value)s”"), 1, field="score_date", value=text
            ) from None


def _score_of(line: bytes, number: int) -> Score:
    found = LINE.fullmatch(line)
    if found is None:
        if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
            raise BrokenReport(gettext_noop("the file stops in the middle of this line: it was cut"), number)
        raise _odd(line, number)
    try:
        epss, percentile = float(found[2]), float(found[3])
    except ValueError:
        raise _odd(line, number) from None
    if not (0 <= epss <= 1 and 0 <= percentile <= 1):
        raise BrokenReport(gettext_noop("a score lies between 0 and 1: “%(value)s”"), number, value=_shown(line))
    return Score(found[1].decode(), epss, percentile)


def _odd(line: bytes, number: int) -> BrokenReport:
    return BrokenReport(
        gettext_noop("the line is not a CVE, a score and a percentile: “%(value)s”"), number, value=_shown(line)
    )


def _shown(line: bytes) -> str:
    return clean(line.decode("utf-8", "replace"), 60)
