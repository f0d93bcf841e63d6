"""What the enrichment files told, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from hygie.audits.models import EnrichmentRun, Product, Vulnerability
from hygie.core.clock import now, today

from .audits import TenantFactory


class VulnerabilityFactory(DjangoModelFactory):
    """`listed=True`: in the catalogue."""

    class Meta:
        model = Vulnerability

    cve = factory.Sequence(lambda n: f"CVE-2026-{n + 10000}")

    class Params:
        listed = factory.Trait(
            in_kev=True,
            kev_added_on=date(2026, 9, 28),
            kev_due_on=date(2026, 10, 19),
            kev_vendor="Valmont",
            kev_product="Passerelle",
            kev_name="Valmont Passerelle Command Injection Vulnerability",
        )


class EnrichmentRunFactory(DjangoModelFactory):
    class Meta:
        model = EnrichmentRun

    source = "kev"
    stated_on = factory.LazyFunction(today)
    release = "2026.10.05"
    rows = 1
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    at = factory.LazyFunction(now)


class ProductFactory(TenantFactory):
    class Meta:
        model = Product

    vendor = "Valmont"
    name = "Passerelle"
    key = "valmont passerelle"
    seen_at = factory.LazyFunction(now)


def everything_loaded() -> None:
    """Both files, of today: from then on, what they do not name is “no”."""
    EnrichmentRunFactory(source="kev")
    EnrichmentRunFactory(source="epss")
