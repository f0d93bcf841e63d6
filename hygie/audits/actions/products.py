"""Inventories: the software and devices of an establishment, brought in from a file, removed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..formats.assets import host, product
from ..formats.observation import AssetKind, BrokenReport, Inventory, ProductSeen
from ..formats.opening import head, opened
from ..formats.registry import INVENTORIES
from ..models import Asset, Product
from ..policies import ASSET
from ..rules.products import key_of

SYSTEM = Scope.system()
PRODUCTS_AT_MOST = 50_000
AT_ONCE = 500
Item = TypeVar("Item")
Place = tuple[str, str]
"""Kind and name of an asset."""
NOWHERE: Place = ("", "")
Line = tuple[str, str, Place]
"""What makes a line of an inventory: key, version, where it runs."""


@dataclass(frozen=True)
class InventoryChange:
    created: int
    refreshed: int
    refused: int


def import_products(ctx: Context, organisation: Organisation, stream: BinaryIO) -> InventoryChange:
    """Add what the file lists, and note that what was known is still there; nothing is removed.

    Raises Refused on `file`: nothing was changed then. The same file twice creates nothing twice.
    """
    ctx.require(Verb.EDIT, ASSET, organisation)
    seen, refused = _read(stream)
    with ctx.recording(Verb.EDIT, ASSET, organisation) as record:
        lock_organisations(organisation)
        assets = _assets(organisation, {line[2] for line in seen})
        created, refreshed = _write(organisation, seen, assets)
        record.event("products.imported", organisation, created=created, refreshed=refreshed, refused=refused)
    return InventoryChange(created, refreshed, refused)


def remove_product(ctx: Context, product: Product) -> None:
    """Removed already, that is well."""
    with ctx.recording(Verb.EDIT, ASSET, product.organisation) as record:
        gone, _models = Product.objects.within(SYSTEM).filter(pk=product.pk).delete()
        if not gone:
            record.nothing_changed()
            return
        record.event("products.removed", product.organisation, count=1)


def remove_all_products(ctx: Context, organisation: Organisation) -> int:
    """Before another inventory takes its place. Returns how many."""
    with ctx.recording(Verb.EDIT, ASSET, organisation) as record:
        gone, _models = Product.objects.within(SYSTEM).filter(organisation=organisation).delete()
        if not gone:
            record.nothing_changed()
            return 0
        record.event("products.removed", organisation, count=gone)
    return gone


# The file


def _read(stream: BinaryIO) -> tuple[dict[Line, ProductSeen], int]:
    """Each product once, and how many lines were left out."""
    try:
        with opened(stream) as report:
            inventory = _inventory_of(head(report))
            seen: dict[Line, ProductSeen] = {}
            for one in inventory.products(report):
                key = key_of(one.vendor, one.name)
                if key:
                    seen[key, one.version[:80], _place_of(one.asset)] = one
                if len(seen) > PRODUCTS_AT_MOST:
                    raise Refused({"file": _("The inventory lists more than %(count)s products. Send it in parts.")
                                   % {"count": PRODUCTS_AT_MOST}})  # fmt: skip
    except BrokenReport as broken:
        said = _(broken.reason) % dict(broken.facts)
        line = _("line %(line)s: %(reason)s") % {"line": broken.line, "reason": said} if broken.line else said
        raise Refused({"file": line}) from broken
    if not seen:
        raise Refused({"file": _("The file lists no product.")})
    return seen, inventory.facts.refused


def _inventory_of(first: bytes) -> Inventory:
    for inventory in INVENTORIES:
        if inventory.recognises(first):
            return inventory()
    raise Refused(
        {"file": _("This is no inventory that we read: CycloneDX, or a CSV with columns vendor, name and version.")}
    )


def _place_of(text: str) -> Place:
    if not text:
        return NOWHERE
    found = host(text)
    return (AssetKind.HOST.value, found) if found else (AssetKind.PRODUCT.value, product(text))


# The rows


def _assets(organisation: Organisation, places: Iterable[Place]) -> dict[Place, int]:
    """Keys of the assets named, made where nobody knew them."""
    wanted = sorted({place for place in places if place[1]})
    for piece in _pieces(wanted):
        rows = [
            Asset(organisation=organisation, region_id=organisation.region_pk, kind=kind, name=name, made_at=now())
            for kind, name in piece
        ]
        Asset.objects.bulk_create(rows, ignore_conflicts=True)
    found: dict[Place, int] = {}
    for piece in _pieces(wanted):
        known = Asset.objects.within(SYSTEM).filter(organisation=organisation, name__in={name for _kind, name in piece})
        found |= {(kind, name): pk for pk, kind, name in known.order_by("pk").values_list("pk", "kind", "name")}
    return found


def _write(organisation: Organisation, seen: dict[Line, ProductSeen], assets: dict[Place, int]) -> tuple[int, int]:
    known: dict[tuple[str, str, int | None], int] = {
        (key, version, asset): pk
        for pk, key, version, asset in Product.objects.within(SYSTEM)
        .filter(organisation=organisation)
        .order_by("pk")
        .values_list("pk", "key", "product_version", "asset_id")
    }
    fresh, again = [], []
    for (key, version, place), one in seen.items():
        asset = assets.get(place)
        if (key, version, asset) in known:
            again.append(known[key, version, asset])
        else:
            fresh.append(_row(organisation, key, version, asset, one))
    for keys in _pieces(again):
        Product.objects.within(SYSTEM).filter(pk__in=keys).update(seen_at=now())
    Product.objects.bulk_create(fresh, batch_size=AT_ONCE)
    return len(fresh), len(again)


def _row(organisation: Organisation, key: str, version: str, asset: int | None, one: ProductSeen) -> Product:
    return Product(
        organisation=organisation,
        region_id=organisation.region_pk,
        asset_id=asset,
        vendor=one.vendor[:120],
        name=one.name[:160],
        product_version=version,
        purl=one.purl[:300],
        key=key,
        seen_at=now(),
    )


def _pieces(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
