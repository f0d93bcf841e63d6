"""The nation and its regions, which every establishment needs above it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from hygie.core.tenancy import Scope

from ..enums import OrganisationKind
from ..france import REGIONS
from ..models import Organisation


def ensure_authorities() -> Organisation:
    """Create what is missing of the nation and of all regions that have an ARS. Returns the nation."""
    everything = Organisation.objects.within(Scope.system())
    with transaction.atomic():
        nation = everything.filter(kind=OrganisationKind.NATION).order_by("pk").first()
        if nation is None:
            nation = Organisation.objects.create(kind=OrganisationKind.NATION, name="France", code="FR")
        regions = everything.filter(kind=OrganisationKind.REGION)
        known = set(regions.values_list("code", flat=True))
        # A region points to itself, and its key is only known once it is written: it points to the nation until then.
        made = [
            Organisation(kind=OrganisationKind.REGION, name=region.name, code=region.code, region=nation)
            for region in REGIONS.values()
            if region.code not in known
        ]
        Organisation.objects.bulk_create(made)
        if made:
            regions.filter(region=nation).update(region=F("pk"))
    return nation


def region_of_code(code: str) -> Organisation | None:
    everything = Organisation.objects.within(Scope.system())
    return everything.filter(kind=OrganisationKind.REGION, code=code).order_by("pk").first()
