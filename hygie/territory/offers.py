"""What the territory shows elsewhere: menu, search, seat switch, timeline, next things, ways to narrow a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level, Role, Verb
from hygie.core.actions import Context
from hygie.web.formats import day
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources
from hygie.web.slots import SlotItem, slot_items
from hygie.web.tones import Tone

from .enums import OrganisationKind
from .models import Grant, Organisation
from .policies import GROUP, MANDATE, ORGANISATION, PEOPLE, REGISTER
from .queries.grants import mandates_ending
from .queries.lists import Narrowing, mandated, organisations, with_role
from .queries.people import roles_held
from .queries.timeline import territory_entries
from .registries import (
    GroupPredicate,
    Task,
    TaskSource,
    TimelineSource,
    group_predicates,
    task_sources,
    timeline_sources,
)

SOON = timedelta(days=30)
ALONE = (OrganisationKind.ENTITY, OrganisationKind.SITE)


def register() -> None:
    for item in (
        NavItem(
            "territory.organisations",
            _("Organisations"),
            "territory:organisations",
            "building-hospital",
            20,
            _lists,
            section=Section.REGION,
        ),
        NavItem(
            "territory.groups",
            _("Saved groups"),
            "territory:groups",
            "filter",
            30,
            _saves_groups,
            section=Section.REGION,
        ),
        NavItem(
            "territory.imports",
            _("National files"),
            "territory:imports",
            "database-import",
            20,
            _follows_register,
            section=Section.SETTINGS,
        ),
    ):
        navigation.register(item)
    search_sources.register(SearchSource("territory.organisations", _("Organisations"), find_organisations))
    slot_items.register(SlotItem("territory.seat", "header.seat", 10, seat_switch))
    timeline_sources.register(TimelineSource("territory", _("Organisation"), territory_entries))
    task_sources.register(TaskSource("territory", next_things))
    for predicate in (
        GroupPredicate("mandated", _("With a mandate running"), mandated, _hears_of_mandates),
        GroupPredicate("no-ciso", _("Without a CISO"), _has_no_ciso, _hears_of_people),
        GroupPredicate("no-position", _("Without a position on the map"), _has_no_position),
    ):
        group_predicates.register(predicate)


# Who is shown what


def _context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _lists(request: HttpRequest) -> bool:
    return ORGANISATION.may(_context_of(request).role).allows(see=Level.STATUS)


def _saves_groups(request: HttpRequest) -> bool:
    return GROUP.may(_context_of(request).role).allows(do=Verb.EDIT) and _follows_several(request)


def _follows_several(request: HttpRequest) -> bool:
    """Groups serve whoever follows more than one establishment."""
    seat = getattr(request, "seat", None)
    return seat is not None and (len(seat.holders) > 1 or any(one.kind not in ALONE for one in seat.holders))


def _follows_register(request: HttpRequest) -> bool:
    return REGISTER.may(_context_of(request).role).allows(do=Verb.EDIT)


def seat_switch(request: HttpRequest, **context: object) -> str:
    """The role one sits in; the others, one press away."""
    seats = getattr(request, "seats", [])
    return render_to_string("territory/seat_switch.html", {}, request=request) if seats else ""


# Search


def find_organisations(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    context = _context_of(request)
    if not ORGANISATION.may(context.role).allows(see=Level.STATUS):
        return []
    rows = organisations(context, Narrowing(text=text, closed=True)).order_by("closed_on", "name", "pk")
    return [SearchHit(one.name, one.get_absolute_url(), _said(one), icon=ICONS[one.kind_value]) for one in rows[:limit]]


ICONS = {
    OrganisationKind.NATION: "flag",
    OrganisationKind.REGION: "map-2",
    OrganisationKind.DELEGATION: "map-pin",
    OrganisationKind.GHT: "hierarchy-2",
    OrganisationKind.GROUP: "hierarchy-2",
    OrganisationKind.ENTITY: "building-community",
    OrganisationKind.SITE: "building-hospital",
}


def _said(one: Organisation) -> str:
    closed = gettext("closed") if one.is_closed else ""
    return " · ".join(str(part) for part in (one.kind_value.label, one.city, one.finess, closed) if part)


# Next things


def next_things(context: Context, one: Organisation) -> Sequence[Task]:
    """Mandates that end soon, for whoever can give them again; roles that nobody holds, for whoever can give them."""
    tasks = []
    if context.may(Verb.APPROVE, MANDATE, one):
        tasks += [_about_to_end(one, grant) for grant in mandates_ending(context, one, SOON)]
    if one.kind == OrganisationKind.ENTITY and not one.is_closed and context.may(Verb.ADMINISTER, PEOPLE, one):
        held = roles_held(one)
        url = reverse("territory:invite", args=[one.uid])
        tasks += [
            Task(title, gettext("Nobody holds this role here, nor above."), url, tone=Tone.WARNING)
            for role, title in ((Role.CISO, gettext("Name the CISO")), (Role.DIRECTOR, gettext("Name the director")))
            if role not in held
        ]
    return tasks


def _about_to_end(one: Organisation, grant: Grant) -> Task:
    last = grant.ends_on - timedelta(days=1)
    why = gettext("Its last day is %(day)s.") % {"day": day(last)}
    url = reverse("territory:mandates", args=[one.uid])
    title = gettext("A mandate ends soon: %(purpose)s") % {"purpose": grant.purpose}
    return Task(title, why, url, last, Tone.WARNING, key=str(grant.uid))


# Ways to narrow a list


def _has_no_ciso(today: date) -> Q:
    return Q(kind__in=[OrganisationKind.ENTITY, OrganisationKind.GHT]) & ~with_role(Role.CISO, today)


def _has_no_position(today: date) -> Q:
    return Q(kind=OrganisationKind.SITE, latitude__isnull=True)


def _hears_of_mandates(context: Context) -> bool:
    return MANDATE.may(context.role).allows(see=Level.STATUS)


def _hears_of_people(context: Context) -> bool:
    return PEOPLE.may(context.role).allows(see=Level.STATUS)
