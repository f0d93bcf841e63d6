"""Whether an advisory names a product that runs somewhere: vendor and name, written the same way once simplified.

Versions are never compared: publishers write them in words. Told too often is better than not at all, and whoever is
told checks the version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from hygie.territory.advisories import AdvisedProduct, Advisory

KEY = 200
APART = re.compile(r"[^0-9a-z]+")
#: what companies add to their name, and advisories leave out
LEGAL_FORMS = frozenset(
    {"inc", "corp", "corporation", "ltd", "llc", "gmbh", "sas", "sa", "sarl", "ag", "bv", "co", "company", "foundation"}
)


def simplified(text: str) -> list[str]:
    """Words in lower case, without accents or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return APART.sub(" ", "".join(letter for letter in plain if not unicodedata.combining(letter))).split()


def key_of(vendor: str, name: str) -> str:
    """“Apache Software Foundation” and “Apache HTTP-Server” give “apache software http server”: a vendor's words are
    not repeated at the head of the name, and its legal form is left out. Empty where there is no name.
    """
    maker = [word for word in simplified(vendor) if word not in LEGAL_FORMS]
    words = simplified(name)
    if not words:
        return ""
    if maker and words[: len(maker)] == maker:
        words = words[len(maker) :] or words
    elif maker and words[0] == maker[0] and len(words) > 1:
        words = words[1:]
    return " ".join([*maker, *words])[:KEY]


def keys_of(products: Iterable[AdvisedProduct]) -> set[str]:
    """What to look for in inventories; a product without a vendor or a name (“N/A”) names nothing."""
    return {key_of(one.vendor, one.name) for one in products if names_something(one)}


def names_something(product: AdvisedProduct) -> bool:
    nothing = {"", "na", "n a", "multiple", "multiple products", "various", "unknown"}
    return all(" ".join(simplified(text)) not in nothing for text in (product.vendor, product.name))


def concerns(advisory: Advisory, cves: Collection[str], keys: Collection[str]) -> bool:
    """Whether it names one of these open CVEs, or one of these products."""
    return any(cve in cves for cve in advisory.cves) or bool(keys_of(advisory.products) & set(keys))
