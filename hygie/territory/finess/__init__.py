"""Readers of the national register of health establishments (FINESS): bytes in, typed rows out, no database.

    notes = Notes()
    for row in read_register(stream, notes):  # SiteRow, EntityRow, GeoRow
        ...

A damaged file raises `DamagedFile`, possibly only at its end: nothing may be written before the last row is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO

from hygie.core.json_stream import is_json_object

from .csv_stock import read_stock
from .json_daily import read_daily
from .problems import DamagedFile, LineReason, Notes, Reason
from .rows import EntityRow, GeoRow, Row, SiteRow

__all__ = [
    "DamagedFile",
    "EntityRow",
    "Flavour",
    "GeoRow",
    "LineReason",
    "Notes",
    "Reason",
    "Row",
    "SiteRow",
    "flavour_of",
    "read_register",
]

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
_OTHER_BINARY = (b"%PDF", b"SQLite format 3", b"\xff\xfe", b"\xfe\xff")


class Flavour(StrEnum):
    CSV = "finess-csv"
    JSON = "finess-json"


def flavour_of(start: bytes) -> Flavour:
    """Which flavour begins so. Raises DamagedFile for a kind of file that is none."""
    if not start:
        raise _refusal(Reason.EMPTY)
    if start.startswith(_ARCHIVES):
        raise _refusal(Reason.WORKBOOK)
    if start.startswith(_OTHER_BINARY):
        raise _refusal(Reason.BINARY)
    if start.lstrip().startswith(b"<"):
        raise _refusal(Reason.MARKUP)
    return Flavour.JSON if is_json_object(start) else Flavour.CSV


def read_register(stream: BinaryIO, notes: Notes) -> Iterator[Row]:
    """Yield the rows of a register file of either flavour, from a stream that can be rewound. Raises DamagedFile."""
    stream.seek(0)
    flavour = flavour_of(stream.read(512))
    stream.seek(0)
    return read_daily(stream, notes) if flavour is Flavour.JSON else read_stock(stream, notes)


def _refusal(reason: Reason) -> DamagedFile:
    return DamagedFile([LineReason(0, "", reason)])
