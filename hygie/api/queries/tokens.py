"""Tokens: one's own, and the one that a request came with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from hygie.accounts.models import Person
from hygie.accounts.queries import has_second_factor
from hygie.accounts.sealing import digest_of_token
from hygie.core.access import Role
from hygie.core.clock import now, today
from hygie.territory.access import ActiveSeat
from hygie.territory.queries import seats_of

from ..enums import TokenState
from ..models import ApiToken
from ..rules.tokens import looks_like_a_token


@dataclass(frozen=True)
class TokenLine:
    """One token as its owner's page shows it."""

    token: ApiToken
    state: TokenState

    @property
    def is_active(self) -> bool:
        return self.state is TokenState.ACTIVE


def tokens_of(person: Person, roles: set[Role]) -> list[TokenLine]:
    """The person's tokens, the newest first; `roles` are those held today."""
    rows = ApiToken.objects.filter(person=person).order_by("-created_at", "-pk")[:60]
    return [TokenLine(token, _state(token, roles)) for token in rows]


def _state(token: ApiToken, roles: set[Role]) -> TokenState:
    if token.revoked_at is not None:
        return TokenState.REVOKED
    if token.expires_at <= now():
        return TokenState.EXPIRED
    return TokenState.ACTIVE if token.role in roles else TokenState.SEATLESS


def token_or_404(person: Person, uid: UUID) -> ApiToken:
    found = ApiToken.objects.filter(person=person, uid=uid).select_related("person").first()
    if found is None:
        raise Http404
    return found


def opened_by(secret: str) -> tuple[ApiToken, ActiveSeat] | None:
    """The token of this secret with its seat of today; None when any of what it rests on has ended.

    It rests on its own dates, on the account, on the second factor where one is required, and on the role.
    """
    if not looks_like_a_token(secret):
        return None
    standing = ApiToken.objects.filter(revoked_at__isnull=True, expires_at__gt=now(), person__is_active=True)
    token = standing.select_related("person").filter(digest=digest_of_token(secret)).first()
    if token is None or (token.person.second_factor_required and not has_second_factor(token.person)):
        return None
    seat = next((seat for seat in seats_of(token.person_id, today()) if seat.role == token.role), None)
    return (token, seat) if seat is not None else None
