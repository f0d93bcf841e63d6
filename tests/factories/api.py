"""Tokens for tests, and a client that carries one."""

from __future__ import annotations

from typing import Any

from django.test import Client

from hygie.accounts.models import Person
from hygie.api.actions import create_token
from hygie.api.enums import TokenScope
from hygie.api.models import ApiToken
from hygie.core.access import Role
from hygie.core.identifiers import new_uid
from hygie.territory.models import Organisation
from tests.factories.territory import seated


def token_for(person: Person, role: Role, scope: TokenScope = TokenScope.DEPOSIT, days: int = 30) -> str:
    """The secret of a new token."""
    _token, secret = create_token(person, role, f"tool {new_uid()}", scope, days)
    return secret


def token_of(secret: str) -> ApiToken:
    return ApiToken.objects.get(beginning=secret[:8])


def with_token(secret: str, **options: Any) -> Client:
    """No cookie, one token; what is said is said in English."""
    return Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"}, **options)


def client_at(role: Role, *organisations: Organisation, scope: TokenScope = TokenScope.DEPOSIT) -> Client:
    """The tool of a new person who holds the role there."""
    return with_token(token_for(seated(role, *organisations), role, scope))
