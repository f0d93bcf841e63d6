"""The list of organisations in sight, and each one's page and identity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.exports import Cell, csv_response, xlsx_response
from hygie.core.pages import Over, Request, page
from hygie.core.paging import paginate
from hygie.web.map import LegendEntry, MapDot, RegionMap
from hygie.web.tones import Tone

from .. import actions
from ..asked_group import asked_group
from ..enums import OrganisationKind
from ..forms import ChangeForm, OrganisationFilter, OrganisationForm, show_refusal
from ..models import Organisation
from ..policies import FACT, MANDATE, ORGANISATION, PEOPLE, REGISTER
from ..queries import facts, organisation_or_404, regions_in_sight
from ..queries.lists import ORDERS, exported, ghts_in_sight, lines, organisations, places_in_sight
from ..queries.people import people_around
from ..queries.relations import Relations, relations_of
from ..registries import Task, task_sources
from .tabs import tabs_of


@page(ORGANISATION, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def listing(request: Request) -> HttpResponse:
    form = _filter_of(request)
    rows = organisations(request.context, form.narrowing())
    keys = ORDERS.get(request.GET.get("sort", ""), ORDERS["name"])
    if "finess" in keys[0]:
        rows = rows.filter(finess__isnull=False)
    found = paginate(rows.select_related("entity"), keys, request.GET.get("page", ""))
    context = {
        "form": form,
        "page": found,
        "lines": lines(found.rows),
        "total": rows.count(),
        "filtered": any(form.cleaned_data.values()),
        "creates": REGISTER.may(request.context.role).allows(do=Verb.EDIT),
    }
    return render(request, "territory/organisations.html", context)


def _filter_of(request: Request) -> OrganisationFilter:
    departments, categories = places_in_sight(request.context)
    ghts = ghts_in_sight(request.context)
    return OrganisationFilter(request.GET, request.context, departments, categories, ghts, asked_group(request))


@page(ORGANISATION, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def export_csv(request: Request) -> HttpResponseBase:
    return csv_response("organisations", _header(), _exported(request))


@page(ORGANISATION, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def export_xlsx(request: Request) -> HttpResponse:
    return xlsx_response("organisations", _header(), _exported(request))


def _header() -> list[Cell]:
    return [
        _("FINESS"),
        _("Kind"),
        _("Name"),
        _("Legal entity"),
        _("GHT and groups"),
        _("Category code"),
        _("Category"),
        _("Legal status"),
        _("Department"),
        _("Postal code"),
        _("Town"),
        _("Opened"),
        _("Closed"),
    ]


def _exported(request: Request) -> Iterator[Sequence[Cell]]:
    rows = organisations(request.context, _filter_of(request).narrowing()).order_by("name", "pk")
    for one, groups in exported(rows):
        yield [
            one.finess,
            one.kind_value.label,
            one.name,
            one.entity.name if one.entity else "",
            groups,
            one.category,
            one.category_label,
            one.get_public_status_display(),
            one.department,
            one.postal_code,
            one.city,
            one.opened_on,
            one.closed_on,
        ]


@page(ORGANISATION, see=Level.STATUS)
@require_GET
def organisation(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    reader, relations = request.context, relations_of(request.context, one)
    kinds = facts.visible_kinds(reader, one)
    people = people_around(one) if reader.sees(Level.STATUS, PEOPLE, one) else []
    context = {
        "organisation": one,
        "tabs": tabs_of(reader, one, "organisation"),
        "relations": relations,
        "people": people[:8],
        "more_people": len(people) > 8,
        "sees_addresses": reader.sees(Level.DETAIL, PEOPLE, one),
        "sees_people": reader.sees(Level.STATUS, PEOPLE, one),
        "invites": reader.may(Verb.ADMINISTER, PEOPLE, one),
        "facts": [group for group in facts.facts_of(reader, one, kinds) if group.current] if kinds else [],
        "sees_facts": bool(kinds),
        "edits_facts": reader.may(Verb.EDIT, FACT, one),
        "sees_mandates": reader.sees(Level.STATUS, MANDATE, one),
        "edits": reader.may(Verb.EDIT, REGISTER, one) and one.registered_on is None,
        "relates": reader.may(Verb.EDIT, REGISTER, one) and one.kind == OrganisationKind.ENTITY,
        "tasks": _tasks(request, one),
        "map": _map(one, relations),
    }
    return render(request, "territory/organisation.html", context)


def _tasks(request: Request, one: Organisation) -> list[Task]:
    return [task for source in task_sources for task in source.find(request.context, one)]


def _map(one: Organisation, relations: Relations) -> RegionMap | None:
    """Where it stands, with its sites or members; none when no position is known."""
    around = [related for related in (*relations.sites, *relations.members) if not related.is_past]
    shown = [(one, True), *((related.organisation, related.can_open) for related in around)]
    dots = [
        MapDot(
            place.name,
            place.latitude,
            place.longitude,
            Tone.INFO if place.pk == one.pk else Tone.NEUTRAL,
            _("This one") if place.pk == one.pk else str(place.kind_value.label),
            place.get_absolute_url() if can_open else one.get_absolute_url(),
        )
        for place, can_open in shown
        if place.latitude is not None and not place.is_closed
    ]
    if not dots:
        return None
    placed = [place for place, _can_open in shown if place.latitude is not None]
    departments = sorted({place.department for place in placed if place.department})
    has_own = one.latitude is not None
    legend = [LegendEntry(Tone.INFO, _("This one"))] if has_own else []
    if len(dots) > has_own:
        legend.append(LegendEntry(Tone.NEUTRAL, _("Its sites") if relations.sites else _("Its members")))
    return RegionMap(departments, dots, legend, _("Where it stands"))


@page(REGISTER, do=Verb.EDIT, over=Over.SCOPE)
def create(request: Request) -> HttpResponse:
    regions = regions_in_sight(request.context)
    form = OrganisationForm(request.POST or None, regions=regions)
    if form.is_valid():
        asked = dict(form.cleaned_data)
        region = next(region for region in regions if str(region.pk) == asked.pop("region"))
        kind, name = OrganisationKind(asked.pop("kind")), asked.pop("name")
        asked.pop("seen")
        try:
            made = actions.create_organisation(request.context, region, kind, name, **asked)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is created.") % {"name": made.name})
            return redirect(made)
    return render(request, "territory/create.html", {"form": form, "regions": regions})


@page(REGISTER, do=Verb.EDIT)
def change(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    initial = {name: getattr(one, name) for name in ("name", "short_name", "department")} | {"seen": one.version}
    form = ChangeForm(request.POST or None, initial=initial)
    if form.is_valid():
        asked: dict[str, Any] = dict(form.cleaned_data)
        seen = asked.pop("seen") or 0
        try:
            actions.change_organisation(request.context, one, seen, **asked)
        except (Refused, Stale) as problem:
            show_refusal(form, problem if isinstance(problem, Refused) else Refused(str(problem)))
        else:
            messages.success(request, _("The change is saved."))
            return redirect(one)
    return render(request, "territory/change.html", {"form": form, "organisation": one})
