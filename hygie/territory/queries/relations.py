"""What an organisation belongs to, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today

from ..enums import MembershipKind, OrganisationKind
from ..models import Membership, Organisation
from . import SYSTEM, sight_of

#: a private group can hold hundreds of sites: the page shows these, and the list the rest
SITES_SHOWN = 60


@dataclass(frozen=True)
class Related:
    """One relation as the page shows it. `can_open`: the reader may see that organisation's own page."""

    organisation: Organisation
    membership: Membership | None
    can_open: bool
    is_past: bool = False

    @property
    def leads(self) -> bool:
        return self.membership is not None and self.membership.lead

    @property
    def last_day(self) -> date | None:
        """The last day inside, as people say it."""
        end = self.membership.ends_on if self.membership else None
        return end - timedelta(days=1) if end else None

    @property
    def kind(self) -> str:
        return str(MembershipKind(self.membership.kind).label) if self.membership else ""


@dataclass(frozen=True)
class Relations:
    """Current ones first; `more_sites` tells that only the first sites are here."""

    entity: Related | None
    groups: Sequence[Related]
    members: Sequence[Related]
    sites: Sequence[Related]
    more_sites: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.entity or self.groups or self.members or self.sites)

    @property
    def current_groups(self) -> list[Related]:
        return [related for related in self.groups if not related.is_past]


def relations_of(context: Context, organisation: Organisation) -> Relations:
    """Entity, GHT and groups with their dates, members, sites. Two queries.

    Memberships and the register are public: an organisation out of sight is named, without a way to its page.
    """
    memberships = _memberships(context, organisation)
    kin = _kin(context, organisation)
    groups = [_related(row, row.group, row.opens_group) for row in memberships if row.group_id != organisation.pk]
    members = [
        _related(row, row.organisation, row.opens_member) for row in memberships if row.group_id == organisation.pk
    ]
    sites = [Related(one, None, one.opens) for one in kin if one.entity_id == organisation.pk]
    return Relations(
        entity=next((Related(one, None, one.opens) for one in kin if one.pk == organisation.entity_id), None),
        groups=sorted(groups, key=lambda one: one.is_past),
        members=sorted(members, key=lambda one: (one.is_past, not one.leads, one.organisation.name)),
        sites=sites[:SITES_SHOWN],
        more_sites=len(sites) > SITES_SHOWN,
    )


def _memberships(context: Context, organisation: Organisation) -> list[Any]:
    rows = Membership.objects.within(SYSTEM).filter(Q(organisation=organisation) | Q(group=organisation))
    told = rows.annotate(opens_group=sight_of(context, "group__"), opens_member=sight_of(context, "organisation__"))
    return list(told.select_related("organisation", "group").order_by("-starts_on", "group__name", "pk"))


def _kin(context: Context, organisation: Organisation) -> list[Any]:
    """Its sites, open ones first, and its legal entity."""
    rows = Organisation.objects.within(SYSTEM).filter(Q(entity=organisation) | Q(pk=organisation.entity_id))
    told = rows.annotate(opens=sight_of(context))
    return list(told.order_by(F("closed_on").desc(nulls_first=True), "name", "pk")[: SITES_SHOWN + 1])


def _related(row: Membership, other: Organisation, can_open: bool) -> Related:  # noqa: FBT001 — a column of the query
    return Related(other, row, can_open, row.ends_on is not None and row.ends_on <= today())


def membership_or_404(context: Context, organisation: Organisation, uid: UUID) -> Membership:
    """A membership of an entity, or of a group, in sight."""
    rows = Membership.objects.within(context.scope).select_related("organisation", "group")
    found = rows.filter(Q(organisation=organisation) | Q(group=organisation), uid=uid).first()
    if found is None:
        raise Http404
    return found


def groupings_in_sight(context: Context) -> list[Organisation]:
    kinds = (OrganisationKind.GHT, OrganisationKind.GROUP)
    return list(Organisation.objects.within(context.scope).filter(kind__in=kinds).order_by("kind", "name", "pk"))
