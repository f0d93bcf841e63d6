"""Reads the register's CSV flavours: etalab-cs1100502 (establishments) and cs1100507 (the same, then their positions).

UTF-8, `;`, no column names. The first line is `finess;etalab;<number>;<date>`, then one line of 32 cells per
establishment (`structureet`), then in cs1100507 one line of 6 cells per position (`geolocalisation`). One record is one
physical line. Memory stays bounded: one line, one batch of positions, and the set of numbers already seen.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from sys import intern
from typing import BinaryIO

from hygie.territory.france import REGION_OF_DEPARTMENT

from . import cells
from .numbers import department_of, has_shape, has_valid_key
from .positions import Projected, in_degrees, projection_of
from .problems import LONGEST_CELL, Notes, Reason
from .rows import GeoRow, Row, SiteRow

MOST_BYTES = 300 * 1024 * 1024
"""The geolocated file of all France weighs about 45 MB."""

_LONGEST_LINE = 16 * 1024
_BATCH = 4096

# fmt: off
COLUMNS = (
    "structureet", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie", "typvoie",
    "voie", "compvoie", "lieuditbp", "commune", "departement", "libdepartement", "ligneacheminement", "telephone",
    "telecopie", "categetab", "libcategetab", "categagretab", "libcategagretab", "siret", "codeape", "codemft",
    "libmft", "codesph", "libsph", "dateouv", "dateautor", "datemaj", "numuai",
)
GEO_COLUMNS = ("geolocalisation", "nofinesset", "x", "y", "source", "datemaj")
# fmt: on

_JUNK = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MANGLED = re.compile("Ã[\u0080-\u00bf\u2030\u02c6\u2021\u20ac\u0153\u2039\u0160\u0161]|\ufffd")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_REGISTER_DEPARTMENT = re.compile(r"\d\d|2[AB]|9[A-Z]", re.ASCII)
_COMMUNE = re.compile(r"\d{3}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_METRES = re.compile(r"-?\d{1,8}(\.\d{1,6})?", re.ASCII)


def read_stock(stream: BinaryIO, notes: Notes) -> Iterator[Row]:
    """Yield the rows of the file as they come. Raises DamagedFile, at the latest at its end: act on nothing before."""
    return _Stock(notes).rows(stream)


class _Stock:
    """One reading of one file."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.seen: set[str] = set()
        self.entities: set[str] = set()
        self.waiting: list[Projected] = []

    def rows(self, stream: BinaryIO) -> Iterator[Row]:
        for line, text, ended in self._lines(stream):
            if line == 1:
                self._read_header(text)
            elif text:
                row = self._record(line, text, ended=ended)
                if row and not self.notes.damage:
                    yield row
                if len(self.waiting) >= _BATCH:
                    yield from self._positions()
        yield from self._positions()
        if not self.seen and not self.notes.damage:
            self.notes.damaged(0, "", Reason.NO_LINES)
        self.notes.close()

    # Lines

    def _lines(self, stream: BinaryIO) -> Iterator[tuple[int, str, bool]]:
        """Each physical line: its number, its text, and whether an end of line closes it."""
        line, size = 0, 0
        while raw := stream.readline(_LONGEST_LINE):
            line, size = line + 1, size + len(raw)
            if size > MOST_BYTES:
                raise self.notes.stop(line, "", Reason.TOO_LARGE, str(MOST_BYTES // 1024**2))
            if _JUNK.search(raw):
                raise self.notes.stop(line, "", Reason.BINARY)
            if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
                raise self.notes.stop(line, "", Reason.LONG_LINE)
            try:
                text = raw.decode("utf-8-sig" if line == 1 else "utf-8")
            except UnicodeDecodeError:
                self.notes.damaged(line, "", Reason.ENCODING)
                continue
            if mangled := _MANGLED.search(text):
                self.notes.damaged(line, "", Reason.MANGLED, text[max(0, mangled.start() - 10) : mangled.end() + 10])
                continue
            yield line, text.rstrip("\r\n"), raw.endswith(b"\n")
        if not line:
            raise self.notes.stop(0, "", Reason.EMPTY)

    def _read_header(self, text: str) -> None:
        """`finess;etalab;111;2026-05-12`: tells the day of the extraction."""
        parts = text.split(";")
        if len(parts) == 4 and parts[:2] == ["finess", "etalab"]:
            self.notes.published_on = self._day(1, "date", parts[3])
        elif "nofinesset" in text.lower():
            self.notes.damaged(1, "", Reason.COLUMN_NAMES)
        else:
            self.notes.damaged(1, "", Reason.NOT_REGISTER, text)

    def _record(self, line: int, text: str, *, ended: bool) -> Row | None:
        """One line after the first. Positions wait for their batch, so they give nothing at once."""
        values = self._values(line, text)
        if values is None:
            return None
        width = {"structureet": len(COLUMNS), "geolocalisation": len(GEO_COLUMNS)}.get(values[0])
        if width is None:
            self.notes.damaged(line, "", Reason.SECTION, values[0])
        elif not ended and not _is_whole(values, width):
            self.notes.damaged(line, "", Reason.CUT)
        elif len(values) != width:
            self.notes.damaged(line, "", Reason.CELLS, str(len(values)))
        elif values[1] == "nofinesset":
            self.notes.damaged(line, "", Reason.COLUMN_NAMES)
        elif width == len(COLUMNS):
            return self._site(line, values)
        else:
            self._position(line, values)
        return None

    def _values(self, line: int, text: str) -> list[str] | None:
        if '"' in text:
            try:
                values = next(csv.reader([text], delimiter=";", strict=True))
            except csv.Error:
                self.notes.damaged(line, "", Reason.QUOTES)
                return None
        else:
            values = text.split(";")
        for value in values:
            if len(value) > LONGEST_CELL:
                self.notes.damaged(line, "", Reason.LONG_CELL, value)
                return None
        return values

    # Establishments

    def _site(self, line: int, values: list[str]) -> SiteRow | None:
        cell = dict(zip(COLUMNS, values, strict=True))
        finess, entity = cell["nofinesset"], cell["nofinessej"]
        if not (
            self._is_number(line, "nofinesset", finess)
            and (entity in self.entities or self._is_number(line, "nofinessej", entity))
            and self._is_place(line, cell["commune"], cell["departement"])
        ):
            return None
        if finess in self.seen:
            self.notes.damaged(line, "nofinesset", Reason.DUPLICATE, finess)
            return None
        self.seen.add(finess)
        self.entities.add(entity)
        name, short_name = cells.tidy(cell["rslongue"]), cells.tidy(cell["rs"])
        department = intern(cells.insee_department(cell["departement"]))
        if department not in REGION_OF_DEPARTMENT:
            self.notes.refuse(line, "departement", Reason.NO_REGION, department)
            return None
        if not (name or short_name):
            self.notes.refuse(line, "rs", Reason.NO_NAME)
            return None
        street = cells.street(cell["numvoie"], cell["compvoie"], cell["typvoie"], cell["voie"])
        postal_code, city = cells.postal_and_city(cell["ligneacheminement"])
        return SiteRow(
            line=line,
            finess=finess,
            entity=intern(entity),
            name=name or short_name,
            short_name=short_name,
            department=department,
            insee=intern(cells.insee_commune(cell["departement"], cell["commune"])),
            address=cells.joined(street, cell["compldistrib"], cell["lieuditbp"]),
            postal_code=postal_code,
            city=city,
            phone=cell["telephone"],
            category=intern(cell["categetab"]),
            category_label=intern(cell["libcategetab"]),
            siret=self._siret(line, cell["siret"]),
            public_status=cells.public_status(cell["codesph"], cell["categetab"]),
            opened_on=self._day(line, "dateouv", cell["dateouv"]),
            closed_on=None,
            updated_on=self._day(line, "datemaj", cell["datemaj"]),
        )

    def _is_number(self, line: int, where: str, number: str) -> bool:
        if not has_shape(number):
            reason = Reason.LOST_ZEROS if _DIGITS.fullmatch(number) and len(number) < 9 else Reason.NOT_FINESS
            self.notes.damaged(line, where, Reason.SCIENTIFIC if _SCIENTIFIC.fullmatch(number) else reason, number)
            return False
        if not has_valid_key(number):
            self.notes.warn(line, where, Reason.WRONG_KEY, number)
        elif department_of(number) is None and not number.startswith(("97", "98")):
            self.notes.warn(line, where, Reason.UNKNOWN_PREFIX, number)
        return True

    def _is_place(self, line: int, commune: str, department: str) -> bool:
        for where, value, shape, width in (
            ("departement", department, _REGISTER_DEPARTMENT, 2),
            ("commune", commune, _COMMUNE, 3),
        ):
            if not shape.fullmatch(value):
                short = _DIGITS.fullmatch(value) and len(value) < width
                self.notes.damaged(line, where, Reason.LOST_ZEROS if short else Reason.NOT_PLACE, value)
                return False
        return True

    def _siret(self, line: int, siret: str) -> str:
        if not siret or (len(siret) == 14 and _DIGITS.fullmatch(siret)):
            return siret
        if _SCIENTIFIC.fullmatch(siret):
            self.notes.damaged(line, "siret", Reason.SCIENTIFIC, siret)
        else:
            self.notes.warn(line, "siret", Reason.ODD_SIRET, siret)
        return ""

    def _day(self, line: int, where: str, text: str) -> date | None:
        if text and not _DAY.fullmatch(text):
            self.notes.damaged(line, where, Reason.REWRITTEN_DATE, text)
            return None
        try:
            return cells.day(text)
        except ValueError:
            self.notes.warn(line, where, Reason.ODD_DATE, text)
            return None

    # Positions

    def _position(self, line: int, values: list[str]) -> None:
        _, finess, easting, northing, source, _ = values
        if finess not in self.seen:
            if self._is_number(line, "nofinesset", finess):
                self.notes.warn(line, "nofinesset", Reason.NO_SITE, finess)
            return
        if not (easting or northing or source):
            return
        if not (_METRES.fullmatch(easting) and _METRES.fullmatch(northing)):
            self.notes.warn(line, "x", Reason.FAR, f"{easting} {northing}")
            return
        projection = projection_of(source, float(easting), float(northing))
        if projection is None:
            self.notes.warn(line, "source", Reason.NO_PROJECTION, source)
        else:
            self.waiting.append(Projected(line, finess, float(easting), float(northing), projection))

    def _positions(self) -> Iterator[GeoRow]:
        for projected, degrees in in_degrees(self.waiting):
            if degrees is None:
                where = f"{projected.easting:.0f} {projected.northing:.0f}"
                self.notes.warn(projected.line, "x", Reason.FAR, where)
            elif not self.notes.damage:
                yield GeoRow(projected.line, projected.finess, *degrees)
        self.waiting.clear()


def _is_whole(values: list[str], width: int) -> bool:
    """Whether a last line without its end is complete all the same: all its cells, the last ones not cut short."""
    if len(values) != width:
        return False
    if width == len(GEO_COLUMNS):
        return _DAY.fullmatch(values[-1]) is not None
    return len(values[-1]) in {0, 8}
