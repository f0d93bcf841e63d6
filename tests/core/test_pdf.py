"""Documents on paper: tagged, in a language, and deaf to what people type."""

import re
import shutil
import zlib
from datetime import UTC, datetime

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from hygie.core import pdf

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
TEMPLATE = """#import "/core/typst/house.typ": *
#show: house
#title-block(subtitle: data.words)
#tiles(((label: data.words, value: data.words, note: data.words),))
== Section #data.words
#paragraphs(data.words)
#calm-table((data.words, "b"), ((data.words, status(data.words, tone: "danger")),))
#bar(0.4, "40 %")
#trend((0.1, 0.9), "rising")
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house of its own, with the common look and one template."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(pdf.HOUSE / "core" / "typst", folder / "core" / "typst")
    (folder / "sample.typ").write_text(TEMPLATE)
    (folder / "image.typ").write_text(
        '#import "/core/typst/house.typ": *\n#show: house\n#figure(kind: image, supplement: none, rect())\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "HOUSE", folder)
        yield folder


def document(words, language="fr"):
    return pdf.render("sample.typ", {"words": words}, language=language, title="Essai", printed_at=NOON)


def inflated(content):
    """Every stream of a document, readable."""
    pieces = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            pieces.append(zlib.decompress(stream.rstrip(b"\r\n")))
        except zlib.error:
            continue
    return b"\n".join(pieces)


def test_a_document_is_tagged_and_says_its_language_and_its_title(house):
    content = inflated(document("Bonjour"))
    assert content.startswith(b"%PDF-")
    assert b"StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert re.search(rb"/Lang ?\(fr", content)
    assert b"Essai" in content


def test_the_same_words_at_the_same_moment_give_the_same_document(house):
    assert document("deux fois") == document("deux fois")


@pytest.mark.parametrize(
    "words", ['#import "x"', "*gras* _et_ $x$", "@ref <tag>", "#sys.inputs", "\\ ` ~ //", "", "#{"]
)
def test_what_somebody_typed_is_never_read_as_markup(house, words):
    assert document(words).startswith(b"%PDF-")


@given(words=st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_printed(house, words):
    assert document(words).startswith(b"%PDF-")


def test_an_image_without_words_is_refused(house):
    with pytest.raises(typst.TypstError):
        pdf.render("image.typ", {}, language="fr", title="Essai", printed_at=NOON)


def test_the_day_of_printing_is_said_in_the_readers_language(house):
    assert document("x", language="en") != document("x", language="fr")


def test_a_document_is_kept_under_its_name(house):
    response = pdf.pdf_response("annuaire", document("x"))
    assert response["Content-Disposition"] == 'attachment; filename="annuaire.pdf"'
    assert response["Content-Type"] == "application/pdf"
