"""A report is confirmed: what it changes is written, in one transaction, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused, Stale
from hygie.core.clock import now
from hygie.territory.actions.changes import lock_organisations

from ...enums import ImportState
from ...models import ReportImport
from ...queries.known import SYSTEM, examined_after, same_file
from ...rules.reimport import is_outdated
from ...staging.scratch import Lost, Scratch, drop, opened_scratch
from ..counts import recount
from ..room import tell_report
from .audits import tell_audit
from .comparing import compare, still_holds
from .lines import comes_from_room, keep_open, line_of
from .priorities import prioritised
from .reading import COUNTED, take_counts
from .writing import Writer

TRIES = 3


class Unconfirmed(Refused):
    """The report asks a question that nobody has answered."""


class _Moved(Exception):
    """Somebody moved a finding since the comparison."""


def apply_report(ctx: Context, report: ReportImport, *, confirmed: bool = False) -> ReportImport:
    """Write what a report changes. Applied already, nothing happens.

    What people did since it was compared is compared again first; where that changes what would close, it is shown
    again. Raises Unconfirmed, Stale, Refused where the report must be read again, and Denied.
    """
    line_of(ctx, report)
    demand_answer(report, confirmed=confirmed)
    for _try in range(TRIES):
        try:
            return _apply_as_compared(ctx, report)
        except _Moved:
            continue
    raise Stale(_("Findings are being changed right now. Nothing was written: try again in a moment."))


def demand_answer(report: ReportImport, *, confirmed: bool) -> None:
    if report.state == ImportState.READY and report.asks and not confirmed:
        raise Unconfirmed(_("This report asks a question first: look at what it would close, then confirm."))


def _apply_as_compared(ctx: Context, report: ReportImport) -> ReportImport:
    if report.state != ImportState.READY:
        return _apply(ctx, report, None)
    try:
        with opened_scratch(report.staged_path) as scratch:
            if not still_holds(report, scratch):
                _compare_again(ctx, report, scratch)
            return _apply(ctx, report, scratch)
    except Lost as lost:
        current = ReportImport.objects.within(SYSTEM).get(pk=report.pk)
        if current.state == ImportState.APPLIED:
            return current
        raise Refused(_("What was read of this report is no longer there. Send the report again.")) from lost


def _compare_again(ctx: Context, report: ReportImport, scratch: Scratch) -> None:
    """Raises Stale where other findings would close than those that were shown."""
    shown = (report.closed, report.asks)
    result = compare(report, scratch)
    take_counts(report, result.counts, result.asks)
    with ctx.recording(Verb.EDIT, line_of(ctx, report), report.organisation) as record:
        waiting = ReportImport.objects.within(SYSTEM).filter(pk=report.pk, state=ImportState.READY)
        waiting.update(asks=report.asks, **{column: getattr(report, column) for column in COUNTED})
        record.nothing_changed()
    if (report.closed, report.asks) != shown:
        raise Stale(_("Findings were changed since this report was read. Look again at what it would change."))


def _apply(ctx: Context, report: ReportImport, scratch: Scratch | None) -> ReportImport:
    place = report.organisation
    with ctx.recording(Verb.EDIT, line_of(ctx, report), place) as record:
        lock_organisations(place)
        keep_open(ctx, report)
        current = held(report)
        if current.state == ImportState.APPLIED:
            record.nothing_changed()
        elif current.state != ImportState.READY or scratch is None:
            raise Refused(_("This report no longer waits for a confirmation."))
        elif _came_too_late(current):
            _end(current, ImportState.DROPPED)
            record.nothing_changed()
        else:
            if not still_holds(current, scratch):
                raise _Moved
            _write(record, current, scratch, now())
    return current


def held(report: ReportImport) -> ReportImport:
    rows = ReportImport.objects.within(SYSTEM).select_for_update(of=("self",))
    current: ReportImport = rows.select_related("organisation").get(pk=report.pk)
    return current


def _came_too_late(report: ReportImport) -> bool:
    """Meanwhile the same file was imported, or a later report that looked at the same."""
    if same_file(report.organisation, report.sha256):
        return True
    if is_outdated(report.examined, examined_after(report)):
        report.asks = ["outdated"]
        return True
    return False


def _write(record: Recording, report: ReportImport, scratch: Scratch, at: datetime) -> None:
    Writer(report, scratch, at).write()
    report.applied_at = at
    _end(report, ImportState.APPLIED)
    if report.audit is not None:
        tell_audit(record, report, report.audit)
        if comes_from_room(record.context):
            tell_report(report.audit, f"import:{report.uid}")
    prioritised(report)
    recount(report.organisation)
    record.event("report.imported", report, format=report.format, counts=counts_of(report))


def _end(report: ReportImport, state: ImportState) -> None:
    """What was read is no longer needed once this is committed."""
    path = report.staged_path
    report.state, report.staged_path = state, ""
    report.save(update_fields=["state", "staged_path", "applied_at", "asks"])
    transaction.on_commit(lambda: drop(path))


def drop_report(ctx: Context, report: ReportImport) -> None:
    """Forget a report that waits. One that no longer does is left as it is."""
    with ctx.recording(Verb.EDIT, line_of(ctx, report), report.organisation) as record:
        current = held(report)
        if current.state in {ImportState.READY, ImportState.WAITING}:
            _end(current, ImportState.DROPPED)
        record.nothing_changed()


def counts_of(report: ReportImport) -> dict[str, Any]:
    """Nothing but numbers: the region reads the timeline too."""
    names = {"new" if column == "fresh" else column: column for column in COUNTED}
    return {name: getattr(report, column) for name, column in names.items()} | {"refused": report.refused}
