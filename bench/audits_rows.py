"""Writes millions of invented findings for `bench.audits_scale`, by plain SQL inside the database.

The same shape on both databases: severities, states, ages and deadlines follow from the row's number. On PostgreSQL the
secondary indexes are taken away while the rows come and built again after.
"""

# ruff: noqa: S608 — every word of these statements is ours
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

ASSETS, WEAKNESSES, CVES, DAYS = 60, 200, 5000, 365
AT_ONCE = 20
BIG_TABLES = ("audits_findingcve", "audits_finding")
CONSTRAINTS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = %s::regclass AND contype IN ('u', 'f')"
)
INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
)


def fill(places: Sequence[Any], findings: int) -> None:
    """`findings` over all places, evenly; all open at the last place, three in five elsewhere."""
    each, last = findings // len(places), places[-1].pk
    keys = [place.pk for place in places]
    _run(_numbered(ASSETS) + _insert("audits_asset", _ASSET, "numbers, core_place"), keys)
    _run(_numbered(WEAKNESSES) + _insert("audits_weakness", _WEAKNESS, "numbers, core_place"), keys)
    _run(_numbered(1) + _insert("audits_reportimport", _REPORT, "numbers, core_place"), keys)
    with without_indexes():
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            _run(_numbered(each) + _insert("audits_finding", _finding(last) | _left_empty(), _FROM_FINDING), some)
        _fill_cves()
    _run("ANALYZE", [])


def _fill_cves() -> None:
    _run(
        "INSERT INTO audits_findingcve (organisation_id, region_id, finding_id, cve) SELECT organisation_id, region_id,"
        f" id, 'CVE-2024-' || (1000 + id * 31 % {CVES}) FROM audits_finding WHERE id % 10 < 3",
        [],
    )


def make_room() -> None:
    """The region is written under its own key: PostgreSQL numbers the others well after it."""
    if is_postgres():
        _run("SELECT setval(pg_get_serial_sequence('territory_organisation', 'id'), 1000)", [])


def become_application() -> None:
    """From here on as the role that reads and writes in production: it owns no table, its rows are guarded."""
    if is_postgres():
        _run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hygie_app", [])
        _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO hygie_app", [])
        _run("SET ROLE hygie_app", [])


def fill_days() -> None:
    """The past: what is counted now, a little worse each day before."""
    columns = [
        "open_critical", "open_high", "open_medium", "open_low", "open_info", "overdue_critical", "overdue_high",
        "overdue_medium", "overdue_low", "resting", "to_verify", "exposed",
    ]  # fmt: skip
    values = ", ".join(f"{name} * (1000 + n) / 1000" for name in columns)
    _run(
        _series(DAYS) + f" INSERT INTO audits_findingday (organisation_id, region_id, day, opened, closed, level,"
        f" {', '.join(columns)}) SELECT organisation_id, region_id, {_day('n')}, 0, 1, level, {values}"
        " FROM audits_findingsummary, numbers",
        [],
    )
    _run("ANALYZE", [])


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _series(count: int) -> str:
    if is_postgres():
        return f"WITH numbers AS (SELECT generate_series(1, {count})::bigint AS n)"
    return f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"


def _numbered(count: int) -> str:
    """Numbers from 1, and the places `core_place` with their region."""
    places = "SELECT id AS place, region_id AS region FROM territory_organisation WHERE id IN ({places})"
    return f"{_series(count)}, core_place AS ({places}) "


def _insert(table: str, values: dict[str, str], tables: str) -> str:
    """Rows of one place follow each other, so that its assets and weaknesses have neighbouring keys."""
    said = {f'"{name}"': _said(value) for name, value in values.items()}
    return f"INSERT INTO {table} ({', '.join(said)}) SELECT {', '.join(said.values())} FROM {tables} ORDER BY place, n"


def _said(value: str) -> str:
    """The few words that the two databases say differently."""
    words = {"TRUE_": "true" if is_postgres() else "1", "JSON_": "'[]'::jsonb" if is_postgres() else "'[]'"}
    for mark, word in words.items():
        value = value.replace(mark, word)
    return value.replace("UID_", _uid()).replace("HASH_", _hash()).replace("NOW_", _moment("0"))


def _uid() -> str:
    """In the order of their coming, as the platform's own are."""
    return "lpad(to_hex(place * 10000000 + n), 32, '0')::uuid" if is_postgres() else "lower(hex(randomblob(16)))"


def _hash() -> str:
    return "md5((place * 10000000 + n)::text)::uuid" if is_postgres() else "lower(hex(randomblob(16)))"


def _moment(days: str) -> str:
    return f"now() - ({days}) * interval '1 day'" if is_postgres() else f"datetime('now', '-' || ({days}) || ' days')"


def _day(days: str) -> str:
    return f"current_date - ({days})::int" if is_postgres() else f"date('now', (-({days})) || ' days')"


