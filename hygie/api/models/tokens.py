"""Tokens of the open API, and the keys by which a deposit sent twice is one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.core import clock
from hygie.core.access import Role
from hygie.core.identifiers import new_uid

from ..enums import TokenScope


class ApiToken(models.Model):
    """A key that acts for one person in one role, until a day. Only the digest of its secret is kept.

    The role says in which seat it sits; where that seat is held is read again at each request, so that a token never
    sees more than its owner does that day, and stops with the seat.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    name = models.CharField(max_length=100)
    beginning = models.CharField(max_length=12, help_text="its first signs, to tell one from another")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=10, choices=TokenScope.choices, default=TokenScope.READ)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, help_text="written at most once an hour")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"], condition=Q(revoked_at__isnull=True), name="api_token_named_once"
            ),
        ]

    @property
    def scope_value(self) -> TokenScope:
        return TokenScope(self.scope)

    @property
    def role_value(self) -> Role:
        return Role(self.role)


class UsedKey(models.Model):
    """An `Idempotency-Key` that a token sent with a deposit, and the digest of what it deposited with it."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_key_once")]
