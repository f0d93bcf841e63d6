"""Where establishments stand on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from hygie.core.actions import Context
from hygie.territory.enums import OrganisationKind
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Organisation
from hygie.territory.queries.groups import narrowed

Point = tuple[float | None, float | None]
#: stands for an establishment's id while the address is prepared
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Position:
    pk: int
    name: str
    latitude: float | None
    longitude: float | None
    url: str


def positions(context: Context, group: GroupRule | None = None) -> list[Position]:
    """The open legal entities by name. The register places sites: an entity stands at its first one. Two queries."""
    entities = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    shown = narrowed(context, entities, group, "pk")
    columns = ("pk", "uid", "name", "short_name", "latitude", "longitude")
    before, after = reverse("obligations:establishment", args=[NOBODY]).split(NOBODY)
    sites = _first_sites(context)
    return [
        Position(pk, short or name, *_point(latitude, longitude, sites.get(pk)), f"{before}{uid}{after}")
        for pk, uid, name, short, latitude, longitude in shown.order_by("name", "pk").values_list(*columns)
    ]


def _first_sites(context: Context) -> Mapping[int | None, Point]:
    placed = Organisation.objects.within(context.scope).filter(
        kind=OrganisationKind.SITE, closed_on__isnull=True, latitude__isnull=False, longitude__isnull=False
    )
    rows = placed.order_by("-pk").values_list("entity_id", "latitude", "longitude")
    return {entity: (latitude, longitude) for entity, latitude, longitude in rows}


def _point(latitude: float | None, longitude: float | None, site: Point | None) -> Point:
    return (latitude, longitude) if latitude is not None or site is None else site
