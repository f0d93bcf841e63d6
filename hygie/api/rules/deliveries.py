"""How a delivery is signed, when it is tried again, and which addresses may be reached."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
LOCAL_HOST = "127.0.0.1"
#: the addresses of the open Internet (RFC 4291): site-local ones of old networks (fec0::/10) lie outside
GLOBAL_UNICAST = IPv6Network("2000::/3")
#: networks that lead to an IPv4 address written inside them (RFC 6052, RFC 3056, RFC 4380)
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"), IPv6Network("2001::/32"))


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait once so many tries have failed; None: give up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def signature(secret: str, moment: int, body: bytes) -> str:
    """The header `Hygie-Signature`: HMAC-SHA256 of "<moment>.<body>", `moment` in seconds since 1970.

    Whoever receives it computes the same, compares in constant time, and refuses what is older than five minutes.
    """
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def is_allowed_url(url: str, *, local: bool) -> bool:
    """An https address with a host and no password; with `local`, also http://127.0.0.1."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None or port == 0:
        return False
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or not url.isascii() or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    return local and parts.scheme == "http" and parts.hostname == LOCAL_HOST


def is_allowed_address(text: str, *, local: bool) -> bool:
    """Whether an address that a name leads to is on the open Internet, not inside somebody's network."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if local and text == LOCAL_HOST:
        return True
    if isinstance(address, IPv6Address) and (
        address not in GLOBAL_UNICAST or any(address in one for one in TRANSLATED)
    ):
        return False
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
