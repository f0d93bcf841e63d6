"""The latest import of a lane is taken back: what it added goes, what it changed is as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Min, Model, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused
from hygie.core.clock import now
from hygie.territory.actions.changes import lock_organisations

from ...enums import DueBecause, FindingState, ImportState
from ...models import Asset, Finding, FindingCve, FindingEvent, ReportImport, Weakness
from ...policies import FINDING
from ...queries.known import SYSTEM
from ...queries.reports import can_be_undone
from ..counts import recount
from .applying import counts_of, held
from .audits import untell_audit
from .priorities import prioritised_again
from .tables import AT_ONCE, execute, handfuls
from .writing import COLUMNS, speak_anew, update

#: what an import itself hangs on a finding
_OWN = {FindingCve}


def undo_report(ctx: Context, report: ReportImport) -> ReportImport:
    """Take back the latest import of its lane. Undone already, nothing happens.

    What a rule says (`Weakness`) stays as the undone report told it. Raises Refused where a later report was imported,
    or where people worked on what would go or be put back; and Denied.
    """
    with ctx.recording(Verb.EDIT, FINDING, report.organisation) as record:
        lock_organisations(report.organisation)
        current = held(report)
        if current.state == ImportState.UNDONE:
            record.nothing_changed()
            return current
        if not can_be_undone(current):
            raise Refused(_("Only the latest import of a source can be undone: undo the later ones first."))
        _demand_untouched(current)
        _undo(record, current)
    return current


def _demand_untouched(report: ReportImport) -> None:
    worked_on = _added_and_worked_on(report) + _changed_and_worked_on(report)
    if worked_on:
        raise Refused(
            ngettext(
                "Somebody has worked since on %(count)s finding that this import added or changed: it stays.",
                "Somebody has worked since on %(count)s findings that this import added or changed: it stays.",
                worked_on,
            )
            % {"count": worked_on}
        )


def _added_and_worked_on(report: ReportImport) -> int:
    added = Finding.objects.within(SYSTEM).filter(first_import=report)
    untouched = added.filter(state=FindingState.NEW, version=1, assignee__isnull=True)
    untouched = untouched.exclude(due_because=DueBecause.BY_HAND)
    for relation in Finding._meta.related_objects:
        model: type[Model] = relation.related_model
        if model not in _OWN:
            hung = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            untouched = untouched.exclude(Exists(hung))
    return added.count() - untouched.count()


def _changed_and_worked_on(report: ReportImport) -> int:
    """Findings that it moved, and that people moved afterwards."""
    own = FindingEvent.objects.within(SYSTEM).filter(report=report)
    first = own.aggregate(first=Min("pk"))["first"]
    if first is None:
        return 0
    later = FindingEvent.objects.within(SYSTEM).filter(report__isnull=True, pk__gt=first)
    return later.filter(Exists(own.filter(finding=OuterRef("finding")))).values("finding").distinct().count()


def _undo(record: Recording, report: ReportImport) -> None:
    moved = _put_back(report)
    _see_as_before(report)
    execute(
        "DELETE FROM audits_findingcve WHERE finding_id IN (SELECT id FROM audits_finding WHERE first_import_id = %s)",
        [report.pk],
    )
    execute("DELETE FROM audits_finding WHERE first_import_id = %s", [report.pk])
    _drop_unused(report)
    report.state, report.undone_at = ImportState.UNDONE, now()
    report.save(update_fields=["state", "undone_at"])
    if report.audit is not None:
        untell_audit(record, report, report.audit)
    prioritised_again(report.organisation, moved)
    recount(report.organisation)
    record.event("report.undone", report, format=report.format, counts=counts_of(report))


def _put_back(report: ReportImport) -> list[int]:
    """What it changed is as before, by its own events, which go with it. Returns the keys."""
    events = FindingEvent.objects.within(SYSTEM).filter(report=report).order_by("pk")
    keys = []
    for some in handfuls(events.values_list("finding", "before").iterator(chunk_size=AT_ONCE)):
        by_columns: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        for pk, before in some:
            by_columns[tuple(name for name in COLUMNS if name in before)].append((pk, before))
            keys.append(pk)
        for columns, same in by_columns.items():
            _put_some_back(columns, same)
    execute("DELETE FROM audits_findingevent WHERE report_id = %s", [report.pk])
    return keys


def _put_some_back(columns: Sequence[str], some: list[tuple[int, dict[str, Any]]]) -> None:
    update(columns, [{"pk": pk} | before for pk, before in some])
    if "cves" in columns:
        speak_anew([pk for pk, _before in some])


def _see_as_before(report: ReportImport) -> None:
    """Last seen when and by which report it had been seen before: a report's moment is that of what it saw."""
    execute(
        "UPDATE audits_finding SET last_seen_at = COALESCE(last_seen_before_at, last_seen_at),"
        " last_seen_before_at = NULL, last_import_id = ("
        "  SELECT MAX(r.id) FROM audits_reportimport r"
        "  WHERE r.organisation_id = %s AND r.lane = %s AND r.state = %s AND r.id <> %s"
        "  AND r.made_at = COALESCE(audits_finding.last_seen_before_at, audits_finding.last_seen_at))"
        " WHERE last_import_id = %s AND first_import_id <> %s",
        [report.organisation_id, report.lane, ImportState.APPLIED.value, report.pk, report.pk, report.pk],
    )


def _drop_unused(report: ReportImport) -> None:
    """Weaknesses without a finding, and the assets that it named, unless somebody described them or something else
    hangs on them."""
    place = [report.organisation_id]
    execute(
        f"DELETE FROM audits_weakness WHERE organisation_id = %s AND lane = %s AND {_unused(Weakness)}",  # noqa: S608
        [*place, report.lane],
    )
    rows = Asset.objects.within(SYSTEM).filter(
        organisation=report.organisation,
        made_at=report.applied_at or now(),
        version=1,
        merged_into__isnull=True,
    )
    for some in handfuls(rows.order_by("pk").values_list("pk", flat=True), 500):
        marks = ", ".join(["%s"] * len(some))
        execute(f"DELETE FROM audits_asset WHERE id IN ({marks}) AND {_unused(Asset)}", some)  # noqa: S608


def _unused(model: type[Model]) -> str:
    own = model._meta.db_table
    nothing = []
    for relation in model._meta.related_objects:
        other: type[Model] = relation.related_model
        column = relation.field.column
        nothing.append(f"NOT EXISTS (SELECT 1 FROM {other._meta.db_table} x WHERE x.{column} = {own}.id)")  # noqa: S608
    return " AND ".join(nothing)
