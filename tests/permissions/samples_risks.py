"""Risks, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.core.clock import now, today
from hygie.governance.models import Risk
from hygie.governance.risk_enums import Gravity, Likelihood, Treatment
from hygie.territory.models import Organisation

from .sample import LATER, Sample


def risk_of(organisation: Organisation, _reader: Person | None) -> object:
    return Risk.objects.create(
        organisation=organisation,
        region_id=organisation.region_pk,
        title="Un rançongiciel arrête le dossier patient",
        gravity=Gravity.CRITICAL,
        likelihood=Likelihood.LIKELY,
        treatment=Treatment.ACCEPT,
        review_on=today() + LATER,
        recorded_at=now(),
    ).uid


SAMPLES: dict[str, Sample] = {
    f"governance:{name} uid": Sample(risk_of) for name in ("risk", "change_risk", "close_risk")
}
