"""The register of security accreditations: the systems of an establishment, and what was decided of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..accreditation_enums import DecisionState, Outcome


class AccreditedSystem(TenantRow):
    """An information system that is accredited, or is to be.

    `essential`: it belongs to an essential information system, as the OSE's rules mean it. `revision` counts its
    changes and the decisions on it: who acts on an old reading is told.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=120)
    scope = models.TextField(max_length=1000)
    essential = models.BooleanField(default=False)
    audit_used = models.CharField(max_length=300, blank=True, help_text="what the next decision will rest on")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="accredited_system_once")]


class Accreditation(TenantRow):
    """One decision on one system. It never changes once signed, except to be replaced or withdrawn.

    `scope`, `essential` and `audit_used` are those on which it was taken. `authority`: in what capacity it was decided,
    not a name. `signed_as` is the legal representative who signed it here. `valid_until`, the last day, is None for a
    refusal.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    system = models.ForeignKey(AccreditedSystem, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=DecisionState.choices, default=DecisionState.STANDING)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    scope = models.TextField(max_length=1000)
    essential = models.BooleanField()
    audit_used = models.CharField(max_length=300, blank=True)
    conditions = models.TextField(max_length=2000, blank=True)
    authority = models.CharField(max_length=160)
    decided_on = models.DateField()
    valid_until = models.DateField(null=True, help_text="last day; none for a refusal")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_as = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    withdrawn_because = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "number"], name="accreditation_number_once"),
            models.UniqueConstraint(
                fields=["system"], condition=Q(state=DecisionState.STANDING), name="accreditation_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("decided_on")), name="accreditation_dates"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.REFUSED, valid_until__isnull=True)
                | (~Q(outcome=Outcome.REFUSED) & Q(valid_until__isnull=False)),
                name="accreditation_ends_when_granted",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "valid_until"], name="accreditation_by_end")]

    @property
    def outcome_value(self) -> Outcome:
        return Outcome(self.outcome)

    @property
    def state_value(self) -> DecisionState:
        return DecisionState(self.state)
