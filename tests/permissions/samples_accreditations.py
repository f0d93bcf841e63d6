"""A system of the accreditation register with a decision that stands, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.core.clock import now, today
from hygie.governance.models import Accreditation, AccreditedSystem
from hygie.territory.models import Organisation

from .sample import LATER, SYSTEM, Sample


def accredited_system(organisation: Organisation, _reader: Person | None = None) -> AccreditedSystem:
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    facts = {"scope": "Two sites.", "recorded_at": now()}
    system, made = AccreditedSystem.objects.within(SYSTEM).get_or_create(
        **place, name="Patient records", defaults=facts
    )
    if made:
        Accreditation.objects.create(
            **place,
            system=system,
            number=1,
            outcome="granted",
            scope="Two sites.",
            essential=False,
            authority="Director",
            decided_on=today(),
            valid_until=today() + LATER,
            signed_at=now(),
        )
    return system


def _uid(organisation: Organisation, reader: Person | None) -> object:
    return accredited_system(organisation, reader).uid


SAMPLES: dict[str, Sample] = {
    f"governance:{name} uid": Sample(_uid)
    for name in ("accreditation", "change_accreditation", "decide_accreditation", "withdraw_accreditation")
} | {"open:accreditation uid": Sample(_uid)}
