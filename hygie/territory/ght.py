"""Reads the lists of GHT (groupements hospitaliers de territoire): FHIR bundles and the ministry's sheet. No database.

A bundle holds the GHT itself (an Organization with an identifier of system `urn:fr-gouv-sante:ght`), its legal entities
(`…finess:ej`, `partOf` the GHT), their sites (`…finess:eg`, `partOf` those) and the positions of these (Location).
One file is a bundle, a list of bundles, or a zip archive of bundles. Neither bundle nor sheet names the lead hospital.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO

import orjson
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from hygie.territory.finess.cells import tidy
from hygie.territory.finess.numbers import has_shape, has_valid_key
from hygie.territory.finess.positions import DIGITS, is_in_france
from hygie.territory.finess.problems import LONGEST_CELL, Notes, Reason
from hygie.territory.france import region_named, region_of_letters

MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 250 * 1024 * 1024
MOST_FILES = 1000

_CODE = re.compile(r"(?:ght[-_ ])?([a-z]{2,4})[-_ ]?(\d{1,3}[a-z]?)", re.IGNORECASE | re.ASCII)
_GHT, _ENTITY, _SITE = "urn:fr-gouv-sante:ght", ":ej", ":eg"
_COLUMNS = ("region", "ght_libelle", "ght_code", "finess", "etablissement")
_REFERENCE = re.compile(r"([A-Za-z]*)(\d*)", re.ASCII)
_MOST_LINES = 20_000
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One legal entity of a GHT."""

    finess: str
    name: str


