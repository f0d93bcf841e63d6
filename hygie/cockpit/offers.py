"""The cockpit's entries of the menu, and the home of who counts for the nation."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from hygie.core.access import REGIONAL_ROLES, Level, Role
from hygie.core.actions import Context
from hygie.territory.models import Organisation
from hygie.web.homes import Home, homes
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.slots import SlotItem, slot_items

from .policies import DESIGNATED, LEVEL, NATION, PICTURE


def register() -> None:
    for role in REGIONAL_ROLES:
        homes.register(Home(role, "cockpit:home"))
    homes.register(Home(Role.OBSERVER, "cockpit:nation"))
    navigation.register(NavItem("cockpit.home", _("Regional situation"), "cockpit:home", "map-2", 10, _follows_region))
    navigation.register(
        NavItem("cockpit.nation", _("The regions in figures"), "cockpit:nation", "chart-bar", 10, _counts)
    )
    for order, (code, label, icon, seen) in enumerate(
        (
            ("picture", _("Over time"), "chart-line", _follows_region),
            ("groups", _("By group"), "chart-bar", _follows_region),
            ("money", _("What money changed"), "coin-euro", _follows_region),
            ("designations", _("Designated"), "gavel", _knows_designations),
            ("bulletins", _("Weekly bulletin"), "news", _follows_region),
        )
    ):
        navigation.register(
            NavItem(f"cockpit.{code}", label, f"cockpit:{code}", icon, order, seen, section=Section.ANALYSIS)
        )
    slot_items.register(SlotItem("cockpit.level", "establishment.actions", 10, level_link))


def _context(request: HttpRequest) -> Context:
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _counts(request: HttpRequest) -> bool:
    return NATION.may(_context(request).role).allows(see=Level.COUNTS)


def _follows_region(request: HttpRequest) -> bool:
    return PICTURE.may(_context(request).role).allows(see=Level.STATUS)


def _knows_designations(request: HttpRequest) -> bool:
    return DESIGNATED.may(_context(request).role).allows(see=Level.DETAIL)


def level_link(request: HttpRequest, **context: object) -> str:
    """The way from the establishment's page to its level."""
    organisation = context.get("organisation")
    if not isinstance(organisation, Organisation) or not _context(request).sees(Level.STATUS, LEVEL, organisation):
        return ""
    shown = {"organisation": organisation, "steers": _context(request).sees(Level.DETAIL, LEVEL, organisation)}
    return render_to_string("cockpit/_level_link.html", shown, request=request)
