"""Projected coordinates of the register → WGS84 degrees, in batches.

Mainland France and Corsica are in Lambert-93 (EPSG:2154, metres). Overseas territories have projections of their own,
which the line's source text names ("…,EPSG:2975 RGR92/UTM zone 40S", and in older files "UTM_S40"). A position is
kept only when it falls inside the territory of its projection: one read in the wrong projection lands thousands of
kilometres away.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyproj import Transformer

DIGITS = 6
"""Decimals kept of a degree: about ten centimetres."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of degrees around a territory."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


MAINLAND = Box(41.2, -5.3, 51.2, 9.7)
_TERRITORIES = {
    2154: MAINLAND,
    5490: Box(14.2, -63.3, 18.3, -60.7),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
    4559: Box(14.2, -63.3, 18.3, -60.7),
    2972: Box(2.0, -54.7, 5.9, -51.5),  # Guyane
    2975: Box(-21.5, 55.1, -20.8, 55.9),  # La Réunion
    4471: Box(-13.1, 44.9, -12.5, 45.4),  # Mayotte
}
_OLDER_NAMES = {
    "LAMBERT_93": 2154,
    "L93_METROPOLE": 2154,
    "UTM_N20": 4559,
    "UTM_N22": 2972,
    "UTM_S40": 2975,
    "UTM_S38": 4471,
}
_EPSG = re.compile(r"EPSG:(\d{4,5})")

_LAMBERT_93_METRES = Box(6_000_000, 0, 7_200_000, 1_300_000)
"""Where mainland coordinates lie, northing and easting: what a line that names no projection must fall into."""


@dataclass(frozen=True, slots=True)
class Projected:
    """One position as the file gives it: metres, and the EPSG code of its projection."""

    line: int
    finess: str
    easting: float
    northing: float
    projection: int


def projection_of(source: str, easting: float, northing: float) -> int | None:
    """EPSG code of the projection that the source text names, or Lambert-93 where it names none and it is plausible."""
    named = _EPSG.search(source)
    if named:
        return int(named[1]) if int(named[1]) in _TERRITORIES else None
    for name, code in _OLDER_NAMES.items():
        if name in source:
            return code
    if "UTM" not in source and _LAMBERT_93_METRES.holds(northing, easting):
        return 2154
    return None


def in_degrees(batch: Iterable[Projected]) -> Iterator[tuple[Projected, tuple[float, float] | None]]:
    """Each position with its (latitude, longitude); None where it falls outside the territory of its projection."""
    positions = list(batch)
    for projection in {position.projection for position in positions}:
        of_projection = [position for position in positions if position.projection == projection]
        eastings = array("d", [position.easting for position in of_projection])
        northings = array("d", [position.northing for position in of_projection])
        longitudes, latitudes = _transformer(projection).transform(eastings, northings)
        for position, latitude, longitude in zip(of_projection, latitudes, longitudes, strict=True):
            inside = math.isfinite(latitude) and _TERRITORIES[projection].holds(latitude, longitude)
            yield position, (round(latitude, DIGITS), round(longitude, DIGITS)) if inside else None


def is_in_france(latitude: float, longitude: float) -> bool:
    """Whether a position already in degrees lies in a territory that has an ARS."""
    return any(box.holds(latitude, longitude) for box in _TERRITORIES.values())


@lru_cache
def _transformer(projection: int) -> Transformer:
    return Transformer.from_crs(projection, 4326, always_xy=True)
