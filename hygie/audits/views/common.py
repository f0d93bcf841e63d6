"""What the pages of the audits share: the tabs of an establishment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level, Resource
from hygie.core.actions import Context
from hygie.territory.models import Organisation

from ..policies import ASSET, AUDIT, FINDING, REMEDIATION_PLAN


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    current: bool


#: name of the address, label, what it shows, how much of it a reader must see
PAGES: Sequence[tuple[str, str | Promise, Resource, Level]] = (
    ("overview", _("Overview"), FINDING, Level.STATUS),
    ("findings", _("Findings"), FINDING, Level.DETAIL),
    ("audits", _("Audits"), AUDIT, Level.STATUS),
    ("plans", _("Plans"), REMEDIATION_PLAN, Level.STATUS),
    ("reports", _("Reports"), FINDING, Level.DETAIL),
    ("assets", _("Assets"), ASSET, Level.DETAIL),
    ("directory", _("Active Directory"), FINDING, Level.STATUS),
)


def tabs_of(context: Context, organisation: Organisation, current: str) -> list[Tab]:
    """The pages of the audits that the reader may open there."""
    return [
        Tab(label, reverse(f"audits:{name}", args=[organisation.uid]), name == current)
        for name, label, resource, level in PAGES
        if context.sees(level, resource, organisation)
    ]


def cve_page(cve: str) -> str:
    """Where the platform tells of one CVE; empty for what a report wrote as one and is none."""
    try:
        return reverse("audits:cve", args=[cve])
    except NoReverseMatch:
        return ""
