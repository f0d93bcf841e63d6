"""Suppliers, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.core.clock import now
from hygie.governance.models import Engagement, Supplier
from hygie.governance.supplier_enums import Criticality, RemoteAccess
from hygie.territory.models import Organisation

from .sample import SYSTEM, Sample


def engagement_of(organisation: Organisation) -> Engagement:
    """The organisation's engagement with a supplier that is reached through a VPN."""
    region = organisation.region_pk
    facts = {"name": "Orvélis", "recorded_at": now()}
    supplier, _made = Supplier.objects.get_or_create(region_id=region, key="orvelis", defaults=facts)
    rows = Engagement.objects.within(SYSTEM).filter(organisation=organisation, supplier=supplier)
    return rows.first() or Engagement.objects.create(
        organisation=organisation,
        region_id=region,
        supplier=supplier,
        services="Dossier patient",
        criticality=Criticality.VITAL,
        access=RemoteAccess.VPN,
        recorded_at=now(),
    )


def _engagement(organisation: Organisation, _reader: Person | None) -> object:
    return engagement_of(organisation).uid


def _supplier(organisation: Organisation, _reader: Person | None) -> object:
    return engagement_of(organisation).supplier.uid


SAMPLES: dict[str, Sample] = (
    {
        f"governance:{name} uid": Sample(_engagement)
        for name in ("engagement", "change_engagement", "review_access", "end_engagement")
    }
    | {
        f"governance:supplier_{name} uid": Sample(_supplier)
        for name in ("dependents", "calls", "calls_pdf", "calls_csv", "calls_xlsx")
    }
    | {"open:supplier_dependents uid": Sample(_supplier)}
)
