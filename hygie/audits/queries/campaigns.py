"""Campaigns as they are read: the plan by year, one campaign's progress, the establishments it can reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import Reach, TenantQuerySet
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.territory.queries.lists import Narrowing, organisations

from ..enums import AuditState, CampaignStanding
from ..models import Audit, Campaign

WAITING = [AuditState.PLANNED, AuditState.IN_PROGRESS]
DONE = [AuditState.RECEIVED, AuditState.CLOSED]
REGIONAL = {OrganisationKind.REGION}
KEYS = ("organisation__name", "starts_on", "pk")


@dataclass(frozen=True)
class Progress:
    """How many audits of a campaign are in each state; cancelled ones are left out."""

    by_state: dict[str, int] = field(default_factory=dict)
    late: int = 0
    places: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def done(self) -> int:
        return sum(self.by_state.get(state, 0) for state in DONE)

    @property
    def planned(self) -> int:
        return self.by_state.get(AuditState.PLANNED, 0)

    @property
    def in_progress(self) -> int:
        return self.by_state.get(AuditState.IN_PROGRESS, 0)

    @property
    def received(self) -> int:
        return self.by_state.get(AuditState.RECEIVED, 0)

    @property
    def closed(self) -> int:
        return self.by_state.get(AuditState.CLOSED, 0)


@dataclass(frozen=True)
class CampaignLine:
    campaign: Campaign
    progress: Progress
    standing: CampaignStanding


def campaigns_in(context: Context) -> TenantQuerySet[Campaign]:
    rows: TenantQuerySet[Campaign] = Campaign.objects.within(context.scope)
    return rows.select_related("organisation", "organisation__region")


def plan_of(context: Context, cursor: str) -> tuple[Page[Campaign], list[tuple[int, list[CampaignLine]]]]:
    """One page of the plan over the years, what is to come first; each campaign in the year in which it opens.

    Two queries.
    """
    found = paginate(campaigns_in(context), ("-opens_on", "-pk"), cursor)
    progress = _progress_of(context, [campaign.pk for campaign in found.rows])
    lines = [line_of(campaign, progress.get(campaign.pk, Progress())) for campaign in found.rows]
    return found, [(year, list(some)) for year, some in groupby(lines, key=lambda line: line.campaign.opens_on.year)]


def line_of(campaign: Campaign, progress: Progress) -> CampaignLine:
    return CampaignLine(campaign, progress, campaign.standing_on(today()))


def campaign_or_404(context: Context, uid: UUID) -> Campaign:
    found = campaigns_in(context).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def progress_of(context: Context, campaign: Campaign) -> Progress:
    """One query."""
    return _progress_of(context, [campaign.pk]).get(campaign.pk, Progress())


def _progress_of(context: Context, keys: Sequence[int]) -> dict[int, Progress]:
    rows = Audit.objects.within(context.scope).filter(campaign_id__in=keys).exclude(state=AuditState.CANCELLED)
    late = Q(state__in=WAITING, ends_on__lt=today())
    columns: dict[str, Count] = {state: Count("pk", filter=Q(state=state)) for state in (*WAITING, *DONE)}
    columns |= {"late": Count("pk", filter=late), "places": Count("organisation_id", distinct=True)}
    counted: Iterable[Mapping[str, Any]] = rows.values("campaign_id").annotate(**columns).order_by("campaign_id")
    return {
        row["campaign_id"]: Progress({state: row[state] for state in (*WAITING, *DONE)}, row["late"], row["places"])
        for row in counted
    }


def audits_of_campaign(context: Context, campaign: Campaign, state: str, cursor: str) -> Page[Audit]:
    """One page by establishment; `state` is one of the audits', or "late". One query."""
    rows: TenantQuerySet[Audit] = Audit.objects.within(context.scope)
    rows = rows.filter(campaign=campaign).select_related("organisation")
    if state == "late":
        rows = rows.filter(state__in=WAITING, ends_on__lt=today())
    elif state in AuditState.values:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=AuditState.CANCELLED)
    return paginate(rows, KEYS, cursor)


def establishments_under(context: Context, campaign: Campaign) -> TenantQuerySet[Organisation]:
    """The open establishments in sight below the campaign's organisation."""
    rows = organisations(context, Narrowing())
    return rows.filter(_below(campaign))


def left_to_choose(context: Context, campaign: Campaign, asked: Narrowing) -> TenantQuerySet[Organisation]:
    """Those that fit what is asked and have no standing audit of the campaign yet, without an order."""
    standing = Audit.objects.within(context.scope).filter(campaign=campaign, organisation=OuterRef("pk"))
    rows = organisations(context, asked).filter(_below(campaign))
    return rows.filter(~Exists(standing.exclude(state=AuditState.CANCELLED)))


def _below(campaign: Campaign) -> Q:
    """A region is a column test; the others are asked who they reach. Nobody audits an empty grouping of itself."""
    runner = campaign.organisation
    if runner.kind_value in REGIONAL:
        return Q(region_id=runner.pk)
    return Q(pk__in=Reach.objects.filter(holder_id=runner.pk).values("organisation_id"))


def runners_of(context: Context, kinds: Sequence[OrganisationKind]) -> list[Organisation]:
    """Where the reader sits and may run campaigns. One query."""
    keys = context.scope.regions | context.scope.holders
    rows = Organisation.objects.within(context.scope).filter(pk__in=keys, kind__in=kinds, closed_on__isnull=True)
    return list(rows.order_by("name", "pk"))
