"""Reads XML as it comes: no entity, no network, and never more in memory than one part of the report."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, BinaryIO

from lxml import etree

from .observation import BrokenReport
from .text import clean
from .text import gettext_noop as _

BROKEN = _("The XML of the report is damaged or incomplete. Export it again.")
ENTITIES = _("The report declares entities or an external definition, which no scanner writes. It was not read.")
ANOTHER_ROOT = _("The report is not what it should be: it begins with “%(found)s”, not with “%(expected)s”.")
TOO_MUCH = _("One part of the report is longer than any scanner writes. It was not read.")

#: read before anything is freed, in bytes and in marks of an element or an attribute, whose tree takes most of the
#: room. libxml2 itself refuses texts longer than ten million characters and trees deeper than 256
KEPT_AT_MOST, MARKS_AT_MOST = 16 * 1024**2, 400_000
#: libxml2 never forgets a name that it has met, even after the report: of one piece in sixteen, taken at random, the
#: names are gathered, and all of them may take this many bytes; those of a real report take a few thousand
LOOK_AT_ONE_IN, NAMES_AT_MOST = 16, 1024**2

Element = etree._Element

_ELEMENT_NAME = re.compile(rb"<([^\s<>/!?=\"']++)")
#: what may stand before the first element: declaration, instructions, comments, a bare or an inhabited DOCTYPE
_PROLOG = re.compile(
    rb"""(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[<>"']|"[^"]*"|'[^']*'|\[(?:[^\]"']|"[^"]*"|'[^']*')*\])*>)*+"""
    rb"""<(?P<name>[^\s<>/!?]{1,100})""",
    re.DOTALL,
)


def root_name(head: bytes) -> str:
    """Name of the first element, "" where this is not XML."""
    found = _PROLOG.match(head)
    return found["name"].decode("utf-8", "replace") if found else ""


class Walk:
    """Yields ("start" or "end", element) for the root and for the elements of these tags, in the order of the file.

    The reader frees what it has done with, element after element: a part that is kept for too long is refused. Raises
    BrokenReport, with the line: it never ends early.
    """

    def __init__(self, stream: BinaryIO, roots: tuple[str, ...], tags: tuple[str, ...]) -> None:
        self._source, self._roots = _Watched(stream), roots
        self._events = etree.iterparse(
            self._source,
            events=("start", "end"),
            tag=(*roots, *tags),
            load_dtd=False,
            no_network=True,
            resolve_entities=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )

    def __iter__(self) -> Iterator[tuple[str, Element]]:
        begun = False
        try:
            for event, element in self._events:
                if not begun:
                    _check_beginning(element, self._roots)
                    begun = True
                yield event, element
        except etree.XMLSyntaxError as damage:
            raise BrokenReport(BROKEN, max(damage.lineno or 0, 0)) from damage
        if not begun:
            _check_root(self._events.root, self._roots)

    def free(self, element: Element) -> None:
        """Forget an element and all that stands before it in its parent."""
        self._source.freed()
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]


def text_of(element: Element, path: str) -> str:
    """Text of a child, "" where there is none."""
    return element.findtext(path) or ""


def line_of(element: Element) -> int:
    line: Any = element.sourceline
    return line or 0


def _check_beginning(first: Element, roots: tuple[str, ...]) -> None:
    tree: Any = first.getroottree()
    definition = tree.docinfo.internalDTD
    if tree.docinfo.system_url or tree.docinfo.public_id or (definition is not None and definition.entities()):
        raise BrokenReport(ENTITIES)
    _check_root(tree.getroot(), roots)


def _check_root(root: Element | None, roots: tuple[str, ...]) -> None:
    if root is None or root.tag not in roots:
        found = "" if root is None else clean(str(root.tag), 100)
        raise BrokenReport(ANOTHER_ROOT, found=found, expected=roots[0])


class _Watched:
    """Counts what was read since something was freed, and the names of everything."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._kept = self._marks = self._named = 0
        self._names: set[bytes] = set()

    def freed(self) -> None:
        self._kept = self._marks = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._kept += len(piece)
        self._marks += piece.count(b"<") + piece.count(b'="') + piece.count(b"='")
        if secrets.randbelow(LOOK_AT_ONE_IN) == 0:
            new = _names_in(piece) - self._names
            self._names |= new
            self._named += sum(map(len, new))
        if self._kept > KEPT_AT_MOST or self._marks > MARKS_AT_MOST or self._named > NAMES_AT_MOST:
            raise BrokenReport(TOO_MUCH)
        return piece


def _names_in(piece: bytes) -> set[bytes]:
    """Names of elements, attributes and namespaces, with some words of texts that look like them."""
    names = set(_ELEMENT_NAME.findall(piece))
    parts = piece.split(b"=")
    for before, after in pairwise(parts):
        value = after.lstrip()
        if value[:1] in (b'"', b"'") and (words := before.rsplit(None, 1)):
            names.add(words[-1])
            if words[-1].startswith(b"xmlns"):
                names.add(value[1:].split(value[:1], 1)[0])
    return names
