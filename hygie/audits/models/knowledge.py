"""What the world knows of vulnerabilities (KEV, EPSS), and how soon a region wants them fixed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow


class Vulnerability(models.Model):
    """A CVE, as the enrichment files tell of it. Public knowledge: it belongs to no establishment."""

    cve = models.CharField(max_length=20, primary_key=True)
    in_kev = models.BooleanField(default=False)
    kev_added_on = models.DateField(null=True)
    kev_due_on = models.DateField(null=True)
    kev_ransomware = models.BooleanField(default=False)
    kev_vendor = models.CharField(max_length=120, blank=True)
    kev_product = models.CharField(max_length=160, blank=True)
    kev_name = models.CharField(max_length=300, blank=True)
    kev_action = models.TextField(blank=True)
    epss = models.FloatField(null=True, help_text="probability, 0 to 1")
    epss_percentile = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["in_kev", "-kev_added_on"], name="vulnerability_kev")]


class EnrichmentRun(models.Model):
    """One reading of an enrichment file; the latest of each source says how fresh it is."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    source = models.CharField(max_length=8, help_text="kev, epss")
    stated_on = models.DateField(help_text="date that the file gives itself")
    release = models.CharField(max_length=60, blank=True, help_text="catalogue or model version")
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "-id"], name="enrichment_latest")]


class DeadlinePolicy(TenantRow):
    """A region's timelines: one number of days for each row of BOD 26-04's table. `organisation` is the region.

    A new version is a new row; the latest one holds.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    rows = models.JSONField(help_text="16 rows: days, or null for “at the next upgrade”")
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="deadline_policy_latest")]


class ClosingDay(TenantRow):
    """A day on which nobody repairs, in a region or in one establishment: a deadline moves to the day after."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    day = models.DateField()
    label = models.CharField(max_length=80, blank=True)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="closing_day_once")]


class AdvisoryAlert(TenantRow):
    """An establishment was told that it runs what an advisory names: once for each advisory."""

    advisory = models.CharField(max_length=80)
    told_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "advisory"], name="advisory_told_once")]
