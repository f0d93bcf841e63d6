"""Organisations as the core knows them: a key and a region."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    pk: int
    region_id: int | None = 1


NORTH, SOUTH = Place(11), Place(12)
ELSEWHERE = Place(21, region_id=2)
