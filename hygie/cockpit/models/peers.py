"""Who agreed to be compared."""

from __future__ import annotations

from django.db import models

from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow


class PeerConsent(TenantRow):
    """The establishment compares itself with others of its kind, and counts, unnamed, in their comparison."""

    given_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="peer_consent_once")]
