"""Who receives the weekly bulletin."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow


class BulletinReader(TenantRow):
    """Somebody who asked for the weekly bulletin of a region, or of a department; `organisation` is where they sit."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    sent_week = models.DateField(null=True, help_text="the Monday of the last week that was sent")

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="bulletin_reader_once")]
