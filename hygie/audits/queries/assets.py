"""The assets of an establishment: the list with what is open on each, one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404
from django.utils.functional import Promise

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.territory.models import Organisation

from ..enums import CareCriticality, Exposure, FindingSeverity
from ..kinds import ASSET_KIND_LABELS
from ..models import Asset, Finding, Product

KEYS = ("name", "pk")
SEVERITIES = sorted(FindingSeverity, reverse=True)
PRODUCTS_SHOWN = 200
Counted = Sequence[tuple[FindingSeverity, int]]


@dataclass(frozen=True)
class AssetAsked:
    """What narrows the list of assets."""

    text: str = ""
    kind: str = ""
    exposure: str | None = None
    criticality: str | None = None


@dataclass(frozen=True)
class AssetLine:
    """An asset with what is open on it."""

    asset: Asset
    counts: Counted

    @property
    def kind(self) -> str | Promise:
        return dict(ASSET_KIND_LABELS).get(self.asset.kind, self.asset.kind)

    @property
    def exposure(self) -> Exposure:
        return Exposure(self.asset.exposure)

    @property
    def criticality(self) -> CareCriticality:
        return CareCriticality(self.asset.criticality)

    @property
    def total(self) -> int:
        return sum(count for _severity, count in self.counts)


def assets_page(
    context: Context, organisation: Organisation, asked: AssetAsked, cursor: str
) -> tuple[Page[Asset], list[AssetLine]]:
    """By name; merged ones are told by the one that stays. Two queries."""
    rows = Asset.objects.within(context.scope).filter(organisation=organisation, merged_into__isnull=True)
    found = paginate(rows.filter(_condition(asked)), KEYS, cursor)
    counted = _open_on(context, [asset.pk for asset in found.rows])
    return found, [AssetLine(asset, counted.get(asset.pk, ())) for asset in found.rows]


def asset_or_404(context: Context, uid: UUID) -> Asset:
    rows = Asset.objects.within(context.scope).select_related("organisation", "organisation__region", "merged_into")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def line_of_asset(context: Context, asset: Asset) -> AssetLine:
    """One query."""
    return AssetLine(asset, _open_on(context, [asset.pk]).get(asset.pk, ()))


def assets_named(context: Context, organisation: Organisation, uids: Collection[UUID]) -> list[Asset]:
    """Those that somebody ticked, by name."""
    rows = Asset.objects.within(context.scope).filter(organisation=organisation, merged_into__isnull=True)
    return list(rows.filter(uid__in=list(uids)[:500]).order_by(*KEYS))


def merged_into(context: Context, asset: Asset) -> list[Asset]:
    rows = Asset.objects.within(context.scope).filter(merged_into=asset)
    return list(rows.order_by(*KEYS)[:100])


def products_on(context: Context, asset: Asset) -> list[Product]:
    rows = Product.objects.within(context.scope).filter(asset=asset)
    return list(rows.order_by("vendor", "name", "product_version", "pk")[:PRODUCTS_SHOWN])


def _condition(asked: AssetAsked) -> Q:
    kept = Q()
    if asked.text:
        kept &= Q(name__icontains=asked.text) | Q(label__icontains=asked.text) | Q(care_service__icontains=asked.text)
    if asked.kind:
        kept &= Q(kind=asked.kind)
    if asked.exposure is not None:
        kept &= Q(exposure=asked.exposure)
    if asked.criticality is not None:
        kept &= Q(criticality=asked.criticality)
    return kept


def _open_on(context: Context, keys: Collection[int]) -> dict[int, Counted]:
    """How many findings are open on each, by severity, the worst first. One query."""
    rows = Finding.objects.within(context.scope).filter(asset__in=keys, is_open=True)
    grouped = rows.order_by().values("asset_id", "severity").annotate(count=Count("pk"))
    found: dict[int, dict[int, int]] = {}
    for row in grouped.order_by("asset_id", "severity"):
        found.setdefault(row["asset_id"], {})[row["severity"]] = row["count"]
    return {
        key: [(severity, counts[severity]) for severity in SEVERITIES if counts.get(severity)]
        for key, counts in found.items()
    }
