"""What the regional home reads: who needs help, and what each indicator counts, refreshed through the day."""

from __future__ import annotations

from django.db import models

from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow


class HelpNeed(TenantRow):
    """Why an establishment needs help, and how much; absent where nothing is overdue.

    `reasons` are those of `rules.needs`, the heaviest first: [kind, code, count, points] each. Kept by one owner,
    `actions/refreshing.py`, which gives the same rows whenever it runs.
    """

    points = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    reasons = models.JSONField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="help_need_once")]
        indexes = [models.Index(fields=["region", "-points", "-overdue", "organisation"], name="help_need_first")]


class IndicatorDay(TenantRow):
    """What an indicator counted in a region on a day: `value` of `total`; `organisation` is the region.

    Today's rows are written again through the day; those of a finished day never are.
    """

    day = models.DateField()
    indicator = models.CharField(max_length=60)
    value = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "day", "indicator"], name="indicator_day_once")]
