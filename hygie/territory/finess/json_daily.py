"""Reads the register's daily JSON feed (FINESS+, since July 2026): legal entities, each with its sites.

Read by the published schema (schema-structures-v1) and as the feed is really written; the two differ in the case of
some keys (`informationsGeneralesPmej`, `…PMEJ`), in codes (an object with `code`, or the code itself) and in the place
of `siret`. One legal entity is in memory at a time. The feed keeps closed establishments and says since when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from sys import intern
from typing import Any, BinaryIO

from hygie.core.json_stream import JsonStream, NotJson, TooLarge
from hygie.territory.france import REGION_OF_DEPARTMENT

from . import cells
from .numbers import department_of, has_shape, has_valid_key
from .positions import DIGITS, is_in_france
from .problems import LONGEST_CELL, Notes, Reason
from .rows import EntityRow, Row, SiteRow

MOST_BYTES = 4 * 1024**3
"""The feed of all France is somewhat under a gigabyte."""

_ACTIVE = "A"
_SEAT, _MAIN = "02", "03"
"""Uses of an address: the seat of a legal entity, the main address of a site."""

_INSEE = re.compile(r"(?:\d\d|2[AB])\d{3}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_POSTAL = re.compile(r"\d{5}", re.ASCII)
_SIREN = re.compile(r"\d{9}", re.ASCII)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of pairs that no encoding can write."""
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,20})?", re.ASCII)

Json = Mapping[str, Any]


