"""What a new report changes on a finding that is known already, by the nine rules of re-import (ADR 0009).

1  only what lies in the import's scope and is absent may close; not evaluated or unreachable is not absent, nor is
   what lies on ports that were not scanned (`was_looked_at`)
2  a person confirms before more than 30 % closes, or when the report is empty or incomplete (`questions`)
3  absent: closed as “not seen”, after one report or several; said to be gone by the report: closed at once
4  one that comes back reopens the same row and counts up
5  accepted risks and false positives rest until they expire
6  a changed severity or text updates the row
7  a report older than the latest of its lane that examined any of the same assets changes nothing (`is_outdated`)
8  the same file twice changes nothing: the action finds its digest
9  one transaction: the action's
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import NamedTuple

from ..enums import ClosedBecause, FindingState, ImportScope
from ..formats.observation import LookedAt

SHARE_TO_ASK = 0.3
RESTING = frozenset({FindingState.ACCEPTED, FindingState.FALSE_POSITIVE})


class Told(Enum):
    """What a report tells of one known finding."""

    FOUND = "found"
    GONE = "gone"  # said to be absent
    NOT_EVALUATED = "not_evaluated"
    MISSING = "missing"  # examined, and not in the report
    OUT_OF_SCOPE = "out_of_scope"


class Effect(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    CLOSED = "closed"
    REOPENED = "reopened"
    #: absent, or found while it rests, and left as it is
    HELD = "held"
    #: absent, but not often enough to close
    MISSED = "missed"


class Known(NamedTuple):
    """A finding as far as a decision asks. `settled_at`: when somebody said that it was fixed, or verified it."""

    state: str
    absences: int = 0
    until: date | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True)
class Terms:
    """What holds for the whole import. `because` is the reason of what closes by absence."""

    made_at: datetime
    today: date
    absences_to_close: int = 1
    because: ClosedBecause = ClosedBecause.NOT_SEEN


class Decided(NamedTuple):
    """What becomes of it; the state is the one before where nothing moves it."""

    effect: Effect
    state: str
    absences: int = 0
    because: str = ""
    counts_up: bool = False


def decide(known: Known, told: Told, terms: Terms, *, same: bool = True) -> Decided:
    """What a report changes on a known finding; `same`: severity and texts are what the last report said."""
    if told is Told.FOUND:
        return _found(known, terms, same=same)
    if told is Told.GONE and is_open(known, terms):
        return Decided(Effect.CLOSED, FindingState.CLOSED, known.absences, ClosedBecause.STATED)
    if told is Told.MISSING and is_open(known, terms):
        absences = known.absences + 1
        if absences >= terms.absences_to_close:
            return Decided(Effect.CLOSED, FindingState.CLOSED, absences, terms.because)
        return Decided(Effect.MISSED, known.state, absences)
    return Decided(Effect.HELD, known.state, known.absences)


def _found(known: Known, terms: Terms, *, same: bool) -> Decided:
    """Seen again after it was closed, said to be fixed, or accepted until a day that has passed: reopened.

    “To be verified” and seen again is a repair that failed: it counts as one more opening. A report made before
    somebody said “fixed” contradicts nobody.
    """
    closed = known.state == FindingState.CLOSED
    contradicted = known.settled_at is None or known.settled_at <= terms.made_at
    if (closed or known.state == FindingState.TO_VERIFY) and contradicted:
        return Decided(Effect.REOPENED, FindingState.REOPENED, counts_up=True)
    if known.state in RESTING and not _rests(known, terms):
        return Decided(Effect.REOPENED, FindingState.REOPENED)
    return Decided(Effect.UNCHANGED if same else Effect.UPDATED, known.state, known.absences if closed else 0)


def _rests(known: Known, terms: Terms) -> bool:
    return known.state in RESTING and (known.until is None or terms.today < known.until)


def is_open(known: Known, terms: Terms) -> bool:
    """Somebody still has to act; one whose rest has expired is open again, whether or not that was noted yet."""
    return known.state != FindingState.CLOSED and not _rests(known, terms)


@dataclass(frozen=True)
class Sweep:
    """Where absence means something. `covered`: keys of the assets examined; None where the report does not say."""

    scope: ImportScope
    assets: Collection[int] = frozenset()

    def told(self, asset: int) -> Told:
        """What silence tells of a finding on that asset."""
        if self.scope == ImportScope.SOURCE:
            return Told.MISSING
        if self.scope != ImportScope.NOTHING and asset in self.assets:
            return Told.MISSING
        return Told.OUT_OF_SCOPE

    def told_gone(self, asset: int) -> Told:
        """What “gone” tells: a report that only adds closes nothing, and one of named assets speaks of these."""
        if self.scope == ImportScope.NOTHING or (self.scope == ImportScope.NAMED and asset not in self.assets):
            return Told.OUT_OF_SCOPE
        return Told.GONE


def was_looked_at(looked_at: LookedAt, identity: Mapping[str, str]) -> bool:
    """Whether a report that does not show a finding looked where it was, by the fields of its identity.

    A vulnerability that a script found is looked for by scripts only; what is said of a whole host has no port.
    """
    if identity.get("script") and not looked_at.scripts:
        return False
    port = identity.get("port", "")
    if not port.isdecimal():
        return True
    ranges = looked_at.ports.get(identity.get("protocol", ""), ())
    return any(first <= int(port) <= last for first, last in ranges)


def scope_of(asked: str, *, says_what_it_examined: bool) -> ImportScope:
    """The scope of an import. A report that does not say what it examined speaks for its whole source."""
    if asked in {"", ImportScope.COVERED}:
        return ImportScope.COVERED if says_what_it_examined else ImportScope.SOURCE
    return ImportScope(asked)


class Question(StrEnum):
    """Why a person must confirm before anything closes."""

    SHARE = "share"
    EMPTY = "empty"
    INCOMPLETE = "incomplete"


def questions(*, going: int, watched: int, closing: int, found: int, complete: bool) -> list[Question]:
    """`going`: findings that would close, or count one more absence; `watched`: open ones in the scope."""
    asked = []
    if closing > SHARE_TO_ASK * watched:
        asked.append(Question.SHARE)
    if going and not found:
        asked.append(Question.EMPTY)
    if going and not complete:
        asked.append(Question.INCOMPLETE)
    return asked


def is_outdated(examined: Collection[int] | None, later: Iterable[Collection[int] | None]) -> bool:
    """Whether a report made later has looked at any of the same assets: what it said of them stands.

    `examined`: assets, as whole numbers; None where a report does not say, and so speaks for its whole source.
    """
    return any(examined is None or other is None or not set(examined).isdisjoint(other) for other in later)
