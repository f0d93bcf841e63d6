"""One establishment as the register states it and as the platform keeps it: the same fields on both sides. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from hygie.territory.finess import EntityRow, SiteRow
from hygie.territory.finess.categories import MAIN_FIRST
from hygie.territory.finess.numbers import department_of
from hygie.territory.finess.rows import PUBLIC, UNKNOWN
from hygie.territory.france import REGION_OF_DEPARTMENT

ENTITY, SITE = "entity", "site"


class Facts(NamedTuple):
    """`entity` is the FINESS number of a site's legal entity, `region` an INSEE code."""

    kind: str
    finess: str
    entity: str | None
    region: str
    name: str
    short_name: str
    siren: str
    siret: str
    department: str
    category: str
    category_label: str
    public_status: str
    address: str
    postal_code: str
    city: str
    insee: str
    phone: str
    latitude: float | None
    longitude: float | None
    opened_on: date | None
    closed_on: date | None
    registered_on: date | None


LONGEST = {"name": 200, "short_name": 60, "category": 4, "category_label": 120, "address": 200, "city": 80, "phone": 20}
"""Characters that the columns hold; the register's own fields are shorter."""
_LENGTHS = [(Facts._fields.index(name), length) for name, length in LONGEST.items()]


class Stated(NamedTuple):
    """What the file states, and the line where it does."""

    line: int
    facts: Facts


def site_facts(row: SiteRow) -> Facts:
    return _fitted(
        Facts(
            kind=SITE,
            finess=row.finess,
            entity=row.entity,
            region=REGION_OF_DEPARTMENT[row.department],
            name=row.name,
            short_name=row.short_name,
            siren="",
            siret=row.siret,
            department=row.department,
            category=row.category,
            category_label=row.category_label,
            public_status=row.public_status,
            address=row.address,
            postal_code=row.postal_code,
            city=row.city,
            insee=row.insee,
            phone=row.phone,
            latitude=row.latitude,
            longitude=row.longitude,
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            registered_on=row.updated_on,
        )
    )


def entity_facts(row: EntityRow) -> Facts:
    """A legal entity that the feed describes, without what its sites say of it."""
    return _fitted(
        Facts(
            kind=ENTITY,
            finess=row.finess,
            entity=None,
            region=REGION_OF_DEPARTMENT[row.department],
            name=row.name,
            short_name=row.short_name,
            siren=row.siren,
            siret="",
            department=row.department,
            category="",
            category_label="",
            public_status=UNKNOWN,
            address=row.address,
            postal_code=row.postal_code,
            city=row.city,
            insee=row.insee,
            phone=row.phone,
            latitude=row.latitude,
            longitude=row.longitude,
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            registered_on=row.updated_on,
        )
    )


def entity_with_sites(entity: Facts, sites: Sequence[Facts]) -> Facts:
    """The same with the category and public status that its sites give it."""
    main = min(sites, key=standing)
    return entity._replace(
        category=main.category, category_label=main.category_label, public_status=_public_status(sites, main)
    )


def entity_after_sites(finess: str, sites: Sequence[Facts]) -> Facts:
    """A legal entity known by its number only: it is named after its main site.

    It has that site's address where this lies in its own department, which its number tells.
    """
    main = min(sites, key=standing)
    entity = main._replace(
        kind=ENTITY,
        finess=finess,
        entity=None,
        siret="",
        public_status=_public_status(sites, main),
        opened_on=None,
        closed_on=None,
    )
    own = department_of(finess)
    if own is None or own == main.department:
        return entity
    return entity._replace(
        region=REGION_OF_DEPARTMENT[own],
        department=own,
        address="",
        postal_code="",
        city="",
        insee="",
        phone="",
        latitude=None,
        longitude=None,
    )


def standing(site: Facts) -> tuple[bool, bool, int, str]:
    """The lowest stands for its entity: open, in the entity's department, the heaviest kind of hospital."""
    away = site.department != department_of(site.entity or "")
    return site.closed_on is not None, away, MAIN_FIRST.get(site.category, len(MAIN_FIRST)), site.finess


def _public_status(sites: Sequence[Facts], main: Facts) -> str:
    """Public as soon as one of its sites is; otherwise as its main site."""
    return PUBLIC if any(site.public_status == PUBLIC for site in sites) else main.public_status


def _fitted(facts: Facts) -> Facts:
    """With the few texts that are longer than their column cut, and seen to be."""
    long = [(place, length) for place, length in _LENGTHS if len(str(facts[place])) > length]
    cut: dict[str, Any] = {Facts._fields[place]: f"{str(facts[place])[: length - 1]}…" for place, length in long}
    return facts._replace(**cut) if cut else facts
