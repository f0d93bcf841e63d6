"""By what the regional picture is cut, and the national tables."""

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


class TableKind(TextChoices):
    """What a national table counts: by region and group of categories."""

    BOUND = "bound", _("Establishments that the programme binds")
    COMPLETE = "complete", _("Establishments that meet the whole programme")


class PeerGroup(TextChoices):
    """With whom an establishment is compared, the narrowest first."""

    BOTH = "both", _("establishments of the same category and size in the region")
    CATEGORY = "category", _("establishments of the same category in the region")
    SIZE = "size", _("establishments of the same size in the region")
    REGION = "region", _("establishments of the region")


class CategoryGroup(TextChoices):
    """The columns of national tables: FINESS categories put together, so that few counts are small. Fixed: a change
    would let what was hidden be found by subtraction of two quarters."""

    UNIVERSITY = "university", _("Regional and university hospitals")
    GENERAL = "general", _("General hospitals")
    ACUTE = "acute", _("Clinics, cancer centres")
    MENTAL = "mental", _("Mental health")
    AFTERCARE = "aftercare", _("Rehabilitation, home care")
    OTHER = "other", _("Other categories")


_CATEGORIES = {
    CategoryGroup.UNIVERSITY: ("101",),
    CategoryGroup.GENERAL: ("106", "114", "355"),
    CategoryGroup.ACUTE: ("122", "128", "129", "131", "365"),
    CategoryGroup.MENTAL: ("156", "292"),
    CategoryGroup.AFTERCARE: ("109", "127", "141", "362"),
}
_GROUP_OF = {code: group for group, codes in _CATEGORIES.items() for code in codes}


def group_of(category: str) -> CategoryGroup:
    """The column of a FINESS category code."""
    return _GROUP_OF.get(category, CategoryGroup.OTHER)
