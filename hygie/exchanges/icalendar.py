"""Days to come as an iCalendar file (RFC 5545), for a person's own calendar program. Pure: no rows, no clock.

Written here rather than by a library: whole days without alarms, repetition or time zones need the folding and the
escaping below, and nothing of the three packages that a general library would bring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

LONGEST_LINE = 75
"""Octets in a line, without its end (§3.1)."""
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class DayEvent:
    """One whole day. `uid` stays the same as long as it is the same thing, also when its day moves."""

    uid: str
    day: date
    title: str
    text: str
    url: str


def calendar(name: str, events: Iterable[DayEvent], stamp: datetime) -> bytes:
    """The file whole. `stamp`: the aware moment at which it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hygie//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        *(line for event in events for line in _lines_of(event, stamp)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _lines_of(event: DayEvent, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.title)}"
    yield f"DESCRIPTION:{escaped(event.text)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"  # a deadline does not make one busy
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A text value (§3.3.11); characters that no text may hold are left out."""
    plain = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(ESCAPES.get(letter, letter) for letter in plain)


def folded(line: str) -> bytes:
    """One content line, cut where it is too long (§3.1), and never inside a character."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        encoded = letter.encode()
        # What follows a cut begins with one space, which counts.
        if len(piece) + len(encoded) > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += encoded
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
