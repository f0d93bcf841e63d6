"""What a FINESS number says by itself: its department and its key."""

from __future__ import annotations

import re

from hygie.territory.france import DEPARTMENTS

SHAPE = re.compile(r"(?:\d\d|2[AB])\d{7}", re.ASCII)
"""Two characters for the department, seven digits, the last of which is the key."""

_SINGLE = {str(digit): digit for digit in range(10)} | {"A": 1, "B": 2}
_DOUBLED = {character: digit * 2 - 9 * (digit > 4) for character, digit in _SINGLE.items()}
_OVERSEAS = {"9701": "971", "9702": "972", "9703": "973", "9704": "974", "9805": "976"}
"""Beyond 95 the first two characters name a group of territories; the next two tell them apart."""


def has_shape(number: str) -> bool:
    """Whether it has the nine characters of a FINESS number; says nothing of its key."""
    return SHAPE.fullmatch(number) is not None


def has_valid_key(number: str) -> bool:
    """Whether the last digit is the Luhn key of the eight before; A counts 1 and B counts 2 (Corsica)."""
    return has_shape(number) and _luhn_sum(number) % 10 == 0


def key_of(eight: str) -> str:
    """The key that completes the first eight characters."""
    return str(-_luhn_sum(eight + "0") % 10)


def department_of(number: str) -> str | None:
    """INSEE code of the department where the number was given; None when the number does not tell."""
    if number[:2] in {"97", "98"}:
        return _OVERSEAS.get(number[:4])
    return number[:2] if number[:2] in DEPARTMENTS else None


def _luhn_sum(number: str) -> int:
    return sum(map(_SINGLE.__getitem__, number[::-2])) + sum(map(_DOUBLED.__getitem__, number[-2::-2]))
