"""How many findings, how bad, how late: kept per establishment, today and day by day. Never what they are."""

from __future__ import annotations

from django.db import models

from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow


class FindingCounts(TenantRow):
    """Counts of findings by severity. Information is counted apart: it is no weakness."""

    open_critical = models.PositiveIntegerField(default=0)
    open_high = models.PositiveIntegerField(default=0)
    open_medium = models.PositiveIntegerField(default=0)
    open_low = models.PositiveIntegerField(default=0)
    open_info = models.PositiveIntegerField(default=0)
    overdue_critical = models.PositiveIntegerField(default=0)
    overdue_high = models.PositiveIntegerField(default=0)
    overdue_medium = models.PositiveIntegerField(default=0)
    overdue_low = models.PositiveIntegerField(default=0)
    resting = models.PositiveIntegerField(default=0, help_text="accepted risks and false positives")
    to_verify = models.PositiveIntegerField(default=0)
    exposed = models.PositiveIntegerField(
        default=0, help_text="assets reachable from the Internet with an open weakness"
    )
    level = models.PositiveSmallIntegerField(null=True, help_text="ANSSI level of the directory, the latest known")

    class Meta:
        abstract = True


class FindingSummary(FindingCounts):
    """An establishment's counts now; `day` is the day on which “overdue” was counted."""

    day = models.DateField()
    oldest_opened_at = models.DateTimeField(null=True, help_text="oldest open critical or high finding")
    last_report_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="finding_summary_once")]
        indexes = [models.Index(fields=["region"], name="finding_summary_by_region")]


class FindingDay(FindingCounts):
    """The same counts at the end of a day."""

    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="finding_day_once")]
        indexes = [models.Index(fields=["region", "day"], name="finding_day_by_region")]
