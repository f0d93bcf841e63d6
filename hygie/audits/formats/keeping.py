"""Keeps what can be read of a report's entries, and says what could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .observation import BrokenReport, ReportFacts
from .text import gettext_noop as _

NOTHING_READ = _("None of the report’s entries could be read. Check that it is of this format.")

Entry = TypeVar("Entry")
Kept = TypeVar("Kept")


class Unreadable(Exception):
    """One entry cannot be understood; the others stand. `reason` and `facts` as in BrokenReport."""

    def __init__(self, reason: str, **facts: str | int) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def readable(
    facts: ReportFacts, entries: Iterable[tuple[int, Entry]], read: Callable[[int, Entry], Kept | None]
) -> Iterator[Kept]:
    """What `read` makes of each line and entry; None is an entry understood, that says nothing.

    Raises BrokenReport when every entry was unreadable: it is not an empty report.
    """
    understood = False
    for line, entry in entries:
        try:
            kept = read(line, entry)
        except Unreadable as why:
            facts.refuse(line, why.reason, **why.facts)
            continue
        understood = True
        if kept is not None:
            yield kept
    if facts.refused and not understood:
        raise BrokenReport(NOTHING_READ, facts.refusals[0].line)
