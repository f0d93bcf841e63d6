"""Campaigns: opened by a region, a GHT or a group, which plans an audit at each establishment it chooses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Message, Recording, Refused, demand_version
from hygie.core.clock import now
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..enums import AuditState, AuditType, Objective
from ..models import Audit, Campaign
from ..policies import CAMPAIGN
from ..queries.campaigns import establishments_under
from ..rules.pairs import LEAST
from .auditors import end_accesses
from .plain import in_one_line, problems_of_days

SYSTEM = Scope.system()
#: who runs campaigns: authorities, and whoever stands above several hospitals
RUNNERS = frozenset(
    {OrganisationKind.REGION, OrganisationKind.DELEGATION, OrganisationKind.GHT, OrganisationKind.GROUP}
)


@dataclass(frozen=True)
class CampaignFacts:
    """What a campaign is. `closes_on` is the last day of its window."""

    title: str
    kind: AuditType
    opens_on: date
    closes_on: date
    objective: Objective = Objective.SINGLE
    provider: str = ""
    order_code: str = ""
    note: str = ""

    def checked(self) -> CampaignFacts:
        """Without stray spaces. Raises Refused per field."""
        problems: dict[str, Message] = {}
        if not self.title.strip():
            problems["title"] = _("Give the campaign a name.")
        problems |= problems_of_days("opens_on", self.opens_on, "closes_on", self.closes_on)
        if self.objective is Objective.EXPOSURE_PAIR and self.kind is not AuditType.EXPOSURE:
            problems["objective"] = _("Only exposure audits are run in pairs.")
        elif self.objective is Objective.EXPOSURE_PAIR and self.closes_on - self.opens_on < LEAST:
            problems.setdefault("closes_on", _("A pair needs a window of 45 days at least."))
        if problems:
            raise Refused(problems)
        return replace(
            self,
            title=in_one_line(self.title),
            provider=in_one_line(self.provider),
            order_code=in_one_line(self.order_code),
            note=self.note.strip(),
        )


def open_campaign(ctx: Context, organisation: Organisation, facts: CampaignFacts) -> Campaign:
    """The same said twice is one campaign. Raises Refused per field."""
    said = facts.checked()
    if organisation.kind_value not in RUNNERS:
        raise Refused(_("A campaign is run by a region, an office, a GHT or a group."))
    with ctx.recording(Verb.EDIT, CAMPAIGN, organisation) as record:
        lock_organisations(organisation)
        same = Campaign.objects.within(SYSTEM).filter(organisation=organisation, closed_at=None, **vars(said))
        if twin := same.select_related("organisation").order_by("pk").first():
            record.nothing_changed()
            return twin
        campaign = Campaign.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            **vars(said),
            made_by_id=ctx.person_id,
            made_at=now(),
        )
        record.event("campaign.opened", campaign, kind=said.kind.value)
    return campaign


def change_campaign(ctx: Context, campaign: Campaign, seen: int, facts: CampaignFacts) -> Campaign:
    """Correct a campaign; audits still planned as it said follow it. Raises Stale, or Refused per field."""
    said = facts.checked()
    with ctx.recording(Verb.EDIT, CAMPAIGN, campaign.organisation) as record:
        current = _held(campaign)
        before = _facts_of(current)
        if before == said:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        _demand_open(current)
        if (before.kind, before.objective) != (said.kind, said.objective) and _audits_of(current).exists():
            raise Refused({"kind": _("Audits are planned: kind and objective no longer change.")})
        for name, value in vars(said).items():
            setattr(current, name, value)
        current.version += 1
        current.save()
        record.event("campaign.changed", current, kind=current.kind)
        _follow(record, current, before, said)
    return current


def add_establishments(ctx: Context, campaign: Campaign, keys: Collection[int]) -> int:
    """Plan the campaign's audits at these establishments; where they are planned already, nothing changes.

    Returns at how many they were planned now. What is not below the campaign's organisation is left out.
    """
    with ctx.recording(Verb.EDIT, CAMPAIGN, campaign.organisation) as record:
        current = _held(campaign)
        _demand_open(current)
        there = set(_audits_of(current).order_by("pk").values_list("organisation_id", flat=True))
        rows = establishments_under(ctx, current).filter(pk__in=[key for key in keys if key not in there])
        places = list(rows.order_by("pk"))
        if not places:
            record.nothing_changed()
            return 0
        firsts = Audit.objects.bulk_create([_planned(ctx, current, place) for place in places])
        seconds: list[Audit] = []
        if current.objective_value is Objective.EXPOSURE_PAIR:
            pairs = zip(places, firsts, strict=True)
            seconds = Audit.objects.bulk_create([_second(ctx, current, place, first) for place, first in pairs])
        for audit in (*firsts, *seconds):
            record.event("audit.planned", audit, place=audit.organisation, kind=audit.kind)
        record.event("campaign.changed", current, kind=current.kind, added=len(places))
    return len(places)


def leave_out(ctx: Context, campaign: Campaign, organisation: Organisation) -> int:
    """Cancel the campaign's audits that are only planned there. Returns how many."""
    with ctx.recording(Verb.EDIT, CAMPAIGN, campaign.organisation) as record:
        current = _held(campaign)
        planned = _audits_of(current).filter(organisation=organisation, state=AuditState.PLANNED)
        cancelled = _cancel(record, planned.select_related("organisation").order_by("pk"))
        if not cancelled:
            record.nothing_changed()
    return cancelled


