"""Vulnerabilities, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.audits.models import ClosingDay, Product
from hygie.core.clock import now, today
from hygie.territory.models import Organisation

from .sample import LATER, SYSTEM, Sample


def _closing_day(organisation: Organisation, _reader: Person | None) -> object:
    rows = ClosingDay.objects.within(SYSTEM)
    facts = {"region_id": organisation.region_pk}
    return rows.get_or_create(organisation=organisation, day=today() + LATER, defaults=facts)[0].uid


def _product(organisation: Organisation, _reader: Person | None) -> object:
    rows = Product.objects.within(SYSTEM)
    facts = {"region_id": organisation.region_pk, "name": "Passerelle", "seen_at": now()}
    return rows.get_or_create(organisation=organisation, key="passerelle", defaults=facts)[0].uid


SAMPLES: dict[str, Sample] = {
    f"{name} cve": Sample(lambda _organisation, _reader: "CVE-2026-10001")
    for name in ("audits:cve", "audits:cve_csv", "audits:cve_xlsx", "open:establishments_with_cve")
} | {"audits:remove_closing_day uid": Sample(_closing_day), "audits:remove_product uid": Sample(_product)}
