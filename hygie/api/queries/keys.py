"""What a key was used for."""

from __future__ import annotations

from ..models import ApiToken, UsedKey


def digest_under(token: ApiToken, key: str) -> str | None:
    """The digest of what the token deposited with this key; None when it never did."""
    found = UsedKey.objects.filter(token=token, key=key).order_by("pk").values_list("digest", flat=True).first()
    return str(found) if found is not None else None
