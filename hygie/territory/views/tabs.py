"""The pages of one organisation, as far as the reader may open them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level, Resource
from hygie.core.actions import Context

from ..models import Organisation
from ..policies import CONTRIBUTION, FACT, MANDATE, ORGANISATION, PEOPLE


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    current: bool


PAGES: tuple[tuple[str, str | Promise, Resource, Level], ...] = (
    ("organisation", _("Overview"), ORGANISATION, Level.STATUS),
    ("people", _("People and roles"), PEOPLE, Level.STATUS),
    ("facts", _("Facts"), FACT, Level.STATUS),
    ("mandates", _("Mandates"), MANDATE, Level.STATUS),
    ("contributions", _("Contributions"), CONTRIBUTION, Level.STATUS),
    ("timeline", _("Timeline"), ORGANISATION, Level.DETAIL),
)


def tabs_of(context: Context, organisation: Organisation, current: str) -> list[Tab]:
    """Mandates and contributions are an establishment's to give: an authority has neither."""
    return [
        Tab(label, reverse(f"territory:{name}", args=[organisation.uid]), name == current)
        for name, label, resource, level in PAGES
        if context.sees(level, resource, organisation)
        and (resource not in {MANDATE, CONTRIBUTION} or organisation.kind_value.is_establishment)
    ]
