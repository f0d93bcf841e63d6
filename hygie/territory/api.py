"""Operations on organisations: what the lists and the pages of the register show, and their past."""

from __future__ import annotations

import base64
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiPart, ApiRequest, Cursor, Listed, Operations, Typed, api_parts
from hygie.core.pages import Access, Over
from hygie.core.paging import paginate

from .enums import MembershipKind, OrganisationKind, Provider, PublicStatus
from .models import Membership, Organisation
from .policies import FACT, ORGANISATION
from .queries import organisation_or_404
from .queries.facts import FactLine, fact_page, visible_kinds
from .queries.lists import ORDERS, Narrowing, organisations
from .queries.relations import Related, relations_of
from .queries.told import Asked, Mark, Told, timeline_page

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


class FactOut(Schema):
    """A dated fact and who says it. `value`: a number, or the code of a choice; `said`: the same in words.

    `ends_on`: its last day; `corrected`: another took its place from its very first day.
    """

    kind: str
    value: str | int | float
    said: str
    starts_on: date
    ends_on: date | None
    current: bool
    corrected: bool
    provider: Provider
    source: str
    recorded_at: datetime

    @classmethod
    def of(cls, line: FactLine) -> FactOut:
        return cls(
            kind=line.kind.code,
            value=line.fact.value,
            said=line.words,
            starts_on=line.fact.starts_on,
            ends_on=line.last_day if not line.is_corrected else None,
            current=line.is_current,
            corrected=line.is_corrected,
            provider=line.provider,
            source=line.fact.source,
            recorded_at=line.fact.recorded_at,
        )


@ROUTES.read(
    "/organisations/{uid}/facts",
    Listed[FactOut],
    Access(Over.ORGANISATION, FACT, Level.STATUS),
    _("Facts of an organisation"),
)
def facts(request: ApiRequest, uid: UUID, kind: Typed = "", page: Cursor = "") -> Listed[FactOut]:
    """What decides which obligations bind it, the latest to begin first, earlier and corrected ones too."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    kinds = [known for known in visible_kinds(request.context, one) if kind in {"", known.code}]
    lines, following = fact_page(request.context, one, kinds, page)
    return Listed(rows=[FactOut.of(line) for line in lines], next=following)


class NamedOut(Schema):
    """An organisation as the public register names it. `uid` is null out of the reader's reach."""

    uid: UUID | None
    kind: OrganisationKind
    name: str
    finess: str | None

    @classmethod
    def of(cls, one: Related) -> NamedOut:
        place = one.organisation
        uid = place.uid if one.can_open else None
        return cls(uid=uid, kind=place.kind_value, name=place.name, finess=place.finess)


class MembershipOut(Schema):
    """What it belongs to, or one of its members. `ends_on`: the last day inside."""

    organisation: NamedOut
    kind: MembershipKind
    lead: bool
    starts_on: date
    ends_on: date | None
    past: bool

    @classmethod
    def of(cls, one: Related, membership: Membership) -> MembershipOut:
        return cls(
            organisation=NamedOut.of(one),
            kind=MembershipKind(membership.kind),
            lead=membership.lead,
            starts_on=membership.starts_on,
            ends_on=one.last_day,
            past=one.is_past,
        )


class RelationsOut(Schema):
    """`more_sites`: only the first sites are here; the list of organisations has them all."""

    entity: NamedOut | None
    groups: list[MembershipOut]
    members: list[MembershipOut]
    sites: list[NamedOut]
    more_sites: bool


@ROUTES.read(
    "/organisations/{uid}/memberships",
    RelationsOut,
    Access(Over.ORGANISATION, ORGANISATION, Level.STATUS),
    _("What an organisation belongs to, and what belongs to it"),
)
def memberships(request: ApiRequest, uid: UUID) -> RelationsOut:
    """Its legal entity, GHT and groups, members and sites; current ones first."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found = relations_of(request.context, one)
    return RelationsOut(
        entity=NamedOut.of(found.entity) if found.entity else None,
        groups=[MembershipOut.of(row, row.membership) for row in found.groups if row.membership],
        members=[MembershipOut.of(row, row.membership) for row in found.members if row.membership],
        sites=[NamedOut.of(site) for site in found.sites],
        more_sites=found.more_sites,
    )


class HappenedOut(Schema):
    """One thing that happened, in words. `source`: the part of the platform that tells it."""

    at: datetime
    source: str
    title: str
    detail: str
    who: str

    @classmethod
    def of(cls, one: Told) -> HappenedOut:
        entry = one.entry
        return cls(at=entry.at, source=one.source.code, title=entry.title, detail=entry.detail, who=entry.who)


@ROUTES.read(
    "/organisations/{uid}/timeline",
    Listed[HappenedOut],
    Access(Over.ORGANISATION, ORGANISATION, Level.DETAIL),
    _("What happened at an organisation"),
)
def timeline(
    request: ApiRequest,
    uid: UUID,
    q: Typed = "",
    source: Typed = "",
    since: date | None = None,
    until: date | None = None,
    page: Cursor = "",
) -> Listed[HappenedOut]:
    """The latest first, as far as the reader may hear of it. `q`: words; both days are included."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    asked = Asked(source, since, until, q)
    found = timeline_page(request.context, one, asked, Mark.of(_opened(page), asked))
    return Listed(rows=[HappenedOut.of(told) for told in found.told], next=_closed(found.older))


def _closed(mark: str) -> str:
    """A timeline's mark as a cursor that an address carries as it is."""
    return base64.urlsafe_b64encode(mark.encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return ""


def register() -> None:
    api_parts.register(ApiPart("territory", _("Organisations"), ROUTES))
