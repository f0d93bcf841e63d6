"""Bring in an enrichment file: read first, then written whole in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.db import connection
from django.db.backends.utils import CursorWrapper

from hygie.core.actions import Context, Recording
from hygie.core.clock import now, today

from ..formats.observation import BrokenReport
from ..formats.text import gettext_noop
from ..knowledge_files.epss import EpssFile, Score
from ..knowledge_files.kev import KevEntry, read_kev
from ..models import EnrichmentRun, Vulnerability
from ..queries.knowledge import latest_run
from ..queries.places import regions

AFTERWARDS = "audits.reprioritise"
TELL = "audits.tell_advisories"
FEWER = 0.9
"""Both files only grow: one with less than this share of the lines of the last was cut at the end of a line."""
ROWS_AT_ONCE = 1000
_TABLE = Vulnerability._meta.db_table
_READ = "knowledge_read"
KEV_COLUMNS = (
    "in_kev", "kev_added_on", "kev_due_on", "kev_ransomware", "kev_vendor", "kev_product", "kev_name", "kev_action",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What a file changed. `removed`: CVEs that it no longer names."""

    run: EnrichmentRun
    created: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def unchanged(self) -> int:
        return self.run.rows - self.created - self.changed


# KEV


def import_kev(ctx: Context, stream: BinaryIO, *, older: bool = False) -> Loaded:
    """Raises BrokenReport; nothing was changed then. The same file twice changes nothing."""
    file = read_kev(stream)
    run = _new_run("kev", file.stated_on, file.release, len(file.entries), file.sha256)
    if same := _same_as_latest(run):
        return Loaded(same)
    _demand_newer(run, older=older)
    with ctx.recording_own() as record:
        before = {row.cve: row for row in Vulnerability.objects.filter(in_kev=True).order_by("cve")}
        wanted = [_listed(entry) for entry in file.entries]
        changed = [row for row in wanted if _differs(row, before.get(row.cve))]
        Vulnerability.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["cve"], update_fields=KEV_COLUMNS, batch_size=500
        )
        gone = before.keys() - {row.cve for row in wanted}
        removed = _unlist(sorted(gone))
        created = sum(row.cve not in before for row in changed)
        loaded = Loaded(run, created, len(changed) - created, removed)
        _close(record, loaded)
    return loaded


def _listed(entry: KevEntry) -> Vulnerability:
    return Vulnerability(
        cve=entry.cve,
        in_kev=True,
        kev_added_on=entry.added_on,
        kev_due_on=entry.due_on,
        kev_ransomware=entry.ransomware,
        kev_vendor=entry.vendor,
        kev_product=entry.product,
        kev_name=entry.name,
        kev_action=entry.action,
    )


def _differs(row: Vulnerability, before: Vulnerability | None) -> bool:
    return before is None or any(getattr(row, name) != getattr(before, name) for name in KEV_COLUMNS)


def _unlist(cves: list[str]) -> int:
    """CISA took them out of its catalogue."""
    removed = 0
    for start in range(0, len(cves), 500):
        rows = Vulnerability.objects.filter(cve__in=cves[start : start + 500])
        removed += rows.update(
            in_kev=False,
            kev_added_on=None,
            kev_due_on=None,
            kev_ransomware=False,
            kev_vendor="",
            kev_product="",
            kev_name="",
            kev_action="",
        )
    return removed


# EPSS


def import_epss(ctx: Context, stream: BinaryIO, *, older: bool = False) -> Loaded:
    """Raises BrokenReport; nothing was changed then. 300,000 lines go through a temporary table, in pieces."""
    file = EpssFile(stream)
    with _staged() as cursor:
        rows = _stage(cursor, file.scores())
        run = _new_run("epss", file.stated_on, file.release, rows, file.sha256)
        if same := _same_as_latest(run):
            return Loaded(same)
        _demand_newer(run, older=older)
        with ctx.recording_own() as record:
            loaded = _merge(cursor, run)
            _close(record, loaded)
    return loaded


