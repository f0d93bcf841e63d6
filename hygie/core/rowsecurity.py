"""Row-level security on PostgreSQL: the second wall behind `within(scope)` (DESIGN §7).

The application's role is neither superuser nor owner. Each request says its scope with `set_config(…, true)` inside
its transaction; without it a protected table shows no row and takes none. On SQLite this file does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from .tenancy import Scope

CONDITION = """
    current_setting('hygie.sight', true) = 'everything'
    OR region_id = ANY (COALESCE(NULLIF(current_setting('hygie.regions', true), ''), '{}')::bigint[])
    OR organisation_id IN (
        SELECT reach.organisation_id FROM core_reach reach
        WHERE reach.holder_id = ANY (COALESCE(NULLIF(current_setting('hygie.holders', true), ''), '{}')::bigint[])
    )
"""

SETTINGS = ("hygie.sight", "hygie.regions", "hygie.holders")
SET_ALL = "SELECT " + ", ".join(f"set_config({name!r}, %s, true)" for name in SETTINGS)


class ProtectRows(Operation):
    """Migration step: protect a table by its organisation and region columns.

    An `append_only` table gets no policy to update or delete, so that its rows outlive even a hijacked application.
    """

    reversible = True

    def __init__(self, table: str, append_only: bool = False) -> None:  # noqa: FBT001, FBT002 — read by its name
        self.table, self.append_only = table, append_only

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY")
        if self.append_only:
            schema_editor.execute(f"CREATE POLICY in_sight ON {self.table} FOR SELECT USING ({CONDITION})")
            schema_editor.execute(f"CREATE POLICY appended ON {self.table} FOR INSERT WITH CHECK ({CONDITION})")
        else:
            schema_editor.execute(
                f"CREATE POLICY in_sight ON {self.table} USING ({CONDITION}) WITH CHECK ({CONDITION})"
            )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(f"DROP POLICY in_sight ON {self.table}")
        schema_editor.execute(f"DROP POLICY IF EXISTS appended ON {self.table}")
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Protect the rows of {self.table}"


def declare(scope: Scope) -> None:
    """Tell the database whose rows this transaction may touch; forgotten at its end."""
    if connection.vendor != "postgresql":
        return
    sight = "everything" if scope.everything else "rows"
    with connection.cursor() as cursor:
        cursor.execute(SET_ALL, [sight, _array(scope.regions), _array(scope.holders)])


def _array(ids: frozenset[int]) -> str:
    return "{" + ",".join(str(pk) for pk in sorted(ids)) + "}"


@contextmanager
def sight(scope: Scope) -> Iterator[None]:
    """A transaction with a declared scope on PostgreSQL; nothing on SQLite, which has one writer and one file."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        declare(scope)
        yield


@contextmanager
def whole() -> Iterator[None]:
    """The explicit system scope of a job or a command, on this connection, across its transactions."""
    if connection.vendor != "postgresql":
        yield
        return
    _set_for_session("everything")
    try:
        yield
    finally:
        if connection.is_usable():
            _set_for_session("")


def _set_for_session(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hygie.sight', %s, false)", [value])


@contextmanager
def aside(scope: Scope) -> Iterator[None]:
    """Another sight for a moment, then the one before: a judgement reads a GHT's proofs that its reader does not see.

    An error inside rolls back to the savepoint, and the declared sight with it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'current_setting({name!r}, true)' for name in SETTINGS)}")
        before = cursor.fetchone()
        declare(scope)
        yield
        cursor.execute(SET_ALL, [value or "" for value in before])
