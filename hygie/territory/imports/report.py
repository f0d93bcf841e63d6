"""The line-by-line report of one import: a private CSV file, written as the comparison goes."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from django.utils.translation import gettext_lazy as _

from hygie.core.exports import Cell, neutralised
from hygie.core.files import private_folder
from hygie.territory.finess import LineReason

from .difference import Change, Creation
from .facts import Facts

_WORDS = {"created": _("created"), "changed": _("changed"), "closed": _("closed")}


class Report:
    """One line per created, closed or refused establishment; one per changed field."""

    def __init__(self, path: str, out: TextIO) -> None:
        self.path = path
        self._lines = csv.writer(out, delimiter=";")
        self._write(_("Line"), "FINESS", _("Name"), _("What happened"), _("Field"), _("Before"), _("After"))

    def take(self, event: Creation | Change) -> None:
        if isinstance(event, Creation):
            self._say(event.line, event.after, "created")
        elif event.closes:
            self._say(event.line, event.after, "closed", "closed_on", None, event.after.closed_on)
        else:
            for name in event.fields:
                before, after = getattr(event.before, name), getattr(event.after, name)
                self._say(event.line, event.after, "changed", name, before, after)

    def line(self, finess: str, name: str, what: str, *change: Cell) -> None:
        """One line about what is no establishment of the register: a GHT, a membership."""
        self._write("", finess, name, _WORDS[what], *change)

    def notes(self, refused: Iterable[LineReason], warnings: Iterable[LineReason]) -> None:
        for notes, what in ((refused, _("left out")), (warnings, _("warning"))):
            for note in notes:
                self._write(note.line, note.value, "", what, note.field, "", note.text)

    def _say(self, line: int, facts: Facts, what: str, *change: Cell) -> None:
        values = [neutralised(cell) for cell in change] or ["", "", ""]
        self._lines.writerow([line or "", facts.finess, neutralised(facts.name), str(_WORDS[what]), *values])

    def _write(self, *cells: Cell) -> None:
        self._lines.writerow([neutralised(cell) for cell in cells])


@contextmanager
def report() -> Iterator[Report]:
    """A new file under a random name; a failure leaves none behind."""
    relative = f"imports/{secrets.token_hex(24)}.csv"
    path = private_folder() / relative
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
            yield Report(relative, out)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def open_report(relative: str) -> BinaryIO:
    """The report of a run. Raises FileNotFoundError when it was removed."""
    return (private_folder() / relative).open("rb")
