"""Remediation plans: actions over several findings, with who, when, how much, and the proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hygie.core.identifiers import new_uid
from hygie.core.models import StoredFile
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import ActionState, PlanState
from .campaigns import Audit
from .findings import Finding


class RemediationPlan(TenantRow):
    """What an establishment will do about its findings. The director's approval deposits its proof."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField(max_length=160)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, related_name="plans")
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    note = models.TextField(max_length=2000, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="plan_by_organisation")]

    def __str__(self) -> str:
        return self.title


class PlanAction(TenantRow):
    """One thing to do. Cost in cents."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    plan = models.ForeignKey(RemediationPlan, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=120, blank=True, help_text="person or team in charge")
    due_on = models.DateField(null=True)
    cost = models.PositiveBigIntegerField(null=True, help_text="cents")
    state = models.CharField(max_length=8, choices=ActionState.choices, default=ActionState.TO_DO)
    done_on = models.DateField(null=True)
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(max_length=2000, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["plan", "rank", "id"], name="action_by_plan")]


class PlannedFinding(TenantRow):
    """A finding that an action is meant to fix."""

    action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, related_name="planned")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="planned")

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "finding"], name="planned_once")]
