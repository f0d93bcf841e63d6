"""Suppliers: those of an establishment, and how many depend on each over the reader's territory."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiRequest, Cursor, Listed, Typed
from hygie.core.pages import Access, Over
from hygie.territory.api import PlaceOut
from hygie.territory.queries import organisation_or_404

from ..models import Engagement
from ..policies import SUPPLIER
from ..queries.supplier_concentration import concentration, dependents_of, supplier_or_404
from ..queries.suppliers import ended_page, register_of
from ..supplier_enums import AccessStanding, Clause, Criticality, RemoteAccess
from .routes import ROUTES


class TermsOut(Schema):
    """What an establishment alone knows of its contract. `ended_on` is the last day; contacts are on the pages only."""

    contract_starts_on: date | None
    contract_ends_on: date | None
    clauses: list[Clause]
    access_reviewed_on: date | None
    access_standing: AccessStanding
    review_due_on: date | None
    ended_on: date | None
    ended_because: str

    @classmethod
    def of(cls, one: Engagement) -> TermsOut:
        return cls(
            contract_starts_on=one.contract_starts_on,
            contract_ends_on=one.contract_ends_on,
            clauses=[Clause(code) for code in one.clauses],
            access_reviewed_on=one.access_reviewed_on,
            access_standing=one.access_standing,
            review_due_on=one.review_due_on,
            ended_on=one.ended_on,
            ended_because=one.ended_because,
        )


class EngagementOut(Schema):
    """What a supplier runs, what its stop does to care, and how it gets in. `terms`: for whoever sees the detail."""

    uid: UUID
    supplier: UUID
    name: str
    services: str
    criticality: Criticality
    access: RemoteAccess
    terms: TermsOut | None

    @classmethod
    def of(cls, one: Engagement, *, detailed: bool) -> EngagementOut:
        return cls(
            uid=one.uid,
            supplier=one.supplier.uid,
            name=one.supplier.name,
            services=one.services,
            criticality=one.criticality_value,
            access=one.access_value,
            terms=TermsOut.of(one) if detailed else None,
        )


@ROUTES.read(
    "/organisations/{uid}/suppliers",
    Listed[EngagementOut],
    Access(Over.ORGANISATION, SUPPLIER, Level.STATUS),
    _("Suppliers of an establishment"),
)
def suppliers(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[EngagementOut]:
    """Those that run, by name."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, SUPPLIER, one)
    found = register_of(request.context, one, "", page)
    return Listed(rows=[EngagementOut.of(row, detailed=detailed) for row in found.rows], next=found.next_cursor)


@ROUTES.read(
    "/organisations/{uid}/suppliers/ended",
    Listed[EngagementOut],
    Access(Over.ORGANISATION, SUPPLIER, Level.DETAIL),
    _("Former suppliers of an establishment"),
)
def ended_suppliers(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[EngagementOut]:
    """The latest that ended first."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found = ended_page(request.context, one, page)
    return Listed(rows=[EngagementOut.of(row, detailed=True) for row in found.rows], next=found.next_cursor)


class ConcentrationOut(Schema):
    """One supplier over the reader's reach: how many depend on it, where care would stop, where it gets in."""

    supplier: UUID
    name: str
    establishments: int
    vital: int
    with_remote_access: int


@ROUTES.read(
    "/suppliers",
    Listed[ConcentrationOut],
    Access(Over.SCOPE, SUPPLIER, Level.COUNTS),
    _("Suppliers by the number of establishments that depend on them"),
)
def supplier_concentration(request: ApiRequest, q: Typed = "", page: Cursor = "") -> Listed[ConcentrationOut]:
    """Most first, within the reader's reach. `q`: words of the name."""
    found = concentration(request.context, q, page)
    rows = [
        ConcentrationOut(
            supplier=one.uid,
            name=one.name,
            establishments=one.places,  # type: ignore[attr-defined]
            vital=one.vital,  # type: ignore[attr-defined]
            with_remote_access=one.reached,  # type: ignore[attr-defined]
        )
        for one in found.rows
    ]
    return Listed(rows=rows, next=found.next_cursor)


class DependentOut(Schema):
    """One establishment that depends on a supplier."""

    organisation: PlaceOut
    services: str
    criticality: Criticality
    access: RemoteAccess


@ROUTES.read(
    "/suppliers/{uid}/dependents",
    Listed[DependentOut],
    Access(Over.SCOPE, SUPPLIER, Level.STATUS),
    _("Establishments that depend on a supplier"),
)
def supplier_dependents(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[DependentOut]:
    """Those in reach, where care would stop first."""
    found = dependents_of(request.context, supplier_or_404(uid), page)
    rows = [
        DependentOut(
            organisation=PlaceOut.of(one.organisation),
            services=one.services,
            criticality=one.criticality_value,
            access=one.access_value,
        )
        for one in found.rows
    ]
    return Listed(rows=rows, next=found.next_cursor)
