"""The findings of many establishments: read from their summaries, never from the findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.access import DEEPENED
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Grant
from hygie.territory.queries import running
from hygie.territory.queries.groups import narrowed

from ..enums import AuditState
from ..models import Audit, Campaign, FindingDay, FindingSummary
from ..policies import FINDING
from ..rules.directory import BEST
from .counting import WORDS

Row = TypeVar("Row", FindingDay, FindingSummary)
SIZE = 50
CAMPAIGNS_SHOWN = 5
#: what adds up over establishments; a level does not
SUMMED = (
    *(f"open_{word}" for word in WORDS.values()),
    *(f"overdue_{word}" for value, word in WORDS.items() if value),
    "exposed",
    "to_verify",
)
#: of an establishment, what a line does not show
LEFT_OUT = ("address", "phone", "siret", "siren", "insee", "postal_code", "code")
#: no level sorts after every level: nobody knows, which is not good
NO_LEVEL = BEST + 1
#: by the name that the address gives; each ends with a key that parts equals
SORTS: Mapping[str, Sequence[str]] = {
    "": ("-overdue_critical", "-overdue_high", "-open_critical", "-open_high", "pk"),
    "late": ("overdue_critical", "overdue_high", "pk"),
    "critical": ("open_critical", "pk"),
    "high": ("open_high", "pk"),
    "medium": ("open_medium", "pk"),
    "low": ("open_low", "pk"),
    "exposed": ("exposed", "pk"),
    "level": ("known_level", "pk"),
    "name": ("organisation__name", "pk"),
}


@dataclass(frozen=True)
class RegionFilter:
    """What narrows the establishments."""

    department: str = ""
    group: GroupRule | None = None


def page_of(context: Context, only: RegionFilter, sort: str, cursor: str) -> Page[FindingSummary]:
    """Fifty establishments, the worst first unless asked otherwise. One query."""
    return paginate(_summaries(context, only), _keys(sort), cursor, SIZE)


def rows_of(context: Context, only: RegionFilter) -> Iterator[FindingSummary]:
    """All of them, for an export, the worst first."""
    return _summaries(context, only).order_by(*SORTS[""]).iterator(chunk_size=500)


def _keys(sort: str) -> Sequence[str]:
    name = sort.removeprefix("-")
    keys = SORTS.get(name, SORTS[""])
    return [f"-{key}" for key in keys] if sort.startswith("-") and name in SORTS and name else keys


def _summaries(context: Context, only: RegionFilter) -> TenantQuerySet[FindingSummary]:
    rows = _narrowed(context, FindingSummary.objects.within(context.scope), only).select_related("organisation")
    sortable: Any = rows.annotate(known_level=Coalesce(F("level"), Value(NO_LEVEL)))
    found: TenantQuerySet[FindingSummary] = sortable.defer(*(f"organisation__{field}" for field in LEFT_OUT))
    return found


def _narrowed(context: Context, rows: TenantQuerySet[Row], only: RegionFilter) -> TenantQuerySet[Row]:
    rows = narrowed(context, rows, only.group)
    return rows.filter(organisation__department=only.department) if only.department else rows


@dataclass(frozen=True)
class Totals:
    """What many establishments add up to now. `levels`: how many stand at each level of the directory."""

    places: int
    places_late: int
    sums: Mapping[str, int]
    levels: Mapping[int, int]


def totals_of(context: Context, only: RegionFilter) -> Totals:
    """One query."""
    rows = _narrowed(context, FindingSummary.objects.within(context.scope), only)
    levels = {f"level_{level}": Count("pk", filter=Q(level=level)) for level in range(1, BEST + 1)}
    found = rows.aggregate(
        places=Count("pk"),
        places_late=Count("pk", filter=Q(overdue_critical__gt=0)),
        **{f"sum_{column}": Coalesce(Sum(column), 0) for column in SUMMED},
        **levels,
    )
    sums = {column: found[f"sum_{column}"] for column in SUMMED}
    by_level = {level: found[f"level_{level}"] for level in range(1, BEST + 1)}
    return Totals(found["places"], found["places_late"], sums, by_level)


def sums_on(context: Context, only: RegionFilter, days: Collection[date]) -> list[tuple[date, dict[str, int]]]:
    """What they added up to at the end of each of these days, oldest first. One query."""
    rows = _narrowed(context, FindingDay.objects.within(context.scope).filter(day__in=days), only)
    asked: dict[str, Any] = {f"sum_{column}": Sum(column) for column in SUMMED}
    groups: Any = rows.order_by("day").values("day").annotate(**asked)
    return [(row["day"], {column: row[f"sum_{column}"] for column in SUMMED}) for row in groups]


def opened_to(context: Context, places: Sequence[FindingSummary]) -> frozenset[int]:
    """The establishments of which the reader sees the findings themselves: by role, or by a mandate of theirs that
    runs today. One query at most, however many they are."""
    keys = frozenset(row.organisation_id for row in places)
    if FINDING.may(context.role).allows(see=Level.DETAIL):
        return keys
    if context.role not in DEEPENED:
        return frozenset()
    mine = Q(person_id=context.person_id) | Q(person__isnull=True, role=context.role)
    rows = Grant.objects.within(context.scope).filter(
        mine, running(today()), organisation_id__in=keys, ended_at__isnull=True, level__gte=Level.DETAIL
    )
    named = rows.filter(resource__in=("", FINDING.code)).order_by("pk")
    return frozenset(named.values_list("organisation_id", flat=True))


@dataclass(frozen=True)
class CampaignLine:
    """How far a campaign is: audits run, of those that were not given up."""

    campaign: Campaign
    total: int
    received: int
    closed: int


def campaigns_of(context: Context) -> list[CampaignLine]:
    """The campaigns under way in sight, those that end first; audits in sight are counted. Two queries."""
    rows = Campaign.objects.within(context.scope).filter(closed_at__isnull=True, opens_on__lte=today())
    campaigns = list(rows.order_by("closes_on", "pk")[:CAMPAIGNS_SHOWN])
    if not campaigns:
        return []
    audits = Audit.objects.within(context.scope).filter(campaign__in=campaigns).exclude(state=AuditState.CANCELLED)
    run = (AuditState.RECEIVED, AuditState.CLOSED)
    groups: Any = (
        audits.order_by("campaign_id")
        .values("campaign_id")
        .annotate(
            total=Count("pk"),
            received=Count("pk", filter=Q(state__in=run)),
            closed=Count("pk", filter=Q(state=AuditState.CLOSED)),
        )
    )
    counts = {row["campaign_id"]: row for row in groups}
    nothing = {"total": 0, "received": 0, "closed": 0}
    return [
        CampaignLine(one, *(counts.get(one.pk, nothing)[name] for name in ("total", "received", "closed")))
        for one in campaigns
    ]
