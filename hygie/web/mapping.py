"""The map as markup: hundreds of dots and rows are joined as text, which a template loop would do ten times slower."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from .map import RADIUS_OF_FEW, LegendEntry, MapDot, Panel, Point, RegionMap, panels_of
from .outlines import CREDIT_URL, outlines
from .tones import Tone


def _circle(x: float, y: float, r: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'


def _square(x: float, y: float, r: float) -> str:
    side = r * 0.9
    return f'<rect x="{x - side:.1f}" y="{y - side:.1f}" width="{2 * side:.1f}" height="{2 * side:.1f}"/>'


def _diamond(x: float, y: float, r: float) -> str:
    side = r * 1.2
    return f'<path d="M{x:.1f} {y - side:.1f}L{x + side:.1f} {y:.1f}L{x:.1f} {y + side:.1f}L{x - side:.1f} {y:.1f}Z"/>'


#: Each tone has its own shape as well as its colour; the badges of the page use the same.
SHAPES: dict[Tone, Callable[[float, float, float], str]] = {
    Tone.SUCCESS: _circle,
    Tone.INFO: _circle,
    Tone.NEUTRAL: _circle,
    Tone.WARNING: _square,
    Tone.DANGER: _diamond,
}


@dataclass(frozen=True)
class DrawnPanel:
    panel: Panel
    dots: SafeString

    @property
    def view_box(self) -> str:
        return f"0 0 {self.panel.width:.0f} {self.panel.height:.0f}"

    @property
    def areas(self) -> SafeString:
        drawn = (
            f'<path class="area{" enlarged" if area.enlarged else ""}" d="{area.path}"/>'
            for area in sorted(self.panel.areas, key=lambda area: area.enlarged)
        )
        return mark_safe("".join(drawn))  # noqa: S308 - numbers only

    @property
    def labels(self) -> SafeString:
        drawn = (
            f'<text class="area-label" x="{area.label_at[0]:.0f}" y="{area.label_at[1]:.0f}">{escape(area.code)}</text>'
            for area in self.panel.areas
            if not area.enlarged
        )
        return mark_safe("".join(drawn))  # noqa: S308 - escaped above


@dataclass(frozen=True)
class Drawing:
    """Everything `web/components/region_map.html` shows."""

    map: RegionMap
    panels: tuple[DrawnPanel, ...]
    credit_url: str = CREDIT_URL

    @property
    def legend(self) -> list[tuple[LegendEntry, int]]:
        counted = Counter(dot.tone for dot in self.map.dots)
        return [(entry, counted[entry.tone]) for entry in self.map.legend]

    @cached_property
    def unplaced(self) -> int:
        return len(self.map.dots) - sum(len(drawn.panel.places) for drawn in self.panels)

    @property
    def rows(self) -> SafeString:
        """The rows of the table that says the same."""
        return mark_safe("".join(_row(dot) for dot in self.map.dots))  # noqa: S308 - escaped in _row


def drawing_of(region: RegionMap) -> Drawing:
    return Drawing(region, tuple(DrawnPanel(panel, _dots(region, panel)) for panel in panels_of(region, outlines())))


def _dots(region: RegionMap, panel: Panel) -> SafeString:
    drawn = (_dot(region.dots[index], place, panel.radius) for index, place in panel.places)
    return mark_safe("".join(drawn))  # noqa: S308 - escaped in _dot


def _dot(dot: MapDot, place: Point, radius: float) -> str:
    name = f"{escape(dot.name)} – {escape(str(dot.label))}"
    shape = _shape(dot.tone, place, radius)
    return f'<a class="tone-{dot.tone}" href="{escape(dot.url)}" aria-label="{name}">{shape}</a>'


@lru_cache(maxsize=20_000)
def _shape(tone: Tone, place: Point, radius: float) -> str:
    """Around it, room for a finger where dots are few; where they are many it would cover the neighbours."""
    x, y = place
    reach = f'<circle class="reach" cx="{x:.1f}" cy="{y:.1f}" r="12"/>' if radius == RADIUS_OF_FEW else ""
    return reach + SHAPES[tone](x, y, radius)


def _row(dot: MapDot) -> str:
    name = f'<th scope="row"><a href="{escape(dot.url)}">{escape(dot.name)}</a></th>'
    words = f'<span class="badge quiet tone-{dot.tone}"><span class="dot"></span>{escape(str(dot.label))}</span>'
    return f"<tr>{name}<td>{words}</td></tr>"
