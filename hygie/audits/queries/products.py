"""The inventory of an establishment, and what the KEV catalogue says of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.territory.advisories import Advisory, Wanted, advisories
from hygie.territory.models import Organisation

from ..models import Product
from ..rules.products import keys_of


@dataclass(frozen=True)
class ProductLine:
    """A product, and the advisories that name it, the latest first."""

    product: Product
    advisories: Sequence[Advisory]

    @property
    def cves(self) -> list[str]:
        return [cve for one in self.advisories for cve in one.cves]


def products_of(context: Context, organisation: Organisation, text: str, cursor: str) -> Page[Product]:
    rows = Product.objects.within(context.scope).filter(organisation=organisation).select_related("asset")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(vendor__icontains=text) | Q(key__icontains=text.lower()))
    return paginate(rows, ("key", "pk"), cursor)


def with_advisories(products: Collection[Product]) -> list[ProductLine]:
    named = advisories_by_key() if products else {}
    return [ProductLine(one, named.get(one.key, ())) for one in products]


def advisories_by_key() -> Mapping[str, list[Advisory]]:
    """What every publisher says, by the key of each product that it names."""
    found: dict[str, list[Advisory]] = {}
    for one in sorted(advisories(Wanted()), key=lambda each: (each.published_on, each.code), reverse=True):
        for key in keys_of(one.products):
            found.setdefault(key, []).append(one)
    return found


def product_or_404(context: Context, uid: UUID) -> Product:
    found = Product.objects.within(context.scope).select_related("organisation").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
