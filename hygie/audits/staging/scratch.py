"""The file in which a report waits: a private SQLite database, unrelated to the platform's.

First what was read, in any order; `settle` merges what the report repeats and puts it in the order of fingerprints, so
that it is compared with what is known in one walk through both. Then what the comparison found, until it is written.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import reduce
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from hygie.core.files import private_folder

from ..formats.observation import AssetKind, Covered, Observation, Outcome
from ..rules.identity import fingerprint
from ..rules.merging import merged
from .rows import packed, texts_of, unpacked

FOLDER = "reports"
_BATCH = 2000
_RULES_REMEMBERED = 20_000
_FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE;"
_READING = """
    CREATE TABLE read (key BLOB, row BLOB);
    CREATE TABLE seen (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID;
    CREATE TABLE weakness (rule TEXT PRIMARY KEY, texts BLOB) WITHOUT ROWID;
    CREATE TABLE asset (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
    CREATE TABLE covered (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
    CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT);
"""
_COMPARING = """
    DROP TABLE IF EXISTS fresh; DROP TABLE IF EXISTS again; DROP TABLE IF EXISTS change;
    CREATE TABLE fresh (key BLOB);
    CREATE TABLE again (pk INTEGER);
    CREATE TABLE change (pk INTEGER, kind TEXT, columns TEXT, change BLOB);
"""
_INSERTS = {
    "read": "INSERT INTO read VALUES (?, ?)",
    "seen": "INSERT INTO seen VALUES (?, ?)",
    # The same whatever the order: of several texts of one rule, the greatest.
    "weakness": "INSERT INTO weakness VALUES (?, ?) ON CONFLICT DO UPDATE SET texts = max(texts, excluded.texts)",
    "asset": "INSERT OR IGNORE INTO asset VALUES (?, ?)",
    "covered": "INSERT OR IGNORE INTO covered VALUES (?, ?)",
    "fresh": "INSERT INTO fresh VALUES (?)",
    "again": "INSERT INTO again VALUES (?)",
    "change": "INSERT INTO change VALUES (?, ?, ?, ?)",
}


class Lost(Exception):
    """The file is gone or damaged: the report must be read again."""


class Scratch:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERTS}
        self._rules: dict[str, bytes] = {}
        self._lane = ""

    # What is read ---------------------------------------------------------------------------------------------------

    def take(self, lane: str, one: Observation) -> None:
        """Keep an observation. Raises Unstorable, having kept nothing of it."""
        row, found = packed(one), one.outcome is Outcome.FOUND
        if found and self._rules.get(one.rule) != (texts := texts_of(one)):
            self._put("weakness", (one.rule[:200], texts))
            self._remember(one.rule, texts)
        if found:
            self._put("asset", (one.asset_kind.value, one.asset[:255]))
        self._put("read", (fingerprint(lane, one.identity).bytes, row))
        self._lane = lane

    def _remember(self, rule: str, texts: bytes) -> None:
        if len(self._rules) >= _RULES_REMEMBERED:
            self._rules.clear()
        self._rules[rule] = texts

    def cover(self, assets: Iterable[Covered]) -> None:
        for kind, name in assets:
            self._put("covered", (kind.value, name))

    def settle(self, lane: str) -> int:
        """Merge what the report repeats. Some reports tell their lane last: theirs are named again. Returns how many
        are found."""
        self.flush()
        if lane != self._lane:
            self._connection.create_function("named", 1, lambda row: fingerprint(lane, unpacked(row).identity).bytes)
            self._connection.execute("UPDATE read SET key = named(row)")
        found = 0
        rows = self._connection.execute("SELECT key, row FROM read ORDER BY key")
        for key, same in groupby(rows, key=itemgetter(0)):
            one = reduce(merged, (unpacked(row) for _key, row in same))
            found += one.outcome is Outcome.FOUND
            self._put("seen", (key, packed(one)))
        self.flush()
        self._connection.execute("DROP TABLE read")
        self._connection.commit()
        return found

    def seen(self) -> Iterator[tuple[bytes, Observation]]:
        """In the order of fingerprints."""
        for key, row in self._connection.execute("SELECT key, row FROM seen ORDER BY key"):
            yield key, unpacked(row)

    def weaknesses(self) -> Iterator[tuple[str, list[Any]]]:
        for rule, texts in self._connection.execute("SELECT rule, texts FROM weakness ORDER BY rule"):
            yield rule, orjson.loads(texts)

    def assets(self) -> Iterator[tuple[str, str]]:
        yield from self._connection.execute("SELECT kind, name FROM asset ORDER BY kind, name")

    def covered(self) -> Iterator[Covered]:
        for kind, name in self._connection.execute("SELECT kind, name FROM covered ORDER BY kind, name"):
            yield Covered(AssetKind(kind), name)

    # What was compared ----------------------------------------------------------------------------------------------

    def begin_comparison(self) -> None:
        self._connection.executescript(_COMPARING)

    def put_fresh(self, key: bytes) -> None:
        self._put("fresh", (key,))

    def put_again(self, pk: int) -> None:
        self._put("again", (pk,))

    def put_change(self, pk: int, kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        self._put("change", (pk, kind, ",".join(sorted(after)), orjson.dumps([before, after])))

    def fresh(self) -> Iterator[tuple[bytes, Observation]]:
        query = "SELECT key, row FROM fresh JOIN seen USING (key) ORDER BY fresh.rowid"
        for key, row in self._connection.execute(query):
            yield key, unpacked(row)

    def again(self) -> Iterator[int]:
        for (pk,) in self._connection.execute("SELECT pk FROM again ORDER BY rowid"):
            yield pk

    def changes(self) -> Iterator[tuple[tuple[str, ...], Iterator[tuple[int, str, dict[str, Any], dict[str, Any]]]]]:
        """Grouped by the columns that change: each group is one statement."""
        rows = self._connection.execute("SELECT columns, pk, kind, change FROM change ORDER BY columns, rowid")
        for columns, same in groupby(rows, key=itemgetter(0)):
            yield tuple(columns.split(",")), ((pk, kind, *orjson.loads(change)) for _columns, pk, kind, change in same)

    def note(self, name: str, value: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, orjson.dumps(value).decode()))

    def noted(self, name: str) -> Any:
        row = self._connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return orjson.loads(row[0]) if row else None

    # Both -----------------------------------------------------------------------------------------------------------

    def _put(self, table: str, values: tuple[Any, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(values)
        if len(waiting) >= _BATCH:
            self._send(table, waiting)

    def flush(self) -> None:
        for table, waiting in self._waiting.items():
            if waiting:
                self._send(table, waiting)
        self._connection.commit()

    def _send(self, table: str, waiting: Sequence[tuple[Any, ...]]) -> None:
        self._connection.executemany(_INSERTS[table], waiting)
        self._waiting[table].clear()


def path_of(relative: str) -> Path:
    return private_folder() / relative


def new_path() -> str:
    """A random name, relative to the private folder; the file exists and nobody else may read it."""
    relative = f"{FOLDER}/{secrets.token_hex(24)}"
    path = path_of(relative)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return relative


def drop(relative: str) -> None:
    if relative:
        path_of(relative).unlink(missing_ok=True)


@contextmanager
def new_scratch(relative: str) -> Iterator[Scratch]:
    """Fill a new file. Whatever goes wrong, it is removed."""
    try:
        with closing(sqlite3.connect(path_of(relative))) as connection:
            connection.executescript(_FAST + _READING)
            scratch = Scratch(connection)
            yield scratch
            scratch.flush()
    except BaseException:
        drop(relative)
        raise


@contextmanager
def opened_scratch(relative: str) -> Iterator[Scratch]:
    """A file filled earlier. Raises Lost."""
    if not relative or not path_of(relative).is_file():
        raise Lost
    try:
        with closing(sqlite3.connect(path_of(relative))) as connection:
            connection.executescript(_FAST)
            yield Scratch(connection)
    except sqlite3.DatabaseError as damage:
        raise Lost from damage