def close_campaign(ctx: Context, campaign: Campaign, seen: int) -> Campaign:
    """End a campaign: audits that are only planned are cancelled, those under way go on. Raises Stale."""
    with ctx.recording(Verb.EDIT, CAMPAIGN, campaign.organisation) as record:
        current = _held(campaign)
        if current.closed_at is not None:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        current.closed_at = now()
        current.version += 1
        current.save()
        _cancel(
            record, _audits_of(current).filter(state=AuditState.PLANNED).select_related("organisation").order_by("pk")
        )
        record.event("campaign.closed", current, kind=current.kind)
    return current


def _planned(ctx: Context, campaign: Campaign, place: Organisation) -> Audit:
    """Within the window; the first of a pair leaves the second its 45 days."""
    in_pairs = campaign.objective_value is Objective.EXPOSURE_PAIR
    return Audit(
        organisation=place,
        region_id=place.region_pk,
        campaign=campaign,
        title=campaign.title,
        kind=campaign.kind,
        provider=campaign.provider,
        order_code=campaign.order_code,
        starts_on=campaign.opens_on,
        ends_on=campaign.closes_on - LEAST if in_pairs else campaign.closes_on,
        made_by_id=ctx.person_id,
        made_at=now(),
    )


def _second(ctx: Context, campaign: Campaign, place: Organisation, first: Audit) -> Audit:
    """At any day that leaves 45 after a first one; once that one was run, within its own 45 to 60 days."""
    second = _planned(ctx, campaign, place)
    second.follows, second.starts_on, second.ends_on = first, campaign.opens_on + LEAST, campaign.closes_on
    return second


def _follow(record: Recording, campaign: Campaign, before: CampaignFacts, said: CampaignFacts) -> None:
    """Only what nobody has changed since: an audit that its establishment planned again keeps its own."""
    names = {"title": "title", "provider": "provider", "order_code": "order_code"}
    if campaign.objective_value is Objective.SINGLE:
        names |= {"opens_on": "starts_on", "closes_on": "ends_on"}
    for audit in _audits_of(campaign).filter(state=AuditState.PLANNED).select_related("organisation").order_by("pk"):
        changed = False
        for told, kept in names.items():
            old, new = getattr(before, told), getattr(said, told)
            if old != new and getattr(audit, kept) == old:
                setattr(audit, kept, new)
                changed = True
        if changed and audit.starts_on <= audit.ends_on:
            audit.version += 1
            audit.save()
            record.event("audit.changed", audit, place=audit.organisation, kind=audit.kind)


def _cancel(record: Recording, audits: Iterable[Audit]) -> int:
    count = 0
    for audit in audits:
        audit.state = AuditState.CANCELLED
        audit.version += 1
        audit.save()
        record.event("audit.moved", audit, place=audit.organisation, kind=audit.kind, state=audit.state)
        end_accesses(record, audit)
        count += 1
    return count


def _held(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.within(SYSTEM).select_related("organisation", "organisation__region")
    return rows.select_for_update(of=("self",)).get(pk=campaign.pk)


def _audits_of(campaign: Campaign) -> TenantQuerySet[Audit]:
    """Those that stand; a cancelled one leaves its place."""
    rows: TenantQuerySet[Audit] = Audit.objects.within(SYSTEM)
    return rows.filter(campaign=campaign).exclude(state=AuditState.CANCELLED)


def _demand_open(campaign: Campaign) -> None:
    if campaign.closed_at is not None:
        raise Refused(_("This campaign is closed."))


def _facts_of(campaign: Campaign) -> CampaignFacts:
    return CampaignFacts(
        campaign.title,
        campaign.kind_value,
        campaign.opens_on,
        campaign.closes_on,
        campaign.objective_value,
        campaign.provider,
        campaign.order_code,
        campaign.note,
    )
