"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went; the pieces that did not come, put together, are the old text."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in order, what went before what came in its place. Spaces belong to the words around them."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(Change.REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(Change.ADDED, "".join(new[j1:j2])))
    return pieces


@dataclass(frozen=True)
class ChapterChange:
    """One chapter of two versions; `change` is SAME when only its words may differ."""

    code: str
    title: str
    change: Change
    pieces: Sequence[Piece]

    @property
    def differs(self) -> bool:
        return any(piece.change is not Change.SAME for piece in self.pieces)


def chapter_changes(before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]]) -> list[ChapterChange]:
    """Chapters in the order of the new version, then those that went."""
    old = {chapter["code"]: chapter for chapter in before}
    changes = []
    for chapter in after:
        was = old.pop(chapter["code"], None)
        change = Change.ADDED if was is None else Change.SAME
        pieces = differences(was["text"] if was else "", chapter["text"])
        changes.append(ChapterChange(chapter["code"], chapter["title"], change, pieces))
    for gone in old.values():
        changes.append(ChapterChange(gone["code"], gone["title"], Change.REMOVED, differences(gone["text"], "")))
    return changes
