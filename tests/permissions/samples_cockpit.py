"""What the cockpit's addresses name, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.cockpit.enums import Dimension
from hygie.cockpit.models import DaySum
from hygie.cockpit.queries.bulletin import Week
from hygie.territory.models import Organisation

from .sample import SYSTEM, Sample


def _monday(organisation: Organisation, _reader: Person | None) -> object:
    """Of the last week that is over, once the region has a recorded day before it."""
    monday = Week.last().monday
    rows = DaySum.objects.within(SYSTEM)
    place = {"organisation_id": organisation.region_pk, "region_id": organisation.region_pk}
    counts = dict.fromkeys(("places", "complete", "judged", "met", "verified", "overdue", "missing"), 0)
    day = {"day": monday, "dimension": Dimension.DEPARTMENT, "key": organisation.department, "programme": "dns-2025-12"}
    for dimension, key in ((Dimension.ALL, ""), (Dimension.DEPARTMENT, organisation.department)):
        rows.get_or_create(**place, **(day | {"dimension": dimension, "key": key}), defaults=counts)
    return monday.isoformat()


SAMPLES: dict[str, Sample] = {
    "cockpit:indicator code": Sample(lambda *_: "governance.ciso"),
    "cockpit:bulletin monday": Sample(_monday),
}
