"""Documents on paper: tagged PDF (PDF/UA-1) by typst, from our own templates and a font that the platform installs.

Words and figures reach a template as data, never as markup: what a person typed is shown as it was typed.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst
from django.http import HttpResponse
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.translation import get_language
from fontTools.ttLib import TTFont

from .clock import PARIS, now

HOUSE = Path(__file__).resolve().parents[1]
#: PDF/UA-1: tagged, with language and title; it refuses an image without alternative text
STANDARD: Final = "ua-1"
FACES = ("Regular", "Semibold", "Bold")
#: shown for a character that the font does not have: the standard refuses to print it unseen
UNKNOWN = "?"
SPACES = "\n\r"


def reader_language() -> str:
    """The language in which a document is written for whoever reads the page: "fr" or "en"."""
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


def render(
    template: str, data: Mapping[str, Any], *, language: str, title: str, printed_at: datetime | None = None
) -> bytes:
    """The document as bytes. `template` is a path below `hygie/`, such as "governance/typst/policy.typ".

    `data` holds words already in the reader's language, numbers, lists and mappings of them; the template reads them
    with `#import "/core/typst/house.typ": *` as `data`. Raises `typst.TypstError` when the template is wrong.
    """
    moment = (printed_at or now()).astimezone(PARIS)
    document = {
        **data,
        "language": language,
        "title": title,
        "printed": moment.strftime("%d/%m/%Y %H:%M" if language == "fr" else "%Y-%m-%d %H:%M"),
    }
    return _compiled(template, json.dumps(_printable(document), ensure_ascii=False), moment)


def _compiled(template: str, data: str, moment: datetime) -> bytes:
    found = typst.compile(
        str(HOUSE / template),
        root=str(HOUSE),
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=[STANDARD],
        timestamp=int(moment.timestamp()),
    )
    assert isinstance(found, bytes)
    return found


@cache
def _fonts() -> str:
    return str(files("font_source_sans_pro") / "files")


@cache
def _known_characters() -> frozenset[int]:
    """What every face in use can show."""
    return frozenset.intersection(*(_characters_of(face) for face in FACES))


def _characters_of(face: str) -> frozenset[int]:
    with TTFont(Path(_fonts()) / f"SourceSansPro-{face}.ttf") as font:
        return frozenset(font.getBestCmap())


def _printable(value: Any) -> Any:
    """The same data with words that the font can show: an emoji typed in a name must not prevent the printing."""
    if isinstance(value, Mapping):
        return {str(key): _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    words = unicodedata.normalize("NFC", force_str(value) if isinstance(value, Promise) else str(value))
    known = _known_characters()
    return "".join(_shown(character, known) for character in words)


def _shown(character: str, known: frozenset[int]) -> str:
    if ord(character) in known or character in SPACES:
        return character
    return " " if character.isspace() else UNKNOWN


def pdf_response(name: str, content: bytes) -> HttpResponse:
    """The document to keep: its name is `name` and ".pdf"."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
