"""Campaigns of a region, audits of an establishment, the auditors who see theirs, questions and answers."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hygie.core.identifiers import new_uid
from hygie.core.models import StoredFile
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import AuditState, AuditType, CampaignStanding, Objective


class Campaign(TenantRow):
    """Audits of one kind that a region or a GHT has run in a window. `organisation` is who runs the campaign.

    `order_code` names the order that pays, in the registry of audit orders; empty when nobody said.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=14, choices=AuditType.choices)
    objective = models.CharField(max_length=14, choices=Objective.choices, default=Objective.SINGLE)
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="last day of the window")
    provider = models.CharField(max_length=160, blank=True)
    order_code = models.CharField(max_length=60, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_window"),
        ]
        indexes = [models.Index(fields=["organisation", "-opens_on"], name="campaign_by_organisation")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_value(self) -> AuditType:
        return AuditType(self.kind)

    @property
    def objective_value(self) -> Objective:
        return Objective(self.objective)

    def standing_on(self, day: date) -> CampaignStanding:
        if self.closed_at is not None:
            return CampaignStanding.CLOSED
        if day < self.opens_on:
            return CampaignStanding.TO_COME
        return CampaignStanding.RUNNING if day <= self.closes_on else CampaignStanding.TO_CLOSE


class Audit(TenantRow):
    """One audit of one establishment. `follows`: the audit that this counter-audit verifies.

    `ran_on` is the day it was run, which is what obligations count; `level` is the directory's ANSSI level.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="audits")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="counter_audits")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=14, choices=AuditType.choices)
    state = models.CharField(max_length=12, choices=AuditState.choices, default=AuditState.PLANNED)
    provider = models.CharField(max_length=160, blank=True)
    qualified = models.BooleanField(default=False, help_text="by a PASSI-qualified auditor")
    perimeter = models.CharField(max_length=300, blank=True, help_text="what is audited")
    order_code = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="last day")
    ran_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    report = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.TextField(max_length=4000, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    not_evaluated = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="audit_window")]
        indexes = [
            models.Index(fields=["organisation", "-starts_on", "-id"], name="audit_of_organisation"),
            models.Index(fields=["region", "state"], name="audit_of_region"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_value(self) -> AuditType:
        return AuditType(self.kind)

    @property
    def state_value(self) -> AuditState:
        return AuditState(self.state)


class AuditorAccess(TenantRow):
    """An external auditor sees this audit, until it closes or the establishment ends it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="auditors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "person"], condition=Q(ended_at__isnull=True), name="auditor_open_once"
            )
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="auditor_by_person")]


class Question(TenantRow):
    """Asked within an audit, by the auditor or the establishment; the other side answers."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["audit", "id"], name="question_by_audit")]
