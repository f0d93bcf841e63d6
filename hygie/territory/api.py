"""Operations on organisations: what the lists and the pages of the register show."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiPart, ApiRequest, Cursor, Listed, Operations, Typed, api_parts
from hygie.core.pages import Access, Over
from hygie.core.paging import paginate

from .enums import OrganisationKind, PublicStatus
from .models import Organisation
from .policies import ORGANISATION
from .queries import organisation_or_404
from .queries.lists import ORDERS, Narrowing, organisations

ROUTES = Operations()


class PlaceOut(Schema):
    """An organisation in a few words."""

    uid: UUID
    kind: OrganisationKind
    name: str
    finess: str | None

    @classmethod
    def of(cls, one: Organisation) -> PlaceOut:
        return cls(uid=one.uid, kind=one.kind_value, name=one.name, finess=one.finess)


class OrganisationOut(PlaceOut):
    """An organisation as the national register and the region know it."""

    short_name: str
    siren: str
    siret: str
    region: str
    entity: UUID | None
    department: str
    category: str
    category_label: str
    public_status: PublicStatus
    city: str
    postal_code: str
    opened_on: date | None
    closed_on: date | None

    @classmethod
    def of(cls, one: Organisation) -> OrganisationOut:
        return cls(
            uid=one.uid,
            kind=one.kind_value,
            name=one.name,
            finess=one.finess,
            short_name=one.short_name,
            siren=one.siren,
            siret=one.siret,
            region=one.region.code if one.region else "",
            entity=one.entity.uid if one.entity else None,
            department=one.department,
            category=one.category,
            category_label=one.category_label,
            public_status=PublicStatus(one.public_status),
            city=one.city,
            postal_code=one.postal_code,
            opened_on=one.opened_on,
            closed_on=one.closed_on,
        )


@ROUTES.read(
    "/organisations",
    Listed[OrganisationOut],
    Access(Over.SCOPE, ORGANISATION, Level.STATUS),
    _("Organisations in reach"),
)
def organisations_in_reach(
    request: ApiRequest,
    q: Typed = "",
    kind: OrganisationKind | None = None,
    department: Typed = "",
    closed: bool = False,  # noqa: FBT001, FBT002 — a parameter of an address has a name
    page: Cursor = "",
) -> Listed[OrganisationOut]:
    """By name. `q`: words of the name or town, or the beginning of a FINESS number; `closed`: closed ones too."""
    asked = Narrowing(text=q, kind=kind.value if kind else "", department=department, closed=closed)
    rows = organisations(request.context, asked).select_related("region", "entity")
    found = paginate(rows, ORDERS["name"], page)
    return Listed(rows=[OrganisationOut.of(one) for one in found.rows], next=found.next_cursor)


@ROUTES.read(
    "/organisations/{uid}",
    OrganisationOut,
    Access(Over.ORGANISATION, ORGANISATION, Level.STATUS),
    _("One organisation"),
)
def organisation(request: ApiRequest, uid: UUID) -> OrganisationOut:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    return OrganisationOut.of(one)


def register() -> None:
    api_parts.register(ApiPart("territory", _("Organisations"), ROUTES))
