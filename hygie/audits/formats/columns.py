"""Tables of text (CSV, TSV) whose first line names their columns, in French or in English, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from .keeping import Unreadable
from .observation import BrokenReport, ReportFacts
from .tables import Rows, separator_of
from .text import clean
from .text import gettext_noop as _

NO_HEADER = _("The first line must name the columns.")
MISSING_COLUMN = _("The column “%(column)s” is missing.")
TWICE = _("The column “%(column)s” is there twice.")
WRONG_WIDTH = _("The line has %(cells)s cells where the first one has %(columns)s.")
COLUMNS_AT_MOST = 200
_NOT_WORD = re.compile(r"[^a-z0-9]+")

Synonyms = Mapping[str, Sequence[str]]
"""Name of a column in this package → how files write it, as `folded`."""


def folded(header: str) -> str:
    """Without accents, capitals and punctuation: “Référence” and “REFERENCE ” are one column."""
    plain = unicodedata.normalize("NFKD", clean(header, 100)).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub("_", plain.lower()).strip("_")


def names_of(header: Sequence[str], synonyms: Synonyms) -> list[str]:
    """The name of each column, empty for one that is not read. Raises BrokenReport on a column said twice."""
    known = {said: name for name, several in synonyms.items() for said in (name, *several)}
    names = [known.get(folded(cell), "") for cell in header]
    for name in names:
        if name and names.count(name) > 1:
            raise BrokenReport(TWICE, 1, column=name)
    return names


def header_of(head: bytes) -> list[str]:
    """Cells of the first line of a file."""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    return first.rstrip("\r").replace('"', "").split(separator_of(first))[:COLUMNS_AT_MOST]


def recognised(head: bytes, synonyms: Synonyms, required: Sequence[str]) -> bool:
    try:
        return set(required) <= set(names_of(header_of(head), synonyms))
    except BrokenReport:
        return False


class Row(NamedTuple):
    named: Mapping[str, str]
    cells: int
    columns: int

    def cell(self, name: str) -> str:
        """The cell of a column, cleaned; empty where the file has no such column."""
        return self.named.get(name, "")

    def check_width(self) -> None:
        if self.cells != self.columns:
            raise Unreadable(WRONG_WIDTH, cells=self.cells, columns=self.columns)


def rows(
    stream: BinaryIO, facts: ReportFacts, synonyms: Synonyms, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """Line and cells of each row that is not blank. Raises BrokenReport.

    A table says nowhere that it is whole: it is taken as cut where its last line has no end, or where it has no row.
    """
    names: list[str] = []
    facts.complete, table = False, Rows(stream)
    for line, cells in table:
        if not names:
            names = names_of(cells[:COLUMNS_AT_MOST], synonyms)
            for column in required:
                if column not in names:
                    raise BrokenReport(MISSING_COLUMN, line, column=column)
        elif any(cell.strip() for cell in cells):
            yield line, _row(names, cells)
            facts.complete = True
    if not names:
        raise BrokenReport(NO_HEADER)
    facts.complete = facts.complete and table.ended


def _row(names: Sequence[str], cells: Sequence[str]) -> Row:
    named = {name: clean(cell) for name, cell in zip(names, cells, strict=False) if name}
    beyond = any(cell.strip() for cell in cells[len(names) :])
    return Row(named, len(cells) if beyond else min(len(cells), len(names)), len(names))