_PLACE = {"organisation_id": "place", "region_id": "region"}
_ASSET = _PLACE | {
    "uid": "UID_",
    "kind": "'host'",
    "name": "'srv-' || n || '.example'",
    "label": "''",
    "exposure": "CASE WHEN n % 5 = 0 THEN 'internet' ELSE '' END",
    "care_service": "''",
    "criticality": "''",
    "owner": "''",
    "made_at": "NOW_",
    "version": "1",
}
_WEAKNESS = _PLACE | {
    "lane": "CASE WHEN n % 20 = 0 THEN 'ads' ELSE 'nessus' END",
    "rule": "'rule-' || n",
    "title": "'Weakness ' || n",
    "description": "''",
    "solution": "''",
    "references": "JSON_",
    "cwes": "JSON_",
}
_REPORT = _PLACE | {
    "uid": "UID_",
    "format": "'ads'",
    "lane": "'ads'",
    "algorithm": "1",
    "file_name": "'ads.json'",
    "sha256": "'0'",
    "tool": "'ADS'",
    "tool_version": "''",
    "made_at": "NOW_",
    "arrived_at": "NOW_",
    "state": "'applied'",
    "scope": "'covered'",
    "scope_assets": "JSON_",
    "complete": "TRUE_",
    "level": "1 + place % 5",
    "not_evaluated": "0",
    **dict.fromkeys(("observations", "fresh", "unchanged", "updated", "closed", "reopened", "refused"), "0"),
    "asks": "JSON_",
    "refusals": "JSON_",
    "staged_path": "''",
}
#: each finding with one weakness and one asset of its place, by their rank there
_FROM_FINDING = (
    "(SELECT n, place, region, (n * 7919 + place) % 100 AS h, (n * 104729 + place * 31) % 100 AS k,"
    " (n * 613 + place) % 700 AS age FROM numbers, core_place) drawn"
    " JOIN (SELECT organisation_id, min(id) AS first FROM audits_weakness GROUP BY organisation_id) w"
    " ON w.organisation_id = place"
    " JOIN (SELECT organisation_id, min(id) AS first FROM audits_asset GROUP BY organisation_id) a"
    " ON a.organisation_id = place"
)


def _finding(last: int) -> dict[str, str]:
    is_open = f"(place = {last} OR k < 60)"
    severity = "CASE WHEN h < 6 THEN 4 WHEN h < 26 THEN 3 WHEN h < 66 THEN 2 WHEN h < 90 THEN 1 ELSE 0 END"
    state = f"CASE WHEN {is_open} THEN (CASE WHEN k < 5 THEN 'to_verify' ELSE 'confirmed' END) ELSE 'closed' END"
    opened = _moment("age")
    return _PLACE | {
        "uid": "UID_",
        "fingerprint": "HASH_",
        "algorithm": "1",
        "lane": "CASE WHEN n % 20 = 0 THEN 'ads' ELSE 'nessus' END",
        "weakness_id": f"w.first + n % {WEAKNESSES}",
        "asset_id": f"a.first + n % {ASSETS}",
        "title": f"'Weakness ' || (1 + n % {WEAKNESSES})",
        "location": "'443/tcp'",
        "severity": severity,
        "cves": "JSON_",
        "cvss_vector": "''",
        "evidence": "''",
        "level": "CASE WHEN n % 20 = 0 AND n <= 2000 THEN 1 + place % 5 ELSE NULL END",
        "state": state,
        "is_open": is_open if is_postgres() else f"CASE WHEN {is_open} THEN 1 ELSE 0 END",
        "state_since": opened,
        "reason": "''",
        "risk_owner": "''",
        "closed_because": "''",
        "opened_at": opened,
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE {_moment('age / 2')} END",
        "times_reopened": "0",
        "absences": "0",
        "first_seen_at": opened,
        "last_seen_at": "NOW_",
        "exploitation": "''",
        "decision": "0",
        "due_on": _day("age - 15 * (1 + 100 - h)"),
        "due_because": "'policy'",
        "weight": f"({severity}) * 1000000 + age",
        "version": "1",
    }


def _left_empty() -> dict[str, str]:
    """Texts and bytes of a finding that nothing above speaks of."""
    from hygie.audits.models import Finding

    known, empty = _finding(0), {"CharField": "''", "TextField": "''", "JSONField": "JSON_", "BinaryField": "''"}
    fields = [field for field in Finding._meta.concrete_fields if not field.null and not field.primary_key]
    return {str(one.column): empty[one.get_internal_type()] for one in fields if one.column not in known}


@contextmanager
def without_indexes() -> Iterator[None]:
    """The indexes and constraints of the big tables but their keys: built and checked once at the end."""
    if not is_postgres():
        yield
        return
    again = []
    with connection.cursor() as cursor:
        for table in BIG_TABLES:
            for name, definition in _found(cursor, CONSTRAINTS, table):
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
                again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
            for name, definition in _found(cursor, INDEXES, table):
                cursor.execute(f'DROP INDEX "{name}"')
                again.append(definition)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in again:
            cursor.execute(definition)


def _found(cursor: Any, sql: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(sql, [table])
    return list(cursor.fetchall())


def _run(sql: str, places: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{places}", ", ".join(str(pk) for pk in places)))
