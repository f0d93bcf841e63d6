"""Rows of values as a table inside a statement: thousands at a time, as one parameter of JSON (reference: stack)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

Item = TypeVar("Item")
AT_ONCE = 5000

#: how PostgreSQL reads each; SQLite keeps what JSON gives
TYPES = {
    "key": "bigint",
    "number": "integer",
    "real": "double precision",
    "text": "text",
    "flag": "boolean",
    "json": "jsonb",
    "uuid": "uuid",
    "day": "date",
    "moment": "timestamptz",
}


def table(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """SQL of a table named `j` with these columns (name and one of TYPES), and the parameter that fills it."""
    moments = [name for name, kind in columns.items() if kind == "moment"]
    told = [{**row, **{name: _written(row[name]) for name in moments}} for row in rows] if moments else rows
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{quoted(name)} {TYPES[kind]}" for name, kind in columns.items())
        return f"jsonb_to_recordset(%s::jsonb) AS j({typed})", json.dumps(list(told))
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {quoted(name)}" for name in columns)
    return f"(SELECT {picked} FROM json_each(%s)) AS j", json.dumps(list(told))  # noqa: S608


def _written(value: str | datetime | None) -> str | None:
    if value is None:
        return None
    return str(stored(datetime.fromisoformat(value) if isinstance(value, str) else value))


def stored(moment: datetime) -> Any:
    """As the database takes it in a statement of our own."""
    return connection.ops.adapt_datetimefield_value(moment)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def handfuls(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some


def execute(sql: str, parameters: Sequence[Any]) -> int:
    """Returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def insert(
    into: str, constants: Mapping[str, Any], picked: Mapping[str, str], source: str, parameters: Sequence[Any]
) -> None:
    """Insert one row for each row of `source`: the same constants in all, and what is picked (column: expression)."""
    names = ", ".join(quoted(name) for name in (*constants, *picked))
    values = ", ".join([*("%s" for _ in constants), *picked.values()])
    told = [stored(value) if isinstance(value, datetime) else value for value in constants.values()]
    execute(f"INSERT INTO {into} ({names}) SELECT {values} FROM {source}", [*told, *parameters])  # noqa: S608
