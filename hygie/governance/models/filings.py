"""The six indicators of an operator of essential services, year by year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..filing_enums import SecurityIndicator
from ..rules.filings import Ratio


class IndicatorFiling(TenantRow):
    """What was measured for one year; filed again, it is revised. `revision`: who acts on an old reading is told."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    measured_on = models.DateField()
    comment = models.TextField(max_length=2000, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="filing_once_a_year")]


class IndicatorMeasure(TenantRow):
    """One indicator of one filing, as counts: the share is never typed. One that was not measured has no row."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    filing = models.ForeignKey(IndicatorFiling, on_delete=models.PROTECT, related_name="measures")
    indicator = models.CharField(max_length=32, choices=SecurityIndicator.choices)
    counted = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "indicator"], name="measure_once_in_a_filing"),
            models.CheckConstraint(condition=Q(total__gt=0, counted__lte=F("total")), name="measure_is_a_share"),
        ]

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.counted, self.total)
