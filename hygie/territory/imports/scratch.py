"""Rows of one file, waiting on disk until the file is known to be sound: memory stays bounded whatever its size.

A temporary SQLite file that this process alone writes and reads (hence pickle), unrelated to the platform's database.
Its index gives the rows back in the order of their numbers, sites joined with positions that come much later in the
file, and grouped by legal entity.
"""

from __future__ import annotations

import heapq
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hygie.territory.finess import EntityRow, GeoRow, Notes, Reason, Row, SiteRow

from .facts import ENTITY, SITE, Facts, Stated, entity_after_sites, entity_facts, entity_with_sites, site_facts

_BATCH = 2000
_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE;
    CREATE TABLE site (finess TEXT PRIMARY KEY, entity TEXT, region TEXT, row BLOB) WITHOUT ROWID;
    CREATE TABLE entity (finess TEXT PRIMARY KEY, region TEXT, row BLOB) WITHOUT ROWID;
    CREATE TABLE position (finess TEXT PRIMARY KEY, latitude REAL, longitude REAL) WITHOUT ROWID;
"""
_SITES = """
    SELECT site.row, latitude, longitude FROM site LEFT JOIN position USING (finess)
    WHERE :region IS NULL OR site.region = :region ORDER BY site.finess
"""
_SITES_BY_ENTITY = """
    SELECT site.row, latitude, longitude FROM site LEFT JOIN position USING (finess)
    WHERE :region IS NULL OR entity IN (SELECT entity FROM site WHERE region = :region)
        OR entity IN (SELECT finess FROM entity WHERE region = :region)
    ORDER BY site.entity, site.finess
"""
_ENTITIES = """
    SELECT row FROM entity
    WHERE :region IS NULL OR region = :region OR finess IN (SELECT entity FROM site WHERE region = :region)
    ORDER BY finess
"""


class Scratch:
    """Takes rows in the order of the file, gives statements back in the order of their numbers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[tuple[Any, ...]]] = {"site": [], "entity": [], "position": []}
        self.sites = 0
        self.entities = 0

    def take(self, row: Row) -> None:
        if isinstance(row, SiteRow):
            self.sites += 1
            facts = site_facts(row)
            self._put("site", (row.finess, row.entity, facts.region, _packed(row.line, facts)))
        elif isinstance(row, EntityRow):
            self.entities += 1
            facts = entity_facts(row)
            self._put("entity", (row.finess, facts.region, _packed(row.line, facts)))
        elif isinstance(row, GeoRow):
            self._put("position", (row.finess, row.latitude, row.longitude))

    def stated(self, region: str | None, notes: Notes) -> Iterator[Stated]:
        """All statements, or those of one region with the entities of its sites, in the order of their numbers.

        A number used for an entity and for a site states the entity; the site is noted as refused.
        """
        self._flush()
        both = heapq.merge(self._entities(region), self._sites(region), key=lambda stated: stated.facts.finess)
        for _, same_number in groupby(both, key=lambda stated: stated.facts.finess):
            first, *others = same_number
            yield first
            for other in others:
                notes.refuse(other.line, "nofinesset", Reason.SAME_NUMBER, other.facts.finess)

    def left_out_of(self, region: str | None) -> int:
        """How many sites lie outside the region."""
        self._flush()
        count = "SELECT count(*) FROM site WHERE region <> :region"
        return int(self._connection.execute(count, {"region": region}).fetchone()[0])

    def _put(self, table: str, values: tuple[Any, ...]) -> None:
        self._waiting[table].append(values)
        if len(self._waiting[table]) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        for table, rows in self._waiting.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                # Readers refuse a number that stands twice; a position given twice is the last one.
                self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608
                rows.clear()

    def _sites(self, region: str | None, query: str = _SITES) -> Iterator[Stated]:
        for packed, latitude, longitude in self._connection.execute(query, {"region": region}):
            site = _unpacked(packed)
            if latitude is not None:
                site = site._replace(facts=site.facts._replace(latitude=latitude, longitude=longitude))
            yield site

    def _entities(self, region: str | None) -> Iterator[Stated]:
        """Described ones and those that sites name, each with all its sites, whatever their region."""
        rows = self._connection.execute(_ENTITIES, {"region": region})
        described = ((entity.facts.finess, entity) for entity in (_unpacked(packed) for (packed,) in rows))
        of_entity = ((site.facts.entity or "", site) for site in self._sites(region, _SITES_BY_ENTITY))
        for finess, parts in groupby(heapq.merge(described, of_entity, key=itemgetter(0)), key=itemgetter(0)):
            yield _entity(finess, [part for _, part in parts])


def _packed(line: int, facts: Facts) -> bytes:
    return pickle.dumps((line, *facts))  # a plain tuple: pickled three times faster than a named one


def _unpacked(packed: bytes) -> Stated:
    line, *facts = pickle.loads(packed)  # noqa: S301 — our own file
    return Stated(line, Facts._make(facts))


def _entity(finess: str, parts: list[Stated]) -> Stated:
    """A legal entity from its own statement, its sites', or both."""
    described = next((part for part in parts if part.facts.kind == ENTITY), None)
    sites = [part.facts for part in parts if part.facts.kind == SITE]
    if described is None:
        return Stated(min(part.line for part in parts), entity_after_sites(finess, sites))
    return described._replace(facts=entity_with_sites(described.facts, sites)) if sites else described


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A private temporary file, gone at the end and, if the process is killed, with the system's temporary files."""
    with (
        TemporaryDirectory(prefix="hygie-import-") as folder,
        closing(sqlite3.connect(Path(folder) / "rows")) as connection,
    ):
        connection.executescript(_TABLES)
        yield Scratch(connection)
