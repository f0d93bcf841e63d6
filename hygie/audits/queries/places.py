"""Organisations, as the jobs of the audits ask for them."""

from __future__ import annotations

from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

SYSTEM = Scope.system()


def region_by_key(pk: int) -> Organisation:
    return Organisation.objects.within(SYSTEM).get(pk=pk, kind=OrganisationKind.REGION)


def regions() -> list[Organisation]:
    return list(Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.REGION).order_by("pk"))
