"""Assets described by people: who can reach them, what care loses without them; merged, and parted again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused, demand_version
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..enums import CareCriticality, Exposure
from ..models import Asset, Finding, FindingEvent, Product
from ..policies import ASSET
from .counts import recount
from .priority import prioritise
from .writing import write_findings

SYSTEM = Scope.system()
#: what changes the rank and deadline of the findings on it
RANKING = frozenset({"exposure", "criticality"})
MERGED_AT_MOST = 20


@dataclass(frozen=True)
class AssetFacts:
    """What people know of an asset; the name is the reports'."""

    label: str
    exposure: Exposure
    care_service: str
    criticality: CareCriticality
    owner: str


def describe_asset(ctx: Context, asset: Asset, seen: int, said: AssetFacts) -> Asset:
    """The same facts again change nothing. Raises Stale."""
    organisation = asset.organisation
    with ctx.recording(Verb.EDIT, ASSET, organisation) as record:
        lock_organisations(organisation)
        current = _held(asset)
        if _facts_of(current) == said:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        _describe(record, organisation, [current.pk], vars(said))
    return _held(asset)


def describe_assets(ctx: Context, organisation: Organisation, assets: Sequence[Asset], said: Mapping[str, str]) -> int:
    """The same words for several: `said` has only what changes. Returns how many changed."""
    with ctx.recording(Verb.EDIT, ASSET, organisation) as record:
        lock_organisations(organisation)
        rows = Asset.objects.within(SYSTEM).filter(
            organisation_id=organisation.pk, pk__in=[asset.pk for asset in assets]
        )
        found = rows.order_by("pk").values("pk", *said)
        changing = [row["pk"] for row in found if any(row[name] != value for name, value in said.items())]
        if not changing:
            record.nothing_changed()
            return 0
        _describe(record, organisation, changing, said)
    return len(changing)


def merge_assets(ctx: Context, organisation: Organisation, stays: Asset, others: Sequence[Asset]) -> int:
    """One machine under several names: its findings and products go to the one that stays. Raises Refused.

    The others keep their names, so that the next report that uses one finds the survivor.
    """
    with ctx.recording(Verb.EDIT, ASSET, organisation) as record:
        lock_organisations(organisation)
        rows = Asset.objects.within(SYSTEM).filter(organisation_id=organisation.pk)
        survivor = rows.get(pk=stays.pk)
        gone = list(rows.filter(pk__in=[one.pk for one in others]).exclude(pk=survivor.pk).order_by("pk"))
        if survivor.merged_into_id is not None or len(gone) > MERGED_AT_MOST:
            raise Refused(_("Choose an asset that stays, and twenty others at most."))
        waiting = [one for one in gone if one.merged_into_id != survivor.pk]
        if not waiting:
            record.nothing_changed()
            return 0
        for one in waiting:
            _merge_into(ctx, survivor, one)
        record.event("asset.merged", survivor, count=len(waiting))
        _rank(organisation, [survivor.pk])
    return len(waiting)


def part_asset(ctx: Context, asset: Asset) -> Asset:
    """It was another machine after all: what was moved when they were merged goes back to it.

    What came under its name since then stays with the survivor: nothing says which of the two it was.
    """
    organisation = asset.organisation
    with ctx.recording(Verb.EDIT, ASSET, organisation) as record:
        lock_organisations(organisation)
        current = _held(asset)
        if current.merged_into_id is None:
            record.nothing_changed()
            return current
        survivor = current.merged_into_id
        # Whatever came next: the one into which it was merged may have been merged in its turn.
        moved = FindingEvent.objects.within(SYSTEM).filter(
            organisation_id=organisation.pk, kind="asset", before__asset_id=current.pk
        )
        back = Finding.objects.within(SYSTEM).filter(asset_id=survivor, pk__in=moved.values("finding_id"))
        write_findings(ctx, back, "asset", {"asset_id": current.pk})
        current.merged_into, current.version = None, current.version + 1
        current.save(update_fields=["merged_into", "version"])
        record.event("asset.parted", current, count=1)
        _rank(organisation, [survivor, current.pk])
    return current


def _held(asset: Asset) -> Asset:
    return Asset.objects.within(SYSTEM).select_related("organisation").get(pk=asset.pk)


def _facts_of(asset: Asset) -> AssetFacts:
    return AssetFacts(
        asset.label, Exposure(asset.exposure), asset.care_service, CareCriticality(asset.criticality), asset.owner
    )


def _describe(record: Recording, organisation: Organisation, keys: Sequence[int], said: Mapping[str, str]) -> None:
    rows = Asset.objects.within(SYSTEM).filter(pk__in=keys)
    rows.update(**said, version=F("version") + 1)
    record.event("asset.changed", organisation, count=len(keys))
    if RANKING & set(said):
        _rank(organisation, keys)


def _merge_into(ctx: Context, survivor: Asset, one: Asset) -> None:
    """Also what had been merged into it: a report looks for the survivor in one step."""
    findings = Finding.objects.within(SYSTEM).filter(asset=one)
    write_findings(ctx, findings, "asset", {"asset_id": survivor.pk})
    _carry_products(survivor, one)
    followers = Asset.objects.within(SYSTEM).filter(merged_into=one)
    followers.update(merged_into=survivor, version=F("version") + 1)
    one.merged_into, one.version = survivor, one.version + 1
    one.save(update_fields=["merged_into", "version"])


def _carry_products(survivor: Asset, one: Asset) -> None:
    """A product that both run is there once."""
    theirs = Product.objects.within(SYSTEM).filter(asset=one)
    known = set(
        Product.objects.within(SYSTEM).filter(asset=survivor).order_by("pk").values_list("key", "product_version")
    )
    twins = [row.pk for row in theirs.order_by("pk") if (row.key, row.product_version) in known]
    theirs.filter(pk__in=twins).delete()
    theirs.update(asset=survivor)


def _rank(organisation: Organisation, keys: Sequence[int]) -> None:
    prioritise(organisation, Finding.objects.within(SYSTEM).filter(asset_id__in=keys))
    recount(organisation)
