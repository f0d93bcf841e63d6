"""Saved groups of the reader's own place, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.core.clock import now
from hygie.core.identifiers import new_uid
from hygie.territory.models import Organisation, SavedGroup, Seat

from .sample import Sample, Sight


def _group(organisation: Organisation, reader: Person | None) -> object:
    """One at the reader's own place; whoever sits nowhere knows of none."""
    seat = Seat.objects.filter(person=reader).select_related("organisation").order_by("pk").first() if reader else None
    place = seat.organisation if seat else organisation
    facts = {"organisation": place, "region_id": place.region_pk, "made_at": now()}
    return SavedGroup.objects.create(name=str(new_uid()), rule={"departments": ["75"]}, **facts).uid


SAMPLES = {
    "territory:change_group uid": Sample(_group, Sight.OWN),
    "territory:delete_group uid": Sample(_group, Sight.OWN),
}
