"""Keys by which a deposit sent twice is one: remembered for a month, longer than any tool tries again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from hygie.core.clock import now

from ..models import ApiToken, UsedKey

KEPT = timedelta(days=30)


def remember_key(token: ApiToken, key: str, digest: str) -> None:
    """Written after the deposit: killed in between, the same request finds its deposit by its content."""
    with transaction.atomic():
        UsedKey.objects.get_or_create(token=token, key=key, defaults={"digest": digest})


def purge_keys() -> int:
    gone, _rows = UsedKey.objects.filter(at__lt=now() - KEPT).delete()
    return gone
