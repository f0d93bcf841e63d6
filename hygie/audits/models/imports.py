"""One report brought in: what it says of itself, what it would change, what it changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import ImportScope, ImportState
from .campaigns import Audit


class ReportImport(TenantRow):
    """A report, from its arrival to its undoing. The report itself is not kept: `staged_path` holds what was read of
    it, privately, until it is applied or dropped.

    `lane` is the kind of source within which identities are compared ("nmap"; "extract:pingcastle:1a2b3c4d"). `asks`
    lists the reasons for which a person must confirm before anything closes.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, related_name="imports")
    format = models.CharField(max_length=20)
    lane = models.CharField(max_length=60)
    algorithm = models.PositiveSmallIntegerField(help_text="version of the fingerprint")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    tool = models.CharField(max_length=80, blank=True)
    tool_version = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(help_text="when the report was made; when it arrived, where it does not say")
    arrived_at = models.DateTimeField()
    arrived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    scope = models.CharField(max_length=8, choices=ImportScope.choices, default=ImportScope.COVERED)
    scope_assets = models.JSONField(default=list)
    examined = models.JSONField(null=True, help_text="assets that it examined, as numbers; null: unknown")
    complete = models.BooleanField(default=True)
    level = models.PositiveSmallIntegerField(null=True)
    not_evaluated = models.PositiveIntegerField(default=0)
    observations = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0, help_text="new findings")
    unchanged = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    asks = models.JSONField(default=list)
    refusals = models.JSONField(default=list, help_text="the first ones: line, reason, facts")
    staged_path = models.CharField(max_length=80, blank=True, help_text="relative to the private folder")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "lane", "-id"], name="import_by_lane")]

    @property
    def state_value(self) -> ImportState:
        return ImportState(self.state)

    @property
    def scope_value(self) -> ImportScope:
        return ImportScope(self.scope)
