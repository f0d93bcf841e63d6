"""Keeps what can be read of a report's entries, and says what could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .observation import BrokenReport, Observation, Outcome, ReportFacts
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

    Raises BrokenReport when every entry was unreadable: it is not an empty report. Where one was, the report covers
    nothing: what it seems not to hold may be that entry, and must not close.
    """
    understood = left_out = False
    for line, entry in entries:
        try:
            kept = read(line, entry)
        except Unreadable as why:
            facts.refuse(line, why.reason, **why.facts)
            left_out = True
            continue
        understood = True
        if kept is not None:
            yield kept
    if left_out and not understood:
        raise BrokenReport(NOTHING_READ, facts.refusals[0].line)
    if left_out and facts.covered:
        facts.covered = set()


def counted(facts: ReportFacts, observations: Iterable[Observation]) -> Iterator[Observation]:
    """The same, and in the facts how many of them nobody evaluated."""
    for one in observations:
        facts.not_evaluated += one.outcome is Outcome.NOT_EVALUATED
        yield one
