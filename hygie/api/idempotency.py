"""`Idempotency-Key`: a tool that heard no answer sends its deposit again, and one deposit is made.

The action itself knows a deposit made twice by a text and its content (`deposit_proof(token=…)`): that holds even when
the first try was killed halfway. What is kept here only tells a key that comes back with something else.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from hygie.core.api import ApiRequest
from hygie.core.ledger import canonical

from .actions import remember_key
from .models import ApiToken
from .problems import KeyReused
from .queries.keys import digest_under


@contextmanager
def once(request: ApiRequest, key: str, said: Any) -> Iterator[str]:
    """The text under which the action deposits. Without a key each request is a deposit of its own.

    `said` is everything that makes the deposit, in JSON's own types. Raises KeyReused.
    """
    if not key:
        yield secrets.token_hex(16)
        return
    token = cast(ApiToken, request.token)
    digest = hashlib.sha256(canonical(said)).hexdigest()
    if digest_under(token, key) not in {None, digest}:
        raise KeyReused
    yield f"{token.uid}:{key}"
    remember_key(token, key, digest)