@dataclass(frozen=True, slots=True)
class GhtRow:
    """One GHT. `code` is `ght-IDF-01`; `region` an INSEE code, empty when unknown; positions are WGS84, by site."""

    code: str
    name: str
    region: str
    members: tuple[Member, ...]
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def read_ght(stream: BinaryIO, notes: Notes) -> list[GhtRow]:
    """All GHT of one file, from a stream that can be rewound. Raises DamagedFile."""
    stream.seek(0)
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise notes.stop(0, "", Reason.TOO_LARGE, str(MOST_BYTES // 1024**2))
    if not content.strip():
        raise notes.stop(0, "", Reason.EMPTY)
    rows = list(_rows(content, notes))
    if not rows and not notes.damage:
        notes.damaged(0, "", Reason.NO_GHT)
    for code in sorted({row.code for row in rows if [other.code for other in rows].count(row.code) > 1}):
        notes.damaged(0, "", Reason.SAME_GHT, code)
    notes.close()
    return rows


def _rows(content: bytes, notes: Notes) -> Iterator[GhtRow]:
    if not content.startswith(b"PK"):
        yield from _from_json("", content, notes)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                yield from _from_sheet(content, archive, notes)
                return
            for name, unpacked in _unpacked(archive, notes):
                if name.lower().endswith(".json"):
                    yield from _from_json(PurePath(name).name, unpacked, notes)
    except _BROKEN_ARCHIVE as error:
        raise notes.stop(0, "", Reason.CUT_ARCHIVE) from error


def _unpacked(archive: zipfile.ZipFile, notes: Notes) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, bounded in number and in size whatever the archive says of itself."""
    left = MOST_UNPACKED
    for name in archive.namelist()[: MOST_FILES + 1]:
        with archive.open(name) as packed:
            unpacked = packed.read(left + 1)
        left -= len(unpacked)
        if left < 0 or len(archive.namelist()) > MOST_FILES:
            raise notes.stop(0, name, Reason.TOO_LARGE, str(MOST_UNPACKED // 1024**2))
        yield name, unpacked


# FHIR bundles


def _from_json(name: str, content: bytes, notes: Notes) -> Iterator[GhtRow]:
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise notes.stop(error.lineno, name, Reason.NOT_JSON) from error
    for rank, bundle in enumerate(document if isinstance(document, list) else [document], start=1):
        if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
            notes.damaged(0, f"{name} {rank}".strip(), Reason.WRONG_SHAPE)
            continue
        yield from _Bundle(name, bundle, notes).rows()


class _Bundle:
    """One bundle, its resources sorted by what they are."""

    def __init__(self, name: str, bundle: Json, notes: Notes) -> None:
        self.name, self.notes = name, notes
        self.groups: dict[str, Json] = {}
        self.entities: list[tuple[str, str, Json]] = []
        self.site_of_reference: dict[str, str] = {}
        self.locations: list[Json] = []
        for rank, entry in enumerate(_list(bundle.get("entry"))):
            self._sort(f"{name} entry[{rank}]".strip(), _dict(_dict(entry).get("resource")))

    def _sort(self, where: str, resource: Json) -> None:
        if resource.get("resourceType") == "Location":
            self.locations.append(resource)
        if resource.get("resourceType") != "Organization":
            return
        reference = f"Organization/{resource.get('id')}"
        for identifier in map(_dict, _list(resource.get("identifier"))):
            system, value = _text(identifier.get("system")), _text(identifier.get("value"))
            if system == _GHT:
                self.groups[reference] = resource
            elif system.endswith(_ENTITY) and _is_number(where, value, self.notes):
                self.entities.append((where, value, resource))
            elif system.endswith(_SITE) and _is_number(where, value, self.notes):
                self.site_of_reference[reference] = value

    def rows(self) -> Iterator[GhtRow]:
        for reference, group in self.groups.items():
            code = ght_code(_text(group.get("id"))) or ght_code(_identifier(group))
            if code is None:
                self.notes.damaged(0, self.name, Reason.NO_CODE)
                continue
            members = tuple(self._members(reference))
            if not members:
                self.notes.damaged(0, self.name, Reason.NO_MEMBERS, code)
            state = next((_text(_dict(one).get("state")) for one in _list(group.get("address"))), "")
            yield GhtRow(code, _text(group.get("name")) or code, _region(state, code), members, self._positions())

    def _members(self, group: str) -> Iterator[Member]:
        """Its legal entities, once each; in a bundle of one GHT a missing `partOf` means this one."""
        seen: set[str] = set()
        for _, finess, resource in self.entities:
            part_of = _text(_dict(resource.get("partOf")).get("reference"))
            belongs = part_of == group or (not part_of and len(self.groups) == 1)
            if belongs and finess not in seen:
                seen.add(finess)
                yield Member(finess, _text(resource.get("name")))

    def _positions(self) -> dict[str, tuple[float, float]]:
        found: dict[str, tuple[float, float]] = {}
        for location in self.locations:
            site = self.site_of_reference.get(_text(_dict(location.get("managingOrganization")).get("reference")))
            position = _dict(location.get("position"))
            latitude, longitude = position.get("latitude"), position.get("longitude")
            # Some bundles give projected metres for the overseas sites: those are left out.
            if (
                site
                and isinstance(latitude, float)
                and isinstance(longitude, float)
                and is_in_france(latitude, longitude)
            ):
                found[site] = (round(latitude, DIGITS), round(longitude, DIGITS))
        return found


# The ministry's sheet


def _from_sheet(content: bytes, archive: zipfile.ZipFile, notes: Notes) -> Iterator[GhtRow]:
    """One line per member: region, ght_libelle, ght_code, finess, categorie, etablissement, commune, code_postal."""
    for name, unpacked in _unpacked(archive, notes):
        if name.startswith("xl/worksheets/") and not _is_small(unpacked):
            raise notes.stop(0, name, Reason.TOO_LARGE, str(MOST_UNPACKED // 1024**2))
    try:
        lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError) as error:
        raise notes.stop(0, "", Reason.CUT_ARCHIVE) from error
    head, columns = _columns(lines, notes)
    groups: dict[str, list[Member]] = {}
    named: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        cell = {name: _cell(line[column]) if column < len(line) else "" for name, column in columns.items()}
        if not any(cell.values()):
            continue
        code = ght_code(cell["ght_code"])
        if code is None:
            notes.damaged(number, "ght_code", Reason.NO_CODE)
        elif _is_number("finess", cell["finess"], notes, number):
            named.setdefault(code, (cell["ght_libelle"] or code, _region(cell["region"], code)))
            members = groups.setdefault(code, [])
            if all(member.finess != cell["finess"] for member in members):
                members.append(Member(cell["finess"], cell["etablissement"]))
    for code, members in groups.items():
        yield GhtRow(code, *named[code], tuple(members))


def _is_small(sheet: bytes) -> bool:
    """Whether every cell lies in the first lines and columns: a far one would make the reader reserve all between."""
    try:
        for _, element in etree.iterparse(io.BytesIO(sheet), resolve_entities=False, no_network=True):
            place = _REFERENCE.fullmatch(element.get("r", "").replace("$", ""))
            if place and (len(place[1]) > 2 or int(place[2] or 0) > _MOST_LINES):
                return False
            element.clear()
    except etree.XMLSyntaxError:
        return False
    return True


def _columns(lines: Iterable[Iterable[Any]], notes: Notes) -> tuple[int, dict[str, int]]:
    """Which line names the columns (from 0), and where each stands."""
    for rank, line in enumerate(lines):
        names = [_cell(value).casefold().replace(" ", "_") for value in line]
        if "ght_code" in names and "finess" in names:
            missing = [column for column in _COLUMNS if column not in names]
            if missing:
                raise notes.stop(rank + 1, "", Reason.MISSING_COLUMN, missing[0])
            return rank, {column: names.index(column) for column in _COLUMNS}
    raise notes.stop(0, "", Reason.MISSING_COLUMN, "ght_code")


def _cell(value: Any) -> str:
    """A cell as text; a number that a spreadsheet made of a code has lost its zeros, and is seen as such later."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _text(str(value))


# Shared


def ght_code(text: str) -> str | None:
    """`ght-IDF-01`, from `IDF_01`, `IDF-1` or itself; None when it is no code of a GHT."""
    found = _CODE.fullmatch(text.strip())
    return f"ght-{found[1].upper()}-{found[2].upper().zfill(2)}" if found else None


def _region(name: str, code: str) -> str:
    return region_named(name) or region_of_letters(code.split("-")[1]) or ""


def _is_number(where: str, number: str, notes: Notes, line: int = 0) -> bool:
    if not has_shape(number):
        lost = number.isascii() and number.isdigit() and len(number) < 9
        notes.damaged(line, where, Reason.LOST_ZEROS if lost else Reason.NOT_FINESS, number)
        return False
    if not has_valid_key(number):
        notes.warn(line, where, Reason.WRONG_KEY, number)
    return True


def _identifier(resource: Json) -> str:
    identifiers = map(_dict, _list(resource.get("identifier")))
    return next((_text(one.get("value")) for one in identifiers if one.get("system") == _GHT), "")


def _text(value: Any) -> str:
    return tidy(_UNPRINTABLE.sub(" ", value))[:LONGEST_CELL] if isinstance(value, str) else ""


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
