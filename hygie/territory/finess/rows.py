"""What a register file says, whatever its flavour: one typed row per site, legal entity or position."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

PUBLIC = "public"
PRIVATE = "private"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site (EG, entité géographique) of the register.

    `line` is where it stands in the file (1 for the first line). `department` and `insee` are INSEE codes ("974",
    "97411"). `public_status` is one of PUBLIC, PRIVATE, UNKNOWN. Positions are WGS84 degrees. An open site has no
    `closed_on`. Texts are never longer than `problems.LONGEST_CELL` characters.
    """

    line: int = field(compare=False)
    finess: str
    entity: str
    name: str
    short_name: str
    department: str
    insee: str
    address: str
    postal_code: str
    city: str
    phone: str
    category: str
    category_label: str
    siret: str
    public_status: str
    opened_on: date | None
    closed_on: date | None
    updated_on: date | None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One legal entity (EJ, entité juridique). Only the JSON feed describes them; the CSV files name their number."""

    line: int = field(compare=False)
    finess: str
    name: str
    short_name: str
    department: str
    insee: str
    address: str
    postal_code: str
    city: str
    phone: str
    siren: str
    opened_on: date | None
    closed_on: date | None
    updated_on: date | None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class GeoRow:
    """Where one site stands, from the second part of the geolocated CSV. WGS84 degrees."""

    line: int = field(compare=False)
    finess: str
    latitude: float
    longitude: float


Row = SiteRow | EntityRow | GeoRow
