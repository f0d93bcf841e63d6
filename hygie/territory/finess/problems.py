"""What can be wrong in a national file, said so that the reader knows line, field and reason, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

LONGEST_CELL = 250
"""Characters. The register's own columns stop at about 100: a longer cell comes from elsewhere."""

FIRST_REASONS = 10
_SHOWN = 40


class Reason(TextChoices):
    """One thing that is wrong. `%(value)s` is what stands in the file."""

    # The whole file
    EMPTY = "empty", _("the file is empty")
    TOO_LARGE = "too-large", _("the file is larger than the register can be (more than %(value)s MB)")
    WORKBOOK = "workbook", _("this is a spreadsheet or a compressed file, not the register's text file")
    MARKUP = "markup", _("this is a web page or an XML file, not the register's text file")
    BINARY = "binary", _("the line holds characters that no text file has: the file is binary or damaged")
    ENCODING = "encoding", _("the line is not encoded in UTF-8")
    MANGLED = "mangled", _("accents were lost by an earlier conversion: “%(value)s”")
    NOT_REGISTER = "not-register", _("the first line is not the register's “finess;etalab;…” line: “%(value)s”")
    COLUMN_NAMES = "column-names", _("a line of column names was added, as spreadsheets do")
    NO_LINES = "no-lines", _("the file holds no establishment")
    # One line
    CELLS = "cells", _("the line has %(value)s cells; an establishment has 32 and a position 6")
    QUOTES = "quotes", _("a quotation mark is opened and not closed as the format asks")
    LONG_LINE = "long-line", _("the line is far longer than the register's")
    LONG_CELL = "long-cell", _("the cell is far longer than the register's: “%(value)s…”")
    SECTION = "section", _("“%(value)s” is not a kind of line of this register")
    CUT = "cut", _("the file stops in the middle of this line: it was cut while it was copied or downloaded")
    LOST_ZEROS = "lost-zeros", _("“%(value)s” has lost its leading zeros, as spreadsheets do")
    SCIENTIFIC = "scientific", _("“%(value)s” was rewritten as a rounded number, as spreadsheets do")
    REWRITTEN_DATE = "rewritten-date", _("the date “%(value)s” was rewritten, as spreadsheets do")
    NOT_FINESS = "not-finess", _("“%(value)s” is not a FINESS number (9 characters, 2A and 2B in Corsica)")
    DUPLICATE = "duplicate", _("the FINESS number %(value)s stands twice in the file")
    NOT_PLACE = "not-place", _("“%(value)s” is not the code of a place in the register")
    # The JSON feed
    NOT_JSON = "not-json", _("the file is not valid JSON here: it is cut or damaged")
    NO_ENTITIES = "no-entities", _("the file has no list “pmej” of legal entities")
    WRONG_SHAPE = "wrong-shape", _("the value is not of the kind that the register's schema says")
    # The lists of GHT
    CUT_ARCHIVE = "cut-archive", _("the archive or workbook is cut or damaged")
    NO_GHT = "no-ght", _("the file holds no GHT")
    NO_CODE = "no-code", _("the GHT has no code")
    NO_MEMBERS = "no-members", _("the GHT %(value)s has no member")
    SAME_GHT = "same-ght", _("the GHT %(value)s stands twice in the file")
    MISSING_COLUMN = "missing-column", _("no line of the sheet names the column “%(value)s”")
    UNKNOWN_MEMBER = (
        "unknown-member",
        _("the legal entity %(value)s is not known: import the register of establishments first"),
    )
    # Noted, and the line is kept
    WRONG_KEY = "wrong-key", _("the key of the FINESS number %(value)s is wrong")
    UNKNOWN_PREFIX = "unknown-prefix", _("the FINESS number %(value)s begins with no known department")
    ODD_DATE = "odd-date", _("the date “%(value)s” does not exist; it is left empty")
    ODD_SIRET = "odd-siret", _("“%(value)s” is not a SIRET of 14 digits; it is left empty")
    NO_PROJECTION = "no-projection", _("the projection “%(value)s” is not known; the position is left empty")
    FAR = "far", _("the coordinates fall outside their territory (%(value)s); the position is left empty")
    NO_SITE = "no-site", _("a position is given for %(value)s, which is not in the file; it is left out")
    # Noted, and the line is left out
    NO_REGION = "no-region", _("the department “%(value)s” has no regional health agency; the line is left out")
    SAME_NUMBER = "same-number", _("the number %(value)s is that of a legal entity and of a site; the line is left out")
    OTHER_REGION = (
        "other-region",
        _("%(value)s is known in another region, or would move there; only an import of all France moves it"),
    )
    NO_NAME = "no-name", _("the establishment has no name; the line is left out")


