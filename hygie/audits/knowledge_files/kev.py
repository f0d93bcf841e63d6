"""CISA's catalogue of known exploited vulnerabilities (JSON)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, NamedTuple

import orjson

from ..formats.observation import BrokenReport
from ..formats.text import LONG, clean, gettext_noop
from .source import CVE_ONLY, Hashed, unpacked

BYTES_AT_MOST = 64 * 1024 * 1024
VENDOR, PRODUCT, NAME, RELEASE = 120, 160, 300, 60


class KevEntry(NamedTuple):
    """One CVE of the catalogue."""

    cve: str
    added_on: date
    due_on: date
    ransomware: bool
    vendor: str
    product: str
    name: str
    action: str


@dataclass(frozen=True)
class KevFile:
    """`stated_on`: the day of its release."""

    stated_on: date
    release: str
    entries: list[KevEntry]
    sha256: str


def read_kev(stream: BinaryIO) -> KevFile:
    """The whole catalogue. Raises BrokenReport; `line` is the rank of the entry."""
    hashed = Hashed(stream)
    document = _document(hashed)
    listed = document.get("vulnerabilities")
    if not isinstance(listed, list) or not listed:
        raise BrokenReport(gettext_noop("this is not the KEV catalogue: it has no list “vulnerabilities”"))
    if document.get("count") != len(listed):
        raise BrokenReport(
            gettext_noop("the catalogue announces %(count)s entries and holds %(found)s: it is cut or damaged"),
            count=str(document.get("count"))[:20],
            found=len(listed),
        )
    entries = [_entry(rank, each) for rank, each in enumerate(listed, start=1)]
    _demand_each_once(entries)
    return KevFile(_stated_on(document), _text(document, "catalogVersion", RELEASE), entries, hashed.sha256)


def _document(hashed: Hashed) -> Mapping[str, Any]:
    try:
        content = unpacked(hashed).read(BYTES_AT_MOST + 1)
        if len(content) > BYTES_AT_MOST:
            raise BrokenReport(gettext_noop("the file is larger than %(size)s MB"), size=BYTES_AT_MOST // 1024**2)
        document = orjson.loads(content)
    except (orjson.JSONDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as damage:
        raise BrokenReport(gettext_noop("the file is not valid JSON: it is cut or damaged")) from damage
    if not isinstance(document, dict):
        raise BrokenReport(gettext_noop("this is not the KEV catalogue: it has no list “vulnerabilities”"))
    return document


def _entry(rank: int, each: Any) -> KevEntry:
    if not isinstance(each, dict):
        raise BrokenReport(gettext_noop("the entry is not an object"), rank)
    cve = each.get("cveID")
    if not isinstance(cve, str) or not CVE_ONLY.fullmatch(cve):
        raise BrokenReport(gettext_noop("“%(value)s” is not a CVE number"), rank, value=clean(str(cve), 40))
    return KevEntry(
        cve,
        _day(each, "dateAdded", rank),
        _day(each, "dueDate", rank),
        each.get("knownRansomwareCampaignUse") == "Known",
        _text(each, "vendorProject", VENDOR),
        _text(each, "product", PRODUCT),
        _text(each, "vulnerabilityName", NAME),
        _text(each, "requiredAction", LONG),
    )


def _demand_each_once(entries: list[KevEntry]) -> None:
    seen: set[str] = set()
    for rank, entry in enumerate(entries, start=1):
        if entry.cve in seen:
            raise BrokenReport(gettext_noop("%(value)s stands twice in the file"), rank, value=entry.cve)
        seen.add(entry.cve)


def _stated_on(document: Mapping[str, Any]) -> date:
    released = document.get("dateReleased")
    return _parsed(released[:10] if isinstance(released, str) else released, "dateReleased", 0)


def _day(each: Mapping[str, Any], field: str, rank: int) -> date:
    return _parsed(each.get(field), field, rank)


def _parsed(value: Any, field: str, rank: int) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BrokenReport(
            gettext_noop("%(field)s is not a date: “%(value)s”"), rank, field=field, value=clean(str(value), 40)
        ) from None


def _text(each: Mapping[str, Any], field: str, limit: int) -> str:
    value = each.get(field, "")
    return clean(value, limit) if isinstance(value, str) else ""
