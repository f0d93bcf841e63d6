"""Moments as scanners write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

EARLIEST, LATEST = 1990, 2100

#: nine digits at least: eight are a day of ISO 8601
_EPOCH = re.compile(r"[0-9]{9,10}(?:\.[0-9]*)?\Z")
_CTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +([0-9]{1,2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([0-9]{4})\Z")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = 64


def moment(text: str) -> datetime | None:
    """ISO 8601, seconds since 1970, or “Thu Jan  4 10:11:12 2024”; in UTC. None for anything else.

    One without a time zone is taken as UTC: a scanner says neither where it stands nor how its clock is set, and the
    same file must mean the same moment wherever it is read. None before 1990 and after 2100 too: tools write year 1
    for “never”.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    try:
        found = _read(text)
    except (ValueError, OverflowError, OSError):
        return None
    if not EARLIEST <= found.year <= LATEST:
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found if EARLIEST <= found.year <= LATEST else None


def _read(text: str) -> datetime:
    if _EPOCH.match(text):
        return datetime.fromtimestamp(float(text), UTC)
    if written := _CTIME.match(text):
        month, *rest = written.groups()
        day, hour, minute, second, year = map(int, rest)
        return datetime(year, _MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=UTC)
    return datetime.fromisoformat(text)
