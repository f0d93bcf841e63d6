"""What is told to other tools: where to, of which events, and how each delivery went."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hygie.core import clock
from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import DeliveryState


class Webhook(TenantRow):
    """An address that is told of events of the organisation and of what it reaches.

    `secret` is sealed with a key kept outside the database. `after_event` is the audit event up to which all was looked
    at and can no longer be joined by an older one still being written.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    url = models.CharField(max_length=500)
    secret = models.TextField(editable=False)
    events = models.JSONField(default=list, help_text="codes of audit events")
    active = models.BooleanField(default=True)
    after_event = models.BigIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "url"], name="webhook_address_once")]


class Delivery(TenantRow):
    """One event for one address: its body as it was first written, and what came of it.

    `event` is the audit event, empty for a test. While one is sent, `next_try_at` is set ahead: a killed sender's
    delivery becomes due again, under the same public id.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status_code = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    next_try_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once_per_event")]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="delivery_due"),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
        ]

    @property
    def state_value(self) -> DeliveryState:
        return DeliveryState(self.state)
