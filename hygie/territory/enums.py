"""Kinds and their words: value, label and look in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    NATION = "nation", _("Nation")
    REGION = "region", _("Region")
    DELEGATION = "delegation", _("ARS departmental office")
    GHT = "ght", _("GHT")
    GROUP = "group", _("Group")
    ENTITY = "entity", _("Legal entity")
    SITE = "site", _("Site")

    @property
    def is_establishment(self) -> bool:
        """Whether it is a hospital or a set of hospitals, rather than an authority above them."""
        return self in {OrganisationKind.GHT, OrganisationKind.GROUP, OrganisationKind.ENTITY, OrganisationKind.SITE}


class MembershipKind(TextChoices):
    GHT = "ght", _("Member of the GHT")
    GROUP = "group", _("Member of the group")
    MANAGEMENT = "management", _("Shared management")


class PublicStatus(TextChoices):
    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")
    UNKNOWN = "unknown", _("Status unknown")


class GrantKind(TextChoices):
    MANDATE = "mandate", _("Mandate to the regional expert")
    CONTRIBUTION = "contribution", _("Contribution")


class Provider(TextChoices):
    """Who says a fact: shown beside it, since a declared fact is not a registered one."""

    DECLARED = "declared", _("declared by the establishment")
    ARS = "ars", _("stated by the ARS")
    REGISTER = "register", _("from the national register")
    DEMONSTRATION = "demonstration", _("invented for the demonstration")


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
