"""Risks that somebody proposes to accept and that the director signs, or refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import AcceptanceState
from .findings import Finding


class RiskAcceptance(TenantRow):
    """The acceptance of a critical finding, from its proposal to the director's answer.

    The finding stays open, and late where it is late, until the signature.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="acceptances")
    until = models.DateField(help_text="first day on which the acceptance is over")
    reason = models.CharField(max_length=600)
    risk_owner = models.CharField(max_length=120)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=AcceptanceState.choices, default=AcceptanceState.ASKED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=600, blank=True, help_text="why it was refused")

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(state=AcceptanceState.ASKED), name="acceptance_asked_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "state", "-id"], name="acceptance_by_state")]
