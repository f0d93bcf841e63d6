"""Texts of the catalogue where a registry wants a lazy string: said in the language of whoever reads, when read."""

from django.utils.functional import Promise, lazy

from .requirements import Text
from .words import in_words

_later = lazy(in_words, str)


def lazy_text(text: Text) -> Promise:
    later: Promise = _later(text)  # type: ignore[assignment]  # typed as the text it becomes
    return later
