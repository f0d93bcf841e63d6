"""Audits and findings for tests, as rows: what the imports and actions would have written."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from hygie.audits.enums import AuditType, FindingSeverity, ImportState
from hygie.audits.formats.observation import AssetKind
from hygie.audits.models import (
    Asset,
    Audit,
    AuditorAccess,
    Campaign,
    EnrichmentRun,
    Finding,
    Question,
    ReportImport,
    Vulnerability,
    Weakness,
)
from hygie.core.clock import now, today


class TenantFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    region_id = factory.LazyAttribute(lambda row: row.organisation.region_pk)


class CampaignFactory(TenantFactory):
    class Meta:
        model = Campaign

    title = factory.Sequence(lambda n: f"Campaign {n}")
    kind = AuditType.EXPOSURE
    opens_on = factory.LazyFunction(today)
    closes_on = factory.LazyFunction(lambda: today() + timedelta(days=120))
    made_at = factory.LazyFunction(now)


class AuditFactory(TenantFactory):
    class Meta:
        model = Audit

    title = factory.Sequence(lambda n: f"Audit {n}")
    kind = AuditType.EXPOSURE
    starts_on = factory.LazyFunction(today)
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=10))
    made_at = factory.LazyFunction(now)


class AuditorAccessFactory(TenantFactory):
    """`audit` and `person` are asked for."""

    class Meta:
        model = AuditorAccess

    organisation = factory.SelfAttribute("audit.organisation")
    given_at = factory.LazyFunction(now)


class QuestionFactory(TenantFactory):
    """`audit` is asked for."""

    class Meta:
        model = Question

    organisation = factory.SelfAttribute("audit.organisation")
    text = "Who administers the firewall?"
    asked_at = factory.LazyFunction(now)


class AssetFactory(TenantFactory):
    class Meta:
        model = Asset

    kind = AssetKind.HOST
    name = factory.Sequence(lambda n: f"srv-{n}.example")
    made_at = factory.LazyFunction(now)


class WeaknessFactory(TenantFactory):
    class Meta:
        model = Weakness

    lane = "nuclei"
    rule = factory.Sequence(lambda n: f"rule-{n}")
    title = factory.Sequence(lambda n: f"Weakness {n}")


class FindingFactory(TenantFactory):
    """`organisation` is asked for; asset and weakness are made there."""

    class Meta:
        model = Finding

    fingerprint = factory.LazyFunction(uuid4)
    algorithm = 1
    lane = "nuclei"
    weakness = factory.SubFactory(WeaknessFactory, organisation=factory.SelfAttribute("..organisation"))
    asset = factory.SubFactory(AssetFactory, organisation=factory.SelfAttribute("..organisation"))
    title = factory.SelfAttribute("weakness.title")
    severity = FindingSeverity.HIGH
    state_since = factory.LazyFunction(now)
    opened_at = factory.LazyFunction(now)
    first_seen_at = factory.LazyFunction(now)
    last_seen_at = factory.LazyFunction(now)


class ReportImportFactory(TenantFactory):
    class Meta:
        model = ReportImport

    format = "nuclei"
    lane = "nuclei"
    algorithm = 1
    file_name = "report.json"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    made_at = factory.LazyFunction(now)
    arrived_at = factory.LazyFunction(now)
    state = ImportState.APPLIED


class VulnerabilityFactory(DjangoModelFactory):
    class Meta:
        model = Vulnerability

    cve = factory.Sequence(lambda n: f"CVE-2026-{n + 10_000}")


class EnrichmentRunFactory(DjangoModelFactory):
    class Meta:
        model = EnrichmentRun

    source = "kev"
    stated_on = factory.LazyFunction(today)
    rows = 1
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    at = factory.LazyFunction(now)
