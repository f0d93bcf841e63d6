"""How much one token may ask.

Counted in the cache, which each web process keeps for itself: with n processes a token may ask up to n times as much,
and a restart forgets. It bounds a script gone wild; it is no accounting, and a read costs no write to the database.
"""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache

from hygie.core.clock import now

from .models import ApiToken
from .problems import TooMany

MINUTE = 60


def demand_room(token: ApiToken, *, deposits: bool) -> None:
    """Count one request. Raises TooMany, until the next minute begins."""
    minute, second = divmod(int(now().timestamp()), MINUTE)
    _count(f"api:{token.uid}:{minute}", settings.HYGIE_API_PER_MINUTE, MINUTE - second)
    if deposits:
        _count(f"api:{token.uid}:{minute}:deposits", settings.HYGIE_API_DEPOSITS_PER_MINUTE, MINUTE - second)


def _count(key: str, most: int, wait: int) -> None:
    cache.add(key, 0, 2 * MINUTE)
    try:
        asked = cache.incr(key)
    except ValueError:  # the cache made room between the two lines
        return
    if asked > most:
        raise TooMany(wait)
