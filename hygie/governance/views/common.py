"""What the pages of governance share: the tabs of an establishment."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.territory.models import Organisation

from ..policies import ACCREDITATION, APPOINTMENT, REGIME, RISK, SECURITY_POLICY, SUPPLIER


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    current: bool


PAGES = (
    ("policies", _("Policies"), SECURITY_POLICY),
    ("appointments", _("Appointments"), APPOINTMENT),
    ("accreditations", _("Accreditations"), ACCREDITATION),
    ("regimes", _("Legal regime"), REGIME),
    ("suppliers", _("Suppliers"), SUPPLIER),
    ("risks", _("Risks"), RISK),
)


def tabs_of(context: Context, organisation: Organisation, current: str) -> list[Tab]:
    """The parts of governance that the reader may open there."""
    return [
        Tab(label, reverse(f"governance:{name}", args=[organisation.uid]), name == current)
        for name, label, resource in PAGES
        if context.sees(Level.STATUS, resource, organisation)
    ]
