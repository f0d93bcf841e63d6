"""What several statements on one finding come to."""

from __future__ import annotations

from collections.abc import Iterable

from .observation import Outcome

_ORDER = (Outcome.FOUND, Outcome.NOT_EVALUATED, Outcome.ABSENT)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Of the versions of one product: one that is affected is enough, and one that nobody evaluated is not gone."""
    return min(outcomes, key=_ORDER.index)
