"""What the audits tell people of findings, and the words for kinds of assets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.core.notifications import NotificationKind, notification_kinds

from .formats.observation import AssetKind

ASSIGNED = "audits.assigned"
#: what people read for each kind of asset
ASSET_KIND_LABELS = [
    (AssetKind.HOST.value, pgettext_lazy("asset", "Machine")),
    (AssetKind.WEB.value, pgettext_lazy("asset", "Web address")),
    (AssetKind.DOMAIN.value, pgettext_lazy("asset", "Active Directory domain")),
    (AssetKind.PRODUCT.value, pgettext_lazy("asset", "Software or device")),
    (AssetKind.CODE.value, pgettext_lazy("asset", "Source code")),
]


def register() -> None:
    notification_kinds.register(NotificationKind(ASSIGNED, _("Findings that somebody assigns to me"), "user-check"))
