"""Imports the national register: reads and compares outside any transaction, then writes set-wise in a short one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hygie.core import statistics
from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope, carry_region

from ..finess import DamagedFile, Flavour, Notes, flavour_of, read_register
from ..imports import queries
from ..imports.difference import Change, Comparison, Coverage, Creation
from ..imports.report import Report, report
from ..imports.scratch import Scratch, scratch
from ..imports.staging import Staging, staging
from ..models import ImportRun, Organisation
from ..policies import REGISTER
from .changes import tell_listeners
from .reach import refresh_reach
from .runs import RefusedFile, check_right, demand_no_other_import, digest_of, identity, place_of, record_refusal

Say = Callable[[str], None]

_IDS_AT_ONCE = 500


@dataclass(frozen=True)
class ImportResult:
    """What one import did. Counts are of organisations, legal entities and sites together; `by_kind` splits them."""

    run: ImportRun
    by_kind: dict[str, dict[str, int]]
    stated_on: date
    coverage: Coverage
    missing: int
    """Establishments that the file no longer lists and that stay open, since it is no full stock."""
    locked_seconds: float
    """How long the writing transaction lasted."""


def import_finess(
    ctx: Context, stream: BinaryIO, name: str, region: str | None = None, say: Say = lambda line: None
) -> ImportResult:
    """Import a register file, of all France or, with an INSEE region code, of one region.

    `stream` can be rewound; `name` is the file's, for the record. Importing the same file again changes nothing.
    Raises DamagedFile (nothing written but the refusal itself), Refused on `region`, Denied, and Stale when another
    import ended meanwhile.
    """
    check_right(ctx, region)
    digest = digest_of(stream)
    notes = Notes()
    with scratch() as rows:
        say(_("Reading the file"))
        try:
            source = _read(stream, rows, notes)
        except DamagedFile as damage:
            raise RefusedFile(damage, record_refusal(ctx, "finess", name, digest, region, damage.reasons)) from damage
        seen = queries.last_run()
        comparison = Comparison(region, notes.published_on or today(), rows.entities > 0, notes)
        say(_("Comparing with what is known"))
        with staging() as staged, report() as lines:
            tally = _compare(comparison, rows, staged, lines)
            say(_("Writing"))
            started = time.monotonic()
            run = _write(ctx, _Outcome(source, name, digest, region, seen, comparison, tally, lines.path), staged)
            locked = time.monotonic() - started
            statistics.refresh()
            return ImportResult(
                run=run,
                by_kind=tally.by_kind(comparison),
                stated_on=comparison.stated_on,
                coverage=comparison.coverage,
                missing=run.missing,
                locked_seconds=locked,
            )


# Outside the transaction


def _read(stream: BinaryIO, rows: Scratch, notes: Notes) -> Flavour:
    """All rows of a sound file, spilled to disk. Raises DamagedFile."""
    stream.seek(0)
    flavour = flavour_of(stream.read(512))
    for row in read_register(stream, notes):
        rows.take(row)
    return flavour


class _Tally:
    """Counts by kind, and the keys to close."""

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.closed: Counter[str] = Counter()
        self.gone: list[int] = []

    def take(self, event: Creation | Change) -> None:
        if isinstance(event, Creation):
            self.created[event.after.kind] += 1
        else:
            (self.closed if event.closes else self.changed)[event.after.kind] += 1

    def by_kind(self, comparison: Comparison) -> dict[str, dict[str, int]]:
        counts = {
            "created": self.created,
            "changed": self.changed,
            "unchanged": comparison.unchanged,
            "closed": self.closed,
        }
        return {kind: {word: count[kind] for word, count in counts.items()} for kind in ("entity", "site")}


def _compare(comparison: Comparison, rows: Scratch, staged: Staging, lines: Report) -> _Tally:
    """Stage what is to be written and report it. What a full stock no longer lists is closed."""
    tally = _Tally()
    stated = rows.stated(comparison.region, comparison.notes)
    for event in comparison.events(stated, queries.known_establishments()):
        tally.take(event)
        staged.take(event)
        lines.take(event)
    if comparison.coverage.is_full:
        for known in queries.establishments_of(comparison.missing):
            closing = Change(0, known.pk, known.facts, known.facts._replace(closed_on=comparison.stated_on))
            tally.take(closing)
            lines.take(closing)
            tally.gone.append(known.pk)
    comparison.ignored = rows.left_out_of(comparison.region) + comparison.closed_before
    lines.notes(comparison.notes.refused, comparison.notes.warnings)
    staged.finish()
    return tally


# Inside it


@dataclass(frozen=True)
class _Outcome:
    """All that the run's row tells."""

    source: Flavour
    name: str
    digest: str
    region: str | None
    seen: int
    comparison: Comparison
    tally: _Tally
    report_path: str

    @property
    def counts(self) -> dict[str, int]:
        notes = self.comparison.notes
        return {
            "created": self.tally.created.total(),
            "changed": self.tally.changed.total(),
            "unchanged": self.comparison.unchanged.total(),
            "closed": self.tally.closed.total(),
            "ignored": self.comparison.ignored,
            "warnings": notes.warned,
            "refused": notes.left_out,
            "missing": 0 if self.comparison.coverage.is_full else len(self.comparison.missing),
        }


def _write(ctx: Context, outcome: _Outcome, staged: Staging) -> ImportRun:
    with aside(Scope.system()), transaction.atomic():
        place = place_of(outcome.region)
        with ctx.recording(Verb.EDIT, REGISTER, place) as record:
            demand_no_other_import(outcome.seen)
            first, last = staged.write()
            _close(outcome.tally.gone, outcome.comparison.stated_on)
            _carry_region(staged.removed)
            created = range(first + 1, last + 1)
            refresh_reach([*created, *staged.moved])
            run = ImportRun.objects.create(
                **identity(ctx, outcome.name, outcome.digest, outcome.region),
                source=outcome.source,
                report_path=outcome.report_path,
                **outcome.counts,
            )
            record.event("register.imported", run, file=run.file_name, counts=outcome.counts)
            touched = [*created, *staged.changed_keys(), *outcome.tally.gone]
            if touched:
                tell_listeners(record, touched)
    return run


def _close(keys: Collection[int], closed_on: date) -> None:
    for some in _by_handfuls(keys):
        establishments = Organisation.objects.within(Scope.system()).filter(pk__in=some)
        establishments.update(closed_on=closed_on, version=F("version") + 1)


def _carry_region(keys: Collection[int]) -> None:
    """What belongs to an organisation follows it into its new region."""
    for some in _by_handfuls(keys):
        moved = Organisation.objects.within(Scope.system()).filter(pk__in=some, region__isnull=False)
        carry_region(dict(moved.order_by("pk").values_list("pk", "region_id")))


def _by_handfuls(keys: Iterable[int]) -> Iterable[list[int]]:
    waiting = list(keys)
    return (waiting[start : start + _IDS_AT_ONCE] for start in range(0, len(waiting), _IDS_AT_ONCE))
