"""Findings: one weakness on one asset, followed from report to report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.core.identifiers import new_uid
from hygie.core.models import StoredFile
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import ClosedBecause, Decision, DueBecause, Exploitation, FindingSeverity, FindingState
from .assets import Asset
from .campaigns import Audit
from .imports import ReportImport


class Weakness(TenantRow):
    """What one rule of a scanner says, once per establishment: long texts are not repeated on each machine."""

    lane = models.CharField(max_length=60)
    rule = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    references = models.JSONField(default=list, help_text="shown as text, never fetched")
    cwes = models.JSONField(default=list)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "lane", "rule"], name="weakness_once")]


class Finding(TenantRow):
    """One weakness on one asset. `fingerprint` is its identity within the establishment (`rules/identity.py`).

    `is_open` and `weight` repeat what `state` and the priority say, for lists of millions of rows: `weight` orders
    them, the most pressing first (`rules/priority.py`). `last_seen_before_at` is what undoing an import puts back.
    Enrichment is empty (None, "") where it was never looked up: that is not "no".
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    fingerprint = models.UUIDField(help_text="the first 128 bits of a SHA-256")
    algorithm = models.PositiveSmallIntegerField()
    identity = models.JSONField(default=list, help_text="fields of the fingerprint; empty: not made by a report")
    content = models.UUIDField(null=True, help_text="digest of what the last report said of it")
    lane = models.CharField(max_length=60)
    weakness = models.ForeignKey(Weakness, on_delete=models.PROTECT, related_name="findings")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="findings")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, related_name="findings")
    title = models.CharField(max_length=300, blank=True)
    location = models.CharField(max_length=300, blank=True)
    severity = models.PositiveSmallIntegerField(choices=FindingSeverity.choices)
    cves = models.JSONField(default=list)
    cvss = models.FloatField(null=True)
    cvss_vector = models.CharField(max_length=160, blank=True)
    evidence = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(null=True, help_text="ANSSI level of a directory control, 1 = now")
    count = models.PositiveIntegerField(null=True, help_text="objects concerned")

    state = models.CharField(max_length=14, choices=FindingState.choices, default=FindingState.NEW)
    is_open = models.BooleanField(default=True)
    state_since = models.DateTimeField()
    until = models.DateField(null=True, help_text="first day on which an accepted risk or a false positive is over")
    reason = models.CharField(max_length=600, blank=True, help_text="of an accepted risk or a false positive")
    risk_owner = models.CharField(max_length=120, blank=True, help_text="who answers for an accepted risk")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_because = models.CharField(max_length=14, choices=ClosedBecause.choices, blank=True)
    opened_at = models.DateTimeField(help_text="when it was first seen, or seen again after it was closed")
    closed_at = models.DateTimeField(null=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    absences = models.PositiveSmallIntegerField(default=0, help_text="reports in a row that did not show it")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_seen_before_at = models.DateTimeField(null=True)
    first_import = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="+")
    last_import = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="+")

    kev = models.BooleanField(null=True, help_text="None: never looked up")
    epss = models.FloatField(null=True, help_text="probability, 0 to 1; the highest of its CVEs")
    epss_percentile = models.FloatField(null=True)
    exploitation = models.CharField(max_length=6, choices=Exploitation.choices, blank=True)
    decision = models.PositiveSmallIntegerField(choices=Decision.choices, default=Decision.TRACK)
    due_on = models.DateField(null=True)
    due_because = models.CharField(max_length=8, choices=DueBecause.choices, blank=True)
    weight = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "fingerprint"], name="finding_once")]
        indexes = [
            models.Index(fields=["organisation", "is_open", "-weight", "-id"], name="finding_pressing"),
            models.Index(fields=["organisation", "lane", "is_open"], name="finding_by_lane"),
            models.Index(fields=["asset", "is_open"], name="finding_by_asset"),
            models.Index(fields=["weakness", "is_open"], name="finding_by_weakness"),
            models.Index(fields=["audit"], condition=Q(audit__isnull=False), name="finding_by_audit"),
            models.Index(fields=["assignee", "is_open"], condition=Q(assignee__isnull=False), name="finding_by_person"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="finding_until"),
            # Everything that counting open findings asks, row-level security included: the rows are never read.
            models.Index(
                fields=["organisation", "severity", "due_on", "state", "opened_at", "region"],
                condition=Q(is_open=True),
                name="finding_open_counts",
            ),
            models.Index(
                fields=["organisation", "state", "closed_at"], condition=Q(is_open=False), name="finding_closed_counts"
            ),
        ]


class FindingCve(TenantRow):
    """Which findings speak of which CVE: “who still has CVE-X?” is one look-up."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="+")
    cve = models.CharField(max_length=20)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "cve"], name="finding_cve_once")]
        indexes = [models.Index(fields=["cve", "region"], name="finding_by_cve")]


class FindingEvent(TenantRow):
    """What changed on a finding, when and by whom or by which report; `before` lets the last import be undone.

    The arrival of a finding is told by the finding itself: a first report writes no event.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, help_text="state, severity, text, assigned, due, evidence, asset")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=600, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="events")

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["finding", "-id"], name="event_by_finding")]


class FindingFile(TenantRow):
    """A piece of evidence: a screenshot, a ticket, a configuration."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    objects = TenantManager()


class SavedFilter(TenantRow):
    """A filter of the list of findings, under a name, for one person at one establishment."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=600)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "name"], name="saved_filter_named_once")
        ]
