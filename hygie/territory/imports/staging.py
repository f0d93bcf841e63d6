"""Rows on their way into `Organisation`: prepared in temporary tables, then written set-wise in a few statements.

Temporary tables belong to one connection and take no lock on the others, so that the transaction which holds SQLite's
only writer lasts as long as these statements, not as long as the reading of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from hygie.core.identifiers import new_uid

from ..models import Organisation
from .difference import Change, Creation
from .facts import Facts

_BATCH = 2000
_TABLE = Organisation._meta.db_table
_COLUMNS = [name for name in Facts._fields if name not in {"entity", "region"}]
_DAYS = [Facts._fields.index(name) for name in ("opened_on", "closed_on", "registered_on")]
_ENTITY, _REGION = Facts._fields.index("entity"), Facts._fields.index("region")
_CREATED, _CHANGED = "register_created", "register_changed"

_REGION_ID = f"(SELECT id FROM {_TABLE} r WHERE r.kind = 'region' AND r.code = staged.region_code)"  # noqa: S608
_ENTITY_ID = f"(SELECT id FROM {_TABLE} e WHERE e.finess = staged.entity_finess AND e.kind = 'entity')"  # noqa: S608


class Staging:
    """Takes events one by one; `write` then brings them all into the table, inside the caller's transaction."""

    def __init__(self, cursor: CursorWrapper) -> None:
        self._cursor = cursor
        self._waiting: dict[str, list[Sequence[Any]]] = {_CREATED: [], _CHANGED: []}
        self._day = connection.ops.adapt_datefield_value
        self._uid = Organisation._meta.get_field("uid")
        self.created = 0
        self.moved: list[int] = []
        """Keys of the changed ones for which another organisation stands above now."""
        self.removed: list[int] = []
        """Keys of those that now lie in another region."""

    def take(self, event: Creation | Change) -> None:
        if isinstance(event, Creation):
            self.created += 1
            self._put(_CREATED, self._uid.get_db_prep_value(new_uid(), connection), event.after)
        else:
            if {"entity", "department", "region"} & set(event.fields):
                self.moved.append(event.pk)
            if "region" in event.fields:
                self.removed.append(event.pk)
            self._put(_CHANGED, event.pk, event.after)

    def finish(self) -> None:
        """Send what waits. Call it before the transaction opens."""
        for table in self._waiting:
            self._flush(table)

    def write(self) -> tuple[int, int]:
        """Create and change. Returns the keys between which the created ones lie: after the first, up to the last."""
        before = self._last_key()
        names = ", ".join(_COLUMNS)
        for kind in ("entity", "site"):
            self._cursor.execute(
                f"INSERT INTO {_TABLE} (uid, {names}, entity_id, region_id, code, version)"  # noqa: S608
                f" SELECT uid, {names}, {_ENTITY_ID}, {_REGION_ID}, '', 1 FROM {_CREATED} staged WHERE kind = %s",
                [kind],
            )
        changes = ", ".join(f"{name} = staged.{name}" for name in _COLUMNS)
        self._cursor.execute(
            f"UPDATE {_TABLE} SET {changes}, entity_id = {_ENTITY_ID}, region_id = {_REGION_ID},"  # noqa: S608
            f" version = {_TABLE}.version + 1 FROM {_CHANGED} staged WHERE {_TABLE}.id = staged.pk"
        )
        return before, self._last_key()

    def changed_keys(self) -> list[int]:
        self._cursor.execute(f"SELECT pk FROM {_CHANGED}")  # noqa: S608
        return [int(pk) for (pk,) in self._cursor.fetchall()]

    def _put(self, table: str, key: Any, facts: Facts) -> None:
        values: list[Any] = list(facts)
        for place in _DAYS:
            values[place] = self._day(values[place])
        entity, region = values[_ENTITY], values[_REGION]
        rest = (value for place, value in enumerate(values) if place not in {_ENTITY, _REGION})
        self._waiting[table].append((key, *rest, entity, region))
        if len(self._waiting[table]) >= _BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self._waiting[table]
        if rows:
            marks = ", ".join(["%s"] * len(rows[0]))
            self._cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
            rows.clear()

    def _last_key(self) -> int:
        self._cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {_TABLE}")  # noqa: S608
        return int(self._cursor.fetchone()[0])


@contextmanager
def staging() -> Iterator[Staging]:
    """Empty temporary tables, dropped at the end."""
    with connection.cursor() as cursor:
        # SQLite's connections keep temporary tables in memory; those of a national file go to the disk.
        moves = connection.vendor == "sqlite" and not connection.in_atomic_block
        if moves:
            cursor.execute("PRAGMA temp_store = FILE")
        _drop(cursor)
        names = ", ".join(_COLUMNS)
        for table, key in ((_CREATED, "uid"), (_CHANGED, "id AS pk")):
            cursor.execute(
                f"CREATE TEMPORARY TABLE {table} AS"  # noqa: S608
                f" SELECT {key}, {names}, finess AS entity_finess, code AS region_code FROM {_TABLE} LIMIT 0"
            )
        try:
            yield Staging(cursor)
        finally:
            _drop(cursor)
            if moves:
                cursor.execute("PRAGMA temp_store = MEMORY")


def _drop(cursor: CursorWrapper) -> None:
    for table in (_CREATED, _CHANGED):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
