"""Texts of a report are a stranger's: bounded, and without characters that hide or forge."""

from __future__ import annotations

import re

TITLE, RULE, ASSET, LOCATION, LONG = 300, 200, 255, 300, 4000

#: control characters but tab and line feed, marks that turn the direction of a line, what is no character
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def gettext_noop(message: str) -> str:
    """Mark a message for translation by whoever shows it: this package knows neither Django nor a language."""
    return message


def clean(text: str, limit: int = LONG) -> str:
    """Without forbidden characters, with no space at either end, `limit` characters at most.

    Cut before and after: a value of hundreds of megabytes costs no more than a short one.
    """
    if len(text) > limit * 2:
        text = text[: limit * 2]
    if not text.isprintable():
        text = FORBIDDEN.sub("", text.replace("\r\n", "\n"))
    return text.strip()[:limit]
