"""What one cell of the register means: shared by the flavours."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from hygie.territory.finess.rows import PRIVATE, PUBLIC, UNKNOWN

_REGISTER_DEPARTMENTS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976", "9J": "986"}
"""The CSV's own codes of the overseas territories; the others are INSEE's."""

_MISSING_DATE = "1900-01-01"
_POSTAL = re.compile(r"(\d{5}) +(\S.*)", re.ASCII)
_CEDEX = re.compile(r" +CEDEX( *\d+)?$")
_ARMY = "114"


def tidy(text: str) -> str:
    """Without leading, trailing or double spaces: the register pads some columns."""
    return " ".join(text.split())


def insee_department(register_code: str) -> str:
    """`9D` → `974`; the codes of the mainland and of Corsica stay."""
    return _REGISTER_DEPARTMENTS.get(register_code, register_code)


def insee_commune(register_department: str, commune: str) -> str:
    """INSEE code of the commune: `01` + `451` → `01451`, and overseas `9D` + `411` → `97411`."""
    department = insee_department(register_department)
    return department[:2] + commune


def department_of_commune(insee: str) -> str:
    """`97411` → `974`, `2A004` → `2A`. Saint-Barthélemy and Saint-Martin stay with the ARS of Guadeloupe."""
    if insee.startswith(("977", "978")):
        return "971"
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """A date of the register; None when it is missing. Raises ValueError for one that does not exist."""
    return None if text in {"", _MISSING_DATE} else date.fromisoformat(text)


@lru_cache(maxsize=4096)
def postal_and_city(routing: str) -> tuple[str, str]:
    """`97306 CAYENNE CEDEX 2` → (`97306`, `CAYENNE`)."""
    found = _POSTAL.fullmatch(routing)
    postal, city = (found[1], found[2]) if found else ("", routing)
    return postal, _CEDEX.sub("", city)


def street(number: str, complement: str, kind: str, name: str) -> str:
    """`12 B R ANCIEN TERRAIN DE FOOT`."""
    return tidy(f"{number} {complement} {kind} {name}")


def joined(*parts: str) -> str:
    """The parts of an address that are filled, on one line: `AV ALEXIS BLAISE, BP 6006`."""
    return ", ".join(tidy(part) for part in parts if part)


def public_status(espic: str, category: str) -> str:
    """From the code of participation in public service (codesph, espic): 1 is a public health establishment.

    Army hospitals are the State's. An establishment without the code (most of the social sector) is unknown.
    """
    if espic == "1" or category == _ARMY:
        return PUBLIC
    return PRIVATE if espic else UNKNOWN
