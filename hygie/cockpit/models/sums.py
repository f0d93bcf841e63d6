"""What the cockpit keeps: the region's sums, day after day, as they stood."""

from __future__ import annotations

from django.db import models

from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import Dimension


class DaySum(TenantRow):
    """One programme in one group of one region, as it stood at the end of a day in Paris; `organisation` is the region.

    Written once by one owner (`actions/pictures.py`), from the summaries' intervals; a rebuild gives the same numbers.
    Sums of requirements: `judged` (binding and not waived), `met`, `verified`, `overdue`, `missing`. Of establishments:
    `places` (bound by the programme), `complete` (that meet the whole of it).
    """

    day = models.DateField()
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    key = models.CharField(max_length=40, blank=True, help_text="department or category code, size, GHT's public id")
    programme = models.CharField(max_length=40)
    places = models.PositiveIntegerField()
    complete = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    verified = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "day", "dimension", "key", "programme"], name="day_sum_once"),
        ]
        indexes = [models.Index(fields=["region", "dimension", "day"], name="day_sum_by_dimension")]