@dataclass(frozen=True, slots=True)
class LineReason:
    """One problem where it stands. Kept as a code and a value, so that each reader has it in their own language."""

    line: int
    field: str
    reason: Reason
    value: str = ""

    @property
    def text(self) -> str:
        return str(self.reason.label) % {"value": self.value}

    def __str__(self) -> str:
        line = gettext("line %(line)s") % {"line": self.line} if self.line else ""
        where = ", ".join(part for part in (line, self.field) if part) or gettext("the whole file")
        return f"{where}: {self.text}"


class DamagedFile(Exception):
    """The file is refused whole: nothing was written. `reasons` are the first ones, in the order of the file."""

    def __init__(self, reasons: list[LineReason]) -> None:
        super().__init__(reasons)
        self.reasons = tuple(reasons)

    @property
    def summary(self) -> str:
        """What happened, what is safe, what to do: one paragraph."""
        count = len(self.reasons)
        if count < FIRST_REASONS:
            found = ngettext("One problem was found.", "%(count)s problems were found.", count) % {"count": count}
        else:
            found = gettext("Here are the first %(count)s problems.") % {"count": count}
        safe = gettext(
            "This file is damaged and was refused whole. Nothing was written: what the platform knew stands."
        )
        remedy = gettext("Download it again from its publisher and import it without opening it in a spreadsheet.")
        return f"{safe} {remedy} {found}"

    def __str__(self) -> str:
        return f"{self.summary} {'; '.join(map(str, self.reasons))}."


@dataclass(slots=True)
class Notes:
    """What a reading finds: damage (ten reasons, then it stops), lines kept with a warning, and lines left out.

    Warnings and refusals are all counted and listed up to `most`, so that a hostile file costs no memory.
    """

    most: int = 2000
    published_on: date | None = None
    damage: list[LineReason] = field(default_factory=list)
    warnings: list[LineReason] = field(default_factory=list)
    refused: list[LineReason] = field(default_factory=list)
    warned: int = 0
    left_out: int = 0

    def damaged(self, line: int, where: str, reason: Reason, value: str = "") -> None:
        """Note that the file cannot be trusted. Raises DamagedFile at the tenth reason."""
        self.damage.append(LineReason(line, where, reason, value[:_SHOWN]))
        if len(self.damage) >= FIRST_REASONS:
            raise DamagedFile(self.damage)

    def warn(self, line: int, where: str, reason: Reason, value: str = "") -> None:
        """Keep the line and say what is odd in it."""
        self.warned += 1
        if len(self.warnings) < self.most:
            self.warnings.append(LineReason(line, where, reason, value[:_SHOWN]))

    def refuse(self, line: int, where: str, reason: Reason, value: str = "") -> None:
        """Leave one line out; the rest of the file stands."""
        self.left_out += 1
        if len(self.refused) < self.most:
            self.refused.append(LineReason(line, where, reason, value[:_SHOWN]))

    def stop(self, line: int, where: str, reason: Reason, value: str = "") -> DamagedFile:
        """The error to raise when reading on makes no sense."""
        return DamagedFile([*self.damage, LineReason(line, where, reason, value[:_SHOWN])])

    def close(self) -> None:
        """End of the file. Raises DamagedFile if anything was damaged."""
        if self.damage:
            raise DamagedFile(self.damage)
