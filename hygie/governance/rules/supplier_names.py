"""When two names are one supplier: the key under which a region keeps a name, and names that look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

LEGAL_FORMS = frozenset(re.findall(r"\w+", "sa sas sasu sarl eurl snc scop gie se gmbh ag ltd llc inc plc bv spa corp"))
#: said of many companies, so two names that share only these are not alike
COMMON_WORDS = frozenset(
    re.findall(r"\w+", "groupe group france europe sante health medical systems systemes services informatique")
)
#: two names that differ by one letter in six are asked about
ALIKE = 0.8
SUGGESTED_AT_MOST = 5
#: of a name and of its key: what is typed beyond is not compared, and « ß » or a ligature is several letters of a key
LENGTH = 120
_WORD = re.compile(r"[^\W_]+")


def key_of(name: str) -> str:
    """The name without case, accents, punctuation or legal form: « Orvélis S.A.S. » and "orvelis" have one key."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name[:LENGTH]).casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = _WORD.findall(re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain))
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)[:LENGTH].rstrip()


def look_alike(one: str, other: str) -> bool:
    """Whether two keys may well be one supplier: the words of one among the other's, or nearly the same letters."""
    if not one or not other:
        return False
    mine, theirs = set(one.split()), set(other.split())
    return _among(mine, theirs) or _among(theirs, mine) or _likeness(one, other) >= ALIKE


def _among(few: Collection[str], many: Collection[str]) -> bool:
    """Whether each word has nearly the same one on the other side, and one of them at least says something."""
    if len(few) > len(many) or not set(few) - COMMON_WORDS:
        return False
    return all(any(_likeness(word, other) >= ALIKE for other in many) for word in few)


def _likeness(one: str, other: str) -> float:
    """Between 0 and 1, whichever comes first."""
    first, second = sorted((one.replace(" ", ""), other.replace(" ", "")))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def did_you_mean(name: str, known: Iterable[str]) -> list[str]:
    """The keys already known that look like a name, nearest first; the name's own key is not one of them."""
    key = key_of(name)
    found = [other for other in known if other != key and look_alike(key, other)]
    found.sort(key=lambda other: (-_likeness(key, other), other))
    return found[:SUGGESTED_AT_MOST]
