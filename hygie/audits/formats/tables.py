"""Rows of a report in CSV or TSV, whatever its encoding and its separator. Bounded."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from .observation import BrokenReport
from .opening import text_lines
from .text import gettext_noop as _

#: a security update names thousands of CVEs in one cell
FIELD_AT_MOST = 1024**2

DAMAGED = _(
    "The row is damaged or incomplete: a quotation mark that never ends, or a cell longer than any tool writes."
)

_SEPARATORS = (",", ";", "\t", "|")

# one bound for the whole process, since the module knows no other: ours is the widest need
csv.field_size_limit(FIELD_AT_MOST)


def separator_of(header: str) -> str:
    """The separator that divides the header most: spreadsheets in French write “;”."""
    return max(_SEPARATORS, key=header.count)


class Rows:
    """Yields (line, cells), the header first; `ended` tells whether the last line had its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.ended = stream, False

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines = self._lines()
        first = next(lines, "")
        reader = csv.reader(_chained(first, lines), delimiter=separator_of(first), strict=True)
        line = 1
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as damage:
            raise BrokenReport(DAMAGED, line) from damage

    def _lines(self) -> Iterator[str]:
        for line in text_lines(self._stream):
            self.ended = line.endswith(("\n", "\r"))
            yield line


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
