"""Values of a JSON report: anything may stand anywhere, so each is asked for by its kind and is empty otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from .scores import cvss_in
from .text import LONG, clean

REFERENCES_AT_MOST, REFERENCE = 20, 500
VECTOR = 200
KEY_AT_MOST = 500
_NOTHING: Mapping[str, Any] = {}


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _NOTHING


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in items(value) if isinstance(item, dict))


def text(value: Any, limit: int = LONG) -> str:
    """A text, or a number as a text."""
    if isinstance(value, str):
        return clean(value, limit)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)[:limit]
    return ""


def texts(value: Any, limit: int = LONG) -> list[str]:
    """One text or a list of them."""
    said = (text(item, limit) for item in (value if isinstance(value, list) else (value,)))
    return [item for item in said if item]


def whole(value: Any) -> int | None:
    """A whole number that is not negative and fits a database, also where it is written as a text."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 16:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None


def score(value: Any) -> float | None:
    """A CVSS base score."""
    return cvss_in(text(value, 20))


def references(*values: Any) -> tuple[str, ...]:
    """Addresses, each once, in their order. Some tools write several in one text, as a list of dashes."""
    said: dict[str, None] = {}
    for value in values:
        for several in texts(value):
            for line in several.split("\n"):
                if found := clean(line.strip().removeprefix("- "), REFERENCE):
                    said[found] = None
    return tuple(list(said)[:REFERENCES_AT_MOST])


def key(value: str) -> str:
    """A value of an identity: cut where it is too long, and still told apart from whatever begins like it."""
    if len(value) <= KEY_AT_MOST:
        return clean(value, KEY_AT_MOST)
    whole_value = sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{clean(value, KEY_AT_MOST - len(whole_value) - 1)}~{whole_value}"
