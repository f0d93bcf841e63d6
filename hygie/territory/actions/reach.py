"""Keeps `Reach`: the one action that says who stands above whom today.

Above a site: its entity. Above an entity: its GHT, groups and shared management of today, and what stands above those.
Above every establishment of a department: the ARS office of that department, and no further (an entity's sites in
other departments belong to other offices). Regions are not in it: a region is a column of every row.

The database compares what should be with what is, and only the differences are written; a loop ends by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from hygie.core.clock import today

#: any number known to all: two writers of relations queue, so that each sees what the other did
LOCK = 7_203_145

RELATIONS = """
    above(below_id, above_id) AS (
        SELECT id, entity_id FROM territory_organisation WHERE entity_id IS NOT NULL
        UNION ALL
        SELECT organisation_id, group_id FROM territory_membership
        WHERE starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)
    )"""

WANTED = f"""
    WITH RECURSIVE {RELATIONS},
    standing(holder_id, organisation_id) AS (
        SELECT id, id FROM territory_organisation
        WHERE kind NOT IN ('nation', 'region') AND AMONG(id)
        UNION
        SELECT above.above_id, standing.organisation_id
        FROM standing JOIN above ON above.below_id = standing.holder_id
    ),
    wanted(holder_id, organisation_id) AS (
        SELECT holder_id, organisation_id FROM standing
        UNION
        SELECT office.id, placed.id FROM territory_organisation placed
        JOIN territory_organisation office ON office.kind = 'delegation' AND office.department = placed.department
        WHERE placed.department <> '' AND placed.kind IN ('ght', 'group', 'entity', 'site')
        AND AMONG(placed.id)
    )"""  # noqa: S608 — constants of this file

ADD = f"""
    INSERT INTO core_reach (holder_id, organisation_id) {WANTED}
    SELECT holder_id, organisation_id FROM wanted WHERE NOT EXISTS (
        SELECT 1 FROM core_reach known
        WHERE known.holder_id = wanted.holder_id AND known.organisation_id = wanted.organisation_id
    ) ON CONFLICT DO NOTHING"""  # noqa: S608 — as above

REMOVE = f"""
    DELETE FROM core_reach WHERE (holder_id, organisation_id) IN (
        {WANTED}
        SELECT holder_id, organisation_id FROM core_reach WHERE AMONG(organisation_id)
        EXCEPT SELECT holder_id, organisation_id FROM wanted
    )"""  # noqa: S608 — as above

TOUCHED = f"""
    WITH RECURSIVE {RELATIONS},
    below(id) AS (
        SELECT id FROM territory_organisation WHERE AMONG(id)
        UNION
        SELECT above.below_id FROM below JOIN above ON above.above_id = below.id
    )
    SELECT id FROM below
    UNION SELECT organisation_id FROM core_reach WHERE AMONG(holder_id)
    UNION SELECT placed.id FROM territory_organisation placed
    JOIN territory_organisation office ON office.kind = 'delegation' AND office.department = placed.department
    WHERE placed.department <> '' AND AMONG(office.id)"""  # noqa: S608 — as above

#: a list of ids as one parameter, however long
CHOSEN = {
    "sqlite": "SELECT value FROM json_each(%(ids)s)",
    "postgresql": "SELECT value::bigint FROM jsonb_array_elements_text(%(ids)s::jsonb)",
}
AMONG = re.compile(r"AMONG\(([a-z_.]+)\)")


@dataclass(frozen=True)
class ReachChange:
    """How many pairs a day, an import or an action added and removed."""

    added: int
    removed: int


def rebuild_reach() -> ReachChange:
    """Bring the whole closure up to today. Run again, it changes nothing."""
    with transaction.atomic():
        _wait_for_other_writers()
        return _write_differences(None)


def refresh_reach(organisations: Iterable[int]) -> ReachChange:
    """Bring up to today the closure of these organisations, of all below them now, and of all that were below."""
    given = sorted(set(organisations))
    if not given:
        return ReachChange(0, 0)
    with transaction.atomic(), connection.cursor() as cursor:
        _wait_for_other_writers()
        _execute(cursor, TOUCHED, given)
        return _write_differences([pk for (pk,) in cursor.fetchall()])


def _write_differences(ids: list[int] | None) -> ReachChange:
    """Of these organisations; None means all."""
    with connection.cursor() as cursor:
        _execute(cursor, REMOVE, ids)
        removed = cursor.rowcount
        _execute(cursor, ADD, ids)
        return ReachChange(cursor.rowcount, removed)


def _execute(cursor: CursorWrapper, statement: str, ids: list[int] | None) -> None:
    chosen = "TRUE" if ids is None else rf"\1 IN ({CHOSEN[connection.vendor]})"
    parameters = {"today": today().isoformat(), "ids": json.dumps(ids)}
    cursor.execute(AMONG.sub(chosen, statement), parameters)


def _wait_for_other_writers() -> None:
    """SQLite has one writer; on PostgreSQL a lock lasts until the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
