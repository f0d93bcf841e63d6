"""Search over what the reader may see: each app answers for its own rows, within the reader's scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from hygie.core.registry import Registry

#: Shorter texts match half of everything.
SHORTEST = 2
LONGEST = 100
#: Shown of each source; whoever needs more uses that source's own list and its filters.
LIMIT = 10


@dataclass(frozen=True)
class SearchHit:
    """One answer. `badge` is anything that `{% badge %}` accepts."""

    title: str
    url: str
    subtitle: str = ""
    badge: object | None = None
    icon: str = ""


@dataclass(frozen=True)
class SearchSource:
    """`find(request, text, limit)` must read within `request.scope`: search shows no more than the lists do."""

    code: str
    label: str | Promise
    find: Callable[[HttpRequest, str, int], Sequence[SearchHit]]


@dataclass(frozen=True)
class SearchResults:
    label: str | Promise
    hits: list[SearchHit]
    more: bool


search_sources: Registry[SearchSource] = Registry("search", key=lambda source: source.code)


def search(request: HttpRequest, text: str) -> list[SearchResults]:
    """The sources that found something, in the order in which the apps registered them."""
    if len(text) < SHORTEST:
        return []
    found = []
    for source in search_sources:
        hits = list(source.find(request, text, LIMIT + 1))
        if hits:
            found.append(SearchResults(source.label, hits[:LIMIT], more=len(hits) > LIMIT))
    return found