class WrongShape(Exception):
    """A value is not of the kind the schema says."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read_daily(stream: BinaryIO, notes: Notes) -> Iterator[Row]:
    """Yield each legal entity, then its sites. Raises DamagedFile, at the latest at the end: act on nothing before."""
    return _Daily(notes).rows(stream)


class _Daily:
    """One reading of one file."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.seen: set[str] = set()
        self.entities = 0

    def rows(self, stream: BinaryIO) -> Iterator[Row]:
        source = JsonStream(stream, MOST_BYTES)
        try:
            for key, line, value in source.members():
                if key == "pmej":
                    yield from self._unless_damaged(self._entity(line, value))
                elif key == "generatedAt":
                    self._published(line, key, value)
        except TooLarge as error:
            raise self.notes.stop(error.line, "", Reason.TOO_LARGE, str(MOST_BYTES // 1024**2)) from error
        except NotJson as error:
            raise self.notes.stop(error.line, "", Reason.NOT_JSON) from error
        except UnicodeDecodeError as error:
            raise self.notes.stop(source.line, "", Reason.ENCODING) from error
        if not self.entities and not self.notes.damage:
            self.notes.damaged(0, "pmej", Reason.NO_ENTITIES)
        self.notes.close()

    def _published(self, line: int, key: str, value: Any) -> None:
        try:
            self.notes.published_on = self._day(line, key, value)
        except WrongShape as error:
            self.notes.damaged(line, error.field, Reason.WRONG_SHAPE)

    def _unless_damaged(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if not self.notes.damage:
                yield row

    def _entity(self, line: int, value: Any) -> Iterator[Row]:
        self.entities += 1
        try:
            pmej = _object(value, "pmej")
            about = _object(_get(pmej, "informationsGeneralesPMEJ"), "informationsGeneralesPMEJ")
            finess = _text(about, "numFinessPm")
            if not self._is_new_number(line, "numFinessPm", finess):
                return
            if row := self._entity_row(line, finess, pmej, about):
                yield row
            for site in _objects(_get(pmej, "ege"), "ege"):
                if found := self._site_row(line, finess, site):
                    yield found
        except WrongShape as error:
            self.notes.damaged(line, error.field, Reason.WRONG_SHAPE)

    def _entity_row(self, line: int, finess: str, pmej: Json, about: Json) -> EntityRow | None:
        name = cells.tidy(_text(about, "denominationLonguePmSmsse") or _text(about, "denominationPm"))
        place = self._place(line, pmej, _SEAT)
        if not self._can_be_kept(line, name, place["department"]):
            return None
        return EntityRow(
            line=line,
            finess=finess,
            name=name,
            short_name=cells.tidy(_text(about, "denominationPm")),
            siren=_text(about, "siren") if _SIREN.fullmatch(_text(about, "siren")) else "",
            opened_on=self._day(line, "dateCreation", _get(about, "dateCreation")),
            closed_on=self._closed_on(line, pmej, about),
            updated_on=self._day(line, "dateDerniereMaj", _get(pmej, "dateDerniereMaj")),
            **place,
        )

    def _site_row(self, line: int, entity: str, site: Json) -> SiteRow | None:
        about = _object(_get(site, "informationsGeneralesEGE"), "informationsGeneralesEGE")
        finess = _text(about, "numFinessEge")
        if not self._is_new_number(line, "numFinessEge", finess):
            return None
        name = cells.tidy(_text(about, "nomEgeLong") or _text(about, "nomEgeCourt"))
        place = self._place(line, site, _MAIN)
        if not self._can_be_kept(line, name, place["department"]):
            return None
        category = _code(_get(site, "categorieEntiteGeographiqueExercice"))
        return SiteRow(
            line=line,
            finess=finess,
            entity=entity,
            name=name,
            short_name=cells.tidy(_text(about, "nomEgeCourt")),
            category=intern(category),
            category_label="",
            siret=self._siret(line, _text(about, "siret") or _text(site, "siret")),
            public_status=cells.public_status(_code(_get(about, "espic")), category),
            opened_on=self._day(line, "dateOuverture", _get(about, "dateOuverture")),
            closed_on=self._closed_on(line, site, about),
            updated_on=self._day(line, "dateDerniereMaj", _get(site, "dateDerniereMaj")),
            **place,
        )

    def _is_new_number(self, line: int, where: str, number: str) -> bool:
        if not has_shape(number):
            self.notes.damaged(line, where, Reason.NOT_FINESS, number)
            return False
        if number in self.seen:
            self.notes.damaged(line, where, Reason.DUPLICATE, number)
            return False
        self.seen.add(number)
        if not has_valid_key(number):
            self.notes.warn(line, where, Reason.WRONG_KEY, number)
        elif department_of(number) is None and not number.startswith(("97", "98")):
            self.notes.warn(line, where, Reason.UNKNOWN_PREFIX, number)
        return True

    def _can_be_kept(self, line: int, name: str, department: str) -> bool:
        if department not in REGION_OF_DEPARTMENT:
            self.notes.refuse(line, "cogCommune", Reason.NO_REGION, department)
            return False
        if not name:
            self.notes.refuse(line, "nomEgeLong", Reason.NO_NAME)
            return False
        return True

    def _closed_on(self, line: int, thing: Json, about: Json) -> date | None:
        """The day it closed; for an inactive one without that date, the day the register last changed it."""
        closed = self._day(line, "dateFermeture", _get(about, "dateFermeture"))
        if closed or _code(_get(thing, "etatObjet")) in {_ACTIVE, ""}:
            return closed
        return self._day(line, "dateDerniereMaj", _get(thing, "dateDerniereMaj")) or self.notes.published_on

    def _place(self, line: int, thing: Json, use: str) -> dict[str, Any]:
        """Where it stands: the address of that use, or the first one, with phone and position."""
        addresses = _objects(_get(thing, "adresse"), "adresse")
        of_use = (one for one in addresses if _text(one, "usageAdresse") == use)
        address = next(of_use, addresses[0] if addresses else {})
        insee = _text(address, "cogCommune")
        if not _INSEE.fullmatch(insee):
            insee = ""
        latitude, longitude = self._degrees(line, address)
        contacts = _objects(_get(thing, "contact"), "contact")
        telecom = _object(_get(contacts[0], "telecom"), "telecom") if contacts else {}
        street = (_text(address, key) for key in ("numeroVoie", "complementVoie", "typeVoie", "libelleVoie"))
        beside = (_text(address, key) for key in ("complementPointGeographique", "lieuDit"))
        return {
            "department": intern(cells.department_of_commune(insee)),
            "insee": intern(insee),
            "address": cells.joined(cells.street(*street), *beside),
            "postal_code": _text(address, "codePostal") if _POSTAL.fullmatch(_text(address, "codePostal")) else "",
            "city": cells.postal_and_city(cells.tidy(_text(address, "ligneAcheminement")))[1],
            "phone": _text(telecom, "telephone"),
            "latitude": latitude,
            "longitude": longitude,
        }

    def _degrees(self, line: int, address: Json) -> tuple[float | None, float | None]:
        """The position, in degrees. Some addresses of the feed hold degrees in the fields of metres and the reverse."""
        position = _object(_get(address, "coordonneesGeographique"), "coordonneesGeographique")
        pairs = [("directionLatitude", "directionLongitude"), ("coordonneeY", "coordonneeX")]
        stated = [(_text(position, north), _text(position, east)) for north, east in pairs]
        for north, east in stated:
            if _DEGREES.fullmatch(north) and _DEGREES.fullmatch(east) and is_in_france(float(north), float(east)):
                return round(float(north), DIGITS), round(float(east), DIGITS)
        if any(north or east for north, east in stated):
            self.notes.warn(line, "coordonneesGeographique", Reason.FAR, " ".join(stated[0]))
        return None, None

    def _siret(self, line: int, siret: str) -> str:
        if not siret or (len(siret) == 14 and _DIGITS.fullmatch(siret)):
            return siret
        self.notes.warn(line, "siret", Reason.ODD_SIRET, siret)
        return ""

    def _day(self, line: int, where: str, value: Any) -> date | None:
        """A date, or the date of a moment; the schema's `dateDerniereMaj` is an object that holds one."""
        if isinstance(value, Mapping):
            value = _get(value, "dateEvenement")
        if value is None:
            return None
        if not isinstance(value, str):
            raise WrongShape(where)
        try:
            return cells.day(value[:10])
        except ValueError:
            self.notes.warn(line, where, Reason.ODD_DATE, value)
            return None


def _get(thing: Json, key: str) -> Any:
    """The member of that name, in the schema's letters or in the feed's."""
    if key in thing:
        return thing[key]
    folded = key.casefold()
    return next((value for name, value in thing.items() if name.casefold() == folded), None)


def _object(value: Any, field: str) -> Json:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise WrongShape(field)
    return value


def _objects(value: Any, field: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise WrongShape(field)
    return [_object(one, field) for one in value]


def _text(thing: Json, key: str) -> str:
    value = _get(thing, key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_CELL or _UNPRINTABLE.search(value):
        raise WrongShape(key)
    return value.strip()


def _code(value: Any) -> str:
    """A code, alone, in an object or in a list that holds one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = _get(value, "code")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 20 or _UNPRINTABLE.search(value):
        raise WrongShape("code")
    return value.strip()
