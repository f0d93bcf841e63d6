"""A file at an address that the operator gave: bounded in size and time, and over http or https only.

Nothing else of the platform fetches anything: addresses inside reports and advisories are shown as text.
"""

from __future__ import annotations

import tempfile
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO, BinaryIO, cast
from urllib.parse import urlsplit

from .source import BYTES_AT_MOST

SECONDS_OF_SILENCE = 30
SECONDS_IN_ALL = 600
PIECE = 256 * 1024
IN_MEMORY = 16 * 1024 * 1024
SCHEMES = ("http", "https")


class NotFetched(Exception):
    """What went wrong, in one line of plain English or of the system."""


class _SameKind(urllib.request.HTTPRedirectHandler):
    """Follows from http to https, never to a file, another scheme, or back to what anybody can change on the way."""

    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        before, after = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if after not in SCHEMES or (before, after) == ("https", "http"):
            raise NotFetched(f"{req.full_url} leads to {after}:, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def fetched(address: str) -> BinaryIO:
    """The file, on the disk if it is large; whoever opens it closes it. Raises NotFetched."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
        _SameKind,
    ):
        opener.add_handler(handler())
    kept = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 — returned open
    try:
        with opener.open(address, timeout=SECONDS_OF_SILENCE) as answer:
            _copy(answer, kept, answer.headers.get("Content-Length"))
    except NotFetched:
        kept.close()
        raise
    except (OSError, HTTPException, ValueError) as problem:
        kept.close()
        raise NotFetched(f"{address}: {problem}") from problem
    kept.seek(0)
    return kept


def _copy(answer: IO[bytes], kept: IO[bytes], announced: str | None) -> None:
    size, ends = 0, time.monotonic() + SECONDS_IN_ALL
    while piece := answer.read(PIECE):
        size += len(piece)
        if size > BYTES_AT_MOST:
            raise NotFetched(f"the file is larger than {BYTES_AT_MOST // 1024**2} MB")
        if time.monotonic() > ends:
            raise NotFetched(f"the file did not come within {SECONDS_IN_ALL // 60} minutes")
        kept.write(piece)
    if announced is not None and announced.isdigit() and int(announced) != size:
        raise NotFetched(f"{size} bytes came of {announced}: the file was cut on the way")
