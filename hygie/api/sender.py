"""Posting one delivery: outside any transaction, to a checked address, never further than it.

The name is resolved once, every address that it leads to is checked, and the connection goes to the one that was
checked: a name that changes its answer in between reaches nothing inside. Redirects are not followed, the answer's text
is not kept, and a receiver that keeps the line open is cut off.
"""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

from .enums import WebhookFault
from .rules.deliveries import is_allowed_address, is_allowed_url

SECONDS_AT_MOST = 10.0


@dataclass(frozen=True)
class Parcel:
    """What goes to one address."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of it: delivered when there is no fault."""

    status: int | None = None
    fault: WebhookFault | None = None


def post(parcel: Parcel, *, local: bool, seconds: float = SECONDS_AT_MOST) -> Outcome:
    """Send it once. Raises nothing: whatever a receiver does is an outcome."""
    if not is_allowed_url(parcel.url, local=local):
        return Outcome(fault=WebhookFault.ADDRESS)
    parts = urlsplit(parcel.url)
    try:
        address = _address_of(parts, local=local)
        status = _posted(parts, address, parcel, seconds)
    except _Fault as fault:
        return Outcome(fault=fault.args[0])
    except (OSError, HTTPException, ValueError):
        return Outcome(fault=WebhookFault.UNREACHABLE)
    if 300 <= status < 400:
        return Outcome(status, WebhookFault.REDIRECT)
    return Outcome(status, None if 200 <= status < 300 else WebhookFault.STATUS)


class _Fault(Exception):
    """Carries a WebhookFault."""


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _address_of(parts: SplitResult, *, local: bool) -> str:
    """The first address that the name leads to; all of them must be allowed."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Fault(WebhookFault.UNKNOWN) from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(is_allowed_address(address, local=local) for address in addresses):
        raise _Fault(WebhookFault.ADDRESS)
    return addresses[0]


def _posted(parts: SplitResult, address: str, parcel: Parcel, seconds: float) -> int:
    connection = HTTPConnection(str(parts.hostname), _port(parts), timeout=seconds)
    line = _line_to(parts, address, seconds)
    connection.sock = line
    # Each read has its own patience: this bounds them all together.
    is_cut = threading.Event()
    end = threading.Timer(seconds, _cut, [line, is_cut])
    end.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=parcel.body, headers=parcel.headers | {"Host": parts.netloc})
        status = connection.getresponse().status
        if is_cut.is_set():
            raise TimeoutError("the answer did not end in time")
        return status
    finally:
        end.cancel()
        connection.close()


def _line_to(parts: SplitResult, address: str, seconds: float) -> socket.socket:
    line = socket.create_connection((address, _port(parts)), timeout=seconds)
    if parts.scheme != "https":
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
    except BaseException:
        line.close()
        raise


def _cut(line: socket.socket, is_cut: threading.Event) -> None:
    is_cut.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
