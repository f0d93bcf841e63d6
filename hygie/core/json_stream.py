"""Walks a JSON document of any size in bounded memory: only the values asked for are held, one at a time.

The standard decoder reads one value from a window of text that slides over the file; a value that does not end in the
window makes it grow, up to a bound. Knows nothing of Django: the readers of reports run on a hospital's own machine.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Container, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, BinaryIO

import orjson

_CHUNK = 256 * 1024
LONGEST_ELEMENT = 32 * 1024 * 1024
"""Characters. The largest legal entities, with their hundreds of sites, weigh a few megabytes."""

Path = tuple[str | int, ...]
"""Keys and ranks that lead to a value."""

Shape = tuple[str, ...]
"""A path where `EACH` stands for any rank of a list."""

EACH = "*"

_Enters = Callable[[Shape, str], bool]
_SPACE = re.compile(r"[ \t\r\n]*")
_TAIL = 4
"""Characters to see after a value to be sure of its end: a number cut at `1` may be `1.5` or `1e+5`."""


class NotJson(ValueError):
    """The text is not JSON at `line`: cut, damaged, or an element larger than the bound."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class TooLarge(NotJson):
    """The file is larger than its bound."""


class JsonStream:
    """Read by one of `members`, `walk` and `values`, once.

    Raises NotJson, TooLarge, and UnicodeDecodeError when the bytes are not UTF-8.
    """

    def __init__(self, stream: BinaryIO, most_bytes: int, longest: int = LONGEST_ELEMENT) -> None:
        self._stream = stream
        self._left = most_bytes
        self._longest = longest
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._decoder = JSONDecoder(parse_constant=_refuse_constant)
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def members(self) -> Iterator[tuple[str, int, Any]]:
        """Key, line and value of each member of the object at the top; a list gives one member per element."""
        if self._next() != "{":
            raise NotJson(self.line)
        for path, line, value in self._document(lambda shape, opening: not shape or (not shape[1:] and opening == "[")):
            yield str(path[0]), line, value

    def walk(self, entered: Container[Shape]) -> Iterator[tuple[Path, int, Any]]:
        """Path, line and value of whatever lies in the lists and objects `entered`; any other value comes whole."""
        return self._document(lambda shape, _: shape in entered)

    def values(self) -> Iterator[tuple[int, Any]]:
        """Line and value of each document of a file that holds several, one on each line or not.

        A whole number that needs more than 64 bits may come as a float.
        """
        while self._next():
            line = self.line
            yield line, self._value_of_line()

    def starts_with(self, character: str) -> bool:
        return self._next() == character

    def _document(self, enters: _Enters) -> Iterator[tuple[Path, int, Any]]:
        yield from self._inside((), (), enters)
        if self._next():
            raise NotJson(self.line)

    def _inside(self, path: Path, shape: Shape, enters: _Enters) -> Iterator[tuple[Path, int, Any]]:
        opening = self._next()
        if opening == "{" and enters(shape, opening):
            yield from self._pairs(path, shape, enters)
        elif opening == "[" and enters(shape, opening):
            yield from self._elements(path, (*shape, EACH), enters)
        else:
            line = self.line
            yield path, line, self._value()

    def _pairs(self, path: Path, shape: Shape, enters: _Enters) -> Iterator[tuple[Path, int, Any]]:
        self._step()
        if self._next() == "}":
            self._step()
            return
        while True:
            key = self._value()
            if not isinstance(key, str):
                raise NotJson(self.line)
            self._expect(":")
            yield from self._inside((*path, key), (*shape, key), enters)
            if self._expect(",}") == "}":
                return

    def _elements(self, path: Path, shape: Shape, enters: _Enters) -> Iterator[tuple[Path, int, Any]]:
        self._step()
        if self._next() == "]":
            self._step()
            return
        whole = not enters(shape, "{") and not enters(shape, "[")
        rank = 0
        while True:
            if whole:
                self._next()
                line = self.line
                yield (*path, rank), line, self._value()
            else:
                yield from self._inside((*path, rank), shape, enters)
            rank += 1
            if self._expect(",]") == "]":
                return

    def _next(self) -> str:
        """The next character that is not a space, unread; empty at the end."""
        while True:
            self._skip_space()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        if found and found.end() > self._at:
            self.line += self._text.count("\n", self._at, found.end())
            self._at = found.end()

    def _expect(self, characters: str) -> str:
        found = self._next()
        if not found or found not in characters:
            raise NotJson(self.line)
        self._step()
        return found

    def _step(self) -> None:
        self.line += self._text[self._at] == "\n"
        self._at += 1

    def _value(self) -> Any:
        self._next()
        grow = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except JSONDecodeError as error:
                # Unfinished or wrong: only more text can tell.
                if len(self._text) - self._at > self._longest or not self._fill(grow):
                    raise NotJson(self.line) from error
                grow *= 2
                continue
            except (ValueError, RecursionError) as error:  # NaN, a number of thousands of digits, a bottomless nest
                raise NotJson(self.line) from error
            if len(self._text) - end < _TAIL and not self._ended:
                self._fill()  # the window slid: read the value again
                continue
            self.line += self._text.count("\n", self._at, end)
            self._at = end
            return value

    def _value_of_line(self) -> Any:
        """As `_value`; where the rest of the line is one value, orjson reads it in a third of the time."""
        end = self._text.find("\n", self._at)
        if end >= 0:
            try:
                value = orjson.loads(self._text[self._at : end])
            except ValueError:
                return self._value()
            self._at = end
            return value
        return self._value()

    def _fill(self, size: int = _CHUNK) -> bool:
        """Slide the window; False at the end of the file."""
        if self._ended:
            return False
        raw = self._stream.read(size)
        self._left -= len(raw)
        if self._left < 0:
            raise TooLarge(self.line)
        self._ended = not raw
        self._text = self._text[self._at :] + self._decode(raw, self._ended)
        self._at = 0
        return not self._ended


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def is_json_object(start: bytes) -> bool:
    """Whether a file that begins so can only be a JSON object."""
    return start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
