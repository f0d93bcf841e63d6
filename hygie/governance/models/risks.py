"""The risk register of an establishment: its few top risks, and each time that they were reviewed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..risk_enums import Gravity, Likelihood, RiskLevel, Treatment
from ..rules.risks import level_of


class Risk(TenantRow):
    """One risk: what may happen, how bad and how likely, what is done about it, and who answers for that.

    `code` names the scenario of our starting set that it began from; its words are the establishment's since.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    scenario = models.TextField(max_length=1000, blank=True)
    gravity = models.PositiveSmallIntegerField(choices=Gravity.choices)
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood.choices)
    treatment = models.CharField(max_length=10, choices=Treatment.choices)
    measures = models.TextField(max_length=1000, blank=True)
    owner = models.CharField(max_length=120, blank=True, help_text="a function, rather than a name")
    review_on = models.DateField(help_text="last day by which it is looked at again")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                condition=Q(closed_on__isnull=True) & ~Q(code=""),
                name="risk_of_a_scenario_once",
            ),
            models.CheckConstraint(
                condition=Q(gravity__range=(1, 4)) & Q(likelihood__range=(1, 4)), name="risk_within_its_scales"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "closed_on"], name="risk_by_organisation")]

    @property
    def gravity_value(self) -> Gravity:
        return Gravity(self.gravity)

    @property
    def likelihood_value(self) -> Likelihood:
        return Likelihood(self.likelihood)

    @property
    def treatment_value(self) -> Treatment:
        return Treatment(self.treatment)

    @property
    def level(self) -> RiskLevel:
        return level_of(self.gravity_value, self.likelihood_value)


class RiskReview(TenantRow):
    """The register was looked at whole on a day: how many risks it held, and when it is looked at again."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    reviewed_on = models.DateField()
    next_on = models.DateField(help_text="last day by which it is reviewed again")
    risks = models.PositiveSmallIntegerField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reviewed_on"], name="risk_review_once_a_day"),
        ]
