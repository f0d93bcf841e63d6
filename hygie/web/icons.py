"""Icons written into the page: no request, no font, and they take the colour of their text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*>")
#: Tabler draws each icon on an invisible square, which a page has no use for.
SQUARE = 'd="M0 0h24v24H0z"'


class UnknownIcon(LookupError):
    """A template asks for an icon that Tabler does not draw: a programming error."""


def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """One outline icon. Without a label it is decoration; with one it is an image with a name."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = f"icon {escape(extra)}".rstrip()
    markup = f'<svg class="{classes}" viewBox="0 0 24 24" width="20" height="20" focusable="false" {spoken}>'
    return mark_safe(f"{markup}{shapes(name)}</svg>")  # noqa: S308 - shapes of our own node_modules, label escaped


@cache
def shapes(name: str) -> str:
    """The drawing of an icon; empty when the front-end files were not fetched, so that pages still answer."""
    if not NAME.fullmatch(name):
        raise UnknownIcon(name)
    folder = Path(settings.NODE_MODULES) / "@tabler/icons/icons/outline"
    source = folder / f"{name}.svg"
    if source.is_file():
        return "".join(shape for shape in SHAPES.findall(source.read_text("utf-8")) if SQUARE not in shape)
    if folder.is_dir():
        raise UnknownIcon(name)
    return ""
