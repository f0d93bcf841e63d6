"""JSON reports of any size, one entry at a time, and their damage said in the words of a report."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from hygie.core.json_stream import EACH, JsonStream, NotJson, Path, Shape, TooLarge

from .observation import BYTES_AT_MOST, BrokenReport
from .opening import TOO_LONG
from .text import gettext_noop as _

__all__ = ["EACH", "ENTRY_AT_MOST", "WRONG_VERSION", "Path", "entries", "replayed", "walk"]

#: characters of one entry; a nuclei finding with its whole response is well under
ENTRY_AT_MOST = 8 * 1024**2
#: a report shorter than this stays in memory between its two readings
_IN_MEMORY = 4 * 1024**2
_PIECE = 256 * 1024

NOT_JSON = _("The report is not valid JSON from here on, or stops before its end. Nothing of it was read.")
WRONG_VERSION = _("Version %(version)s of this format is not read; %(read)s is.")
NOT_UTF8 = _("The report is not in UTF-8 from here on. Nothing of it was read.")


def walk(stream: BinaryIO, entered: Container[Shape], longest: int = ENTRY_AT_MOST) -> Iterator[tuple[Path, int, Any]]:
    """Path, line and value of what lies in the lists and objects `entered`; any other value comes whole."""
    json = JsonStream(stream, BYTES_AT_MOST, longest)
    with _told(json):
        yield from json.walk(entered)


def entries(stream: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Line and value of each entry: of one array, or of objects one after another (one on each line or not)."""
    json = JsonStream(stream, BYTES_AT_MOST, ENTRY_AT_MOST)
    with _told(json):
        if json.starts_with("["):
            for _path, line, value in json.walk({()}):
                yield line, value
        else:
            yield from json.values()


@contextmanager
def replayed(stream: BinaryIO) -> Iterator[Callable[[], BinaryIO]]:
    """What gives the report from its beginning each time it is called.

    For formats whose findings name what may stand after them. An unpacked report can be read once only, hence the copy:
    in memory when small, in an unnamed temporary file otherwise.
    """
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        left = BYTES_AT_MOST
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise BrokenReport(TOO_LONG, megabytes=BYTES_AT_MOST // 1024**2)
            copy.write(piece)

        def again() -> BinaryIO:
            copy.seek(0)
            return cast(BinaryIO, copy)

        yield again


@contextmanager
def _told(json: JsonStream) -> Iterator[None]:
    try:
        yield
    except TooLarge as error:
        raise BrokenReport(TOO_LONG, megabytes=BYTES_AT_MOST // 1024**2) from error
    except NotJson as error:
        raise BrokenReport(NOT_JSON, error.line) from error
    except UnicodeDecodeError as error:
        raise BrokenReport(NOT_UTF8, json.line) from error
