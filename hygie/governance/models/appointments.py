"""Who answers for what: appointments, and the establishments that each one covers."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hygie.core.identifiers import new_uid
from hygie.core.models import StoredFile
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import Function


class Appointment(TenantRow):
    """A person in a function, from a day to a day, for the organisation that appoints and those that share it.

    `organisation` is the one that appoints. `ends_on` is the last day in the function. `share`: percent of a full-time
    post. The person need not have an account.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    function = models.CharField(max_length=24, choices=Function.choices)
    subject = models.CharField(max_length=120, blank=True, help_text="of a business referent: service or process")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    phone_at_night = models.CharField(max_length=30, blank=True, help_text="answered 24 hours a day, 7 days a week")
    share = models.PositiveSmallIntegerField(null=True, help_text="percent of a full-time post, for all it covers")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="last day")
    ended_because = models.CharField(max_length=300, blank=True)
    letter = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, help_text="when names and numbers were erased")
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="appointment_dates"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "function"], name="appointment_by_organisation")]

    @property
    def function_value(self) -> Function:
        return Function(self.function)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def holds(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class Coverage(TenantRow):
    """One establishment that an appointment covers: a CISO shared by three hospitals has three rows."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="coverages")
    function = models.CharField(max_length=24, choices=Function.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="last day")
    proved = models.BooleanField(default=False, help_text="its proof was deposited: it has begun")

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "organisation"], name="appointment_covers_once"),
        ]
        indexes = [
            models.Index(fields=["region", "function", "ends_on", "organisation"], name="coverage_by_region"),
            models.Index(fields=["organisation", "function"], name="coverage_by_organisation"),
        ]
