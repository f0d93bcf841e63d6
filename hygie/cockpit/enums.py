"""By what the regional picture is cut, and the bands of size."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Dimension(TextChoices):
    """What establishments are grouped by; `ALL` is the region whole."""

    ALL = "all", _("The whole region")
    DEPARTMENT = "department", _("Department")
    GHT = "ght", _("GHT")
    CATEGORY = "category", _("Category")
    SIZE = "size", _("Size")


class Size(TextChoices):
    """Bands of beds and places, wide enough to hold several establishments each."""

    UNKNOWN = "unknown", _("Number of beds not known")
    SMALL = "small", _("Fewer than 100 beds")
    MEDIUM = "medium", _("100 to 299 beds")
    LARGE = "large", _("300 to 999 beds")
    HUGE = "huge", _("1,000 beds or more")


def size_of(beds: float | None) -> Size:
    """The band of a number of beds and places."""
    if beds is None:
        return Size.UNKNOWN
    for limit, size in ((100, Size.SMALL), (300, Size.MEDIUM), (1000, Size.LARGE)):
        if beds < limit:
            return size
    return Size.HUGE


class PeerGroup(TextChoices):
    """With whom an establishment is compared, the narrowest first."""

    BOTH = "both", _("establishments of the same category and size in the region")
    CATEGORY = "category", _("establishments of the same category in the region")
    SIZE = "size", _("establishments of the same size in the region")
    REGION = "region", _("establishments of the region")