@contextmanager
def _staged() -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_READ}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_READ}"
            " (cve varchar(20) PRIMARY KEY, epss double precision, epss_percentile double precision)"
        )
        try:
            yield cursor
        finally:
            if connection.is_usable() and not connection.needs_rollback:
                cursor.execute(f"DROP TABLE IF EXISTS {_READ}")


def _stage(cursor: CursorWrapper, scores: Iterable[Score]) -> int:
    rest, rows = iter(scores), 0
    while piece := list(islice(rest, ROWS_AT_ONCE)):
        marks = ", ".join(["(%s, %s, %s)"] * len(piece))
        cursor.execute(f"INSERT INTO {_READ} VALUES {marks}", [value for score in piece for value in score])  # noqa: S608
        rows += len(piece)
    return rows


def _merge(cursor: CursorWrapper, run: EnrichmentRun) -> Loaded:
    before = Vulnerability.objects.count()
    cursor.execute(
        f"UPDATE {_TABLE} SET epss = NULL, epss_percentile = NULL"  # noqa: S608
        f" WHERE epss IS NOT NULL AND cve NOT IN (SELECT cve FROM {_READ})"
    )
    removed = cursor.rowcount
    cursor.execute(
        f"INSERT INTO {_TABLE} (cve, epss, epss_percentile,"  # noqa: S608
        " in_kev, kev_ransomware, kev_vendor, kev_product, kev_name, kev_action)"
        f" SELECT cve, epss, epss_percentile, %s, %s, '', '', '', '' FROM {_READ} WHERE 1 = 1"
        " ON CONFLICT (cve) DO UPDATE SET epss = excluded.epss, epss_percentile = excluded.epss_percentile"
        f" WHERE COALESCE({_TABLE}.epss, -1) <> excluded.epss"
        f" OR COALESCE({_TABLE}.epss_percentile, -1) <> excluded.epss_percentile",
        [False, False],
    )
    written = cursor.rowcount
    created = Vulnerability.objects.count() - before
    return Loaded(run, created, written - created, removed)


# Both


def _new_run(source: str, stated_on: date, release: str, rows: int, sha256: str) -> EnrichmentRun:
    return EnrichmentRun(source=source, stated_on=stated_on, release=release, rows=rows, sha256=sha256, at=now())


def _same_as_latest(run: EnrichmentRun) -> EnrichmentRun | None:
    latest = latest_run(run.source)
    return latest if latest is not None and latest.sha256 == run.sha256 else None


def _demand_newer(run: EnrichmentRun, *, older: bool) -> None:
    """Raises BrokenReport. `older`: the operator wants this file, whatever was loaded before."""
    if run.stated_on > today() + timedelta(days=1):
        raise BrokenReport(gettext_noop("the file is dated %(day)s, which is to come"), day=run.stated_on.isoformat())
    latest = latest_run(run.source)
    if latest is None or older:
        return
    if run.stated_on < latest.stated_on:
        raise BrokenReport(
            gettext_noop(
                "the file is of %(day)s, older than the one loaded (%(loaded)s); --older loads it all the same"
            ),
            day=run.stated_on.isoformat(),
            loaded=latest.stated_on.isoformat(),
        )
    if run.rows < latest.rows * FEWER:
        raise BrokenReport(
            gettext_noop(
                "the file has %(rows)s lines and the one loaded %(loaded)s: it was probably cut; "
                "--older loads it all the same"
            ),
            rows=run.rows,
            loaded=latest.rows,
        )


def _close(record: Recording, loaded: Loaded) -> None:
    """Keep the run; findings that name a CVE are judged again, region by region."""
    run = loaded.run
    run.save()
    counts: dict[str, Any] = {"created": loaded.created, "changed": loaded.changed, "removed": loaded.removed}
    record.event("knowledge.loaded", run, source=run.source, stated_on=run.stated_on.isoformat(), **counts)
    if not any(counts.values()):
        return
    if run.source == "kev" and loaded.created:
        record.after_commit(TELL, once=TELL)
    for region in regions():
        record.after_commit(
            AFTERWARDS, once=f"{AFTERWARDS}:cve:{region.pk}", place=region, region=region.pk, with_cve=True
        )
