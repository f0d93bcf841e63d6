"""What can be weak: assets made by imports, and the products that run on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import CareCriticality, Exposure
from ..formats.observation import AssetKind

ASSET_KINDS = [(kind.value, kind.value) for kind in AssetKind]


class Asset(TenantRow):
    """A machine, a web address, a directory, a product: known by the name that reports give it.

    One merged into another keeps its name, so that the next report still finds it; `merged_into` is where it counts.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=ASSET_KINDS)
    name = models.CharField(max_length=255, help_text="normalised (formats.assets)")
    label = models.CharField(max_length=120, blank=True, help_text="as people here call it")
    exposure = models.CharField(max_length=8, choices=Exposure.choices, blank=True)
    care_service = models.CharField(max_length=120, blank=True)
    criticality = models.CharField(max_length=6, choices=CareCriticality.choices, blank=True)
    owner = models.CharField(max_length=120, blank=True, help_text="team or function, never a number")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "name"], name="asset_once")]

    def __str__(self) -> str:
        return self.label or self.name


class Product(TenantRow):
    """A software or device that runs in an establishment, as an inventory lists it.

    `key` is vendor and name without case, accents or punctuation: what an advisory is compared with.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="products")
    vendor = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=160)
    product_version = models.CharField(max_length=80, blank=True)
    purl = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=200)
    seen_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key", "product_version", "asset"],
                condition=Q(asset__isnull=False),
                name="product_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "key", "product_version"],
                condition=Q(asset__isnull=True),
                name="product_once_nowhere",
            ),
        ]
        indexes = [models.Index(fields=["key", "region"], name="product_by_key")]
