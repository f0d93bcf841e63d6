"""Pure rules of sign-in: one-time codes, locks, names of browsers. No database, no clock, no settings."""

import base64
import hashlib
import hmac
import struct
from collections.abc import Iterable
from datetime import datetime, timedelta

TOTP_PERIOD_SECONDS = 30
TOTP_DIGITS = 6
#: phones drift: the code before and the code after are accepted too
TOTP_TOLERANCE_STEPS = 1

SECOND_FACTOR_FAILURES = 5
SECOND_FACTOR_LOCK = timedelta(minutes=15)


def totp_step(at: datetime) -> int:
    """The number of the 30-second step in which `at` falls (RFC 6238, T0 = 0)."""
    return int(at.timestamp()) // TOTP_PERIOD_SECONDS


def totp_code(secret: str, step: int) -> str:
    """The six digits an authenticator app shows during `step`, for a base32 secret (RFC 4226, HMAC-SHA1)."""
    key = base64.b32decode(secret, casefold=True)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    (value,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(value & 0x7FFFFFFF) % 10**TOTP_DIGITS:0{TOTP_DIGITS}}"


def accepted_step(secret: str, code: str, at: datetime, last_used: int) -> int | None:
    """The step whose code was typed, if it is near `at` and later than any code used before; None otherwise.

    Source: RFC 6238 §5.2, a code is accepted once.
    """
    now = totp_step(at)
    for step in range(now - TOTP_TOLERANCE_STEPS, now + TOTP_TOLERANCE_STEPS + 1):
        if hmac.compare_digest(totp_code(secret, step).encode(), code.encode()):
            return step if step > last_used else None
    return None


def typed_code(text: str) -> str:
    """A code as typed or pasted, without the spaces and dashes people and apps put in it."""
    return "".join(character for character in text if character.isalnum())


def second_factor_is_locked(failures: Iterable[datetime], now: datetime) -> bool:
    """Five wrong codes in a quarter of an hour close the second factor until the first of them is that old."""
    return sum(1 for moment in failures if now - moment < SECOND_FACTOR_LOCK) >= SECOND_FACTOR_FAILURES


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("Trident/", "Internet Explorer"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def agent_family(user_agent: str) -> str:
    """Browser and system in words ("Firefox · Windows"), enough to recognise one's own; "" when neither is known.

    Versions are left out on purpose: they would single a person out and tell them nothing.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)
