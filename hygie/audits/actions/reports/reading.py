"""A report arrives: read outside any transaction into a scratch file, compared, and shown before it is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now
from hygie.territory.models import Organisation

from ...enums import AuditState, ImportScope, ImportState
from ...formats.observation import OBSERVATIONS_AT_MOST, BrokenReport, Covered, Refusal, ReportFacts, ReportFormat
from ...formats.opening import opened
from ...formats.recognise import recognise
from ...formats.text import clean, gettext_noop
from ...models import Audit, ReportImport
from ...queries.known import SYSTEM, examined_after
from ...rules.identity import ALGORITHM, lane_of
from ...rules.reimport import Effect, Question, is_outdated, scope_of
from ...staging.rows import Unstorable
from ...staging.scratch import Scratch, drop, new_path, new_scratch
from .comparing import compare
from .lines import comes_from_room, imported_before, line_for

TOO_MANY = gettext_noop("The report holds more than %(most)s findings. Send it in several parts.")
UNSTORABLE = gettext_noop("The entry holds characters that no database keeps.")
PIECE = 1024 * 1024
TELL_EVERY = 2000
#: columns of the counts, by effect
COUNTED = {
    "fresh": Effect.NEW,
    "unchanged": Effect.UNCHANGED,
    "updated": Effect.UPDATED,
    "closed": Effect.CLOSED,
    "reopened": Effect.REOPENED,
}

Tell = Callable[[int], None]


class RefusedReport(Refused):
    """The report as a whole; `report` is the trace of the refusal."""

    def __init__(self, report: ReportImport, why: str) -> None:
        self.report = report
        super().__init__({"file": why})


@dataclass(frozen=True)
class Asked:
    """What whoever sends a report says of it. `format` and `scope` are "" to let the report tell."""

    name: str
    format: str = ""
    scope: str = ""
    assets: Sequence[Covered] = ()
    audit: Audit | None = None


@dataclass
class _Read:
    """What was read, once it was read to the end."""

    format: type[ReportFormat]
    facts: ReportFacts
    lane: str
    observations: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    asks: list[Question] = field(default_factory=list)


def read_report(
    ctx: Context, organisation: Organisation, stream: BinaryIO, asked: Asked, tell: Tell = lambda done: None
) -> ReportImport:
    """Read a report and say what it would change; nothing changes but that it waits.

    `stream` can be rewound. A file that was imported already gives the import of then; a report older than the latest
    of its lane is dropped. Raises RefusedReport (nothing of it may be imported), Refused on `audit`, and Denied.
    """
    line_for(ctx, organisation, asked.audit)
    check_audit(organisation, asked.audit)
    digest = digest_of(stream)
    if twin := imported_before(ctx, organisation, digest, asked.audit):
        return twin
    report = arrived(ctx, organisation, asked, digest)
    return read_into(ctx, report, stream, asked.format, tell)


def read_into(
    ctx: Context, report: ReportImport, stream: BinaryIO, code: str, tell: Tell = lambda done: None
) -> ReportImport:
    """Fill the row of a report that arrived, saved or not. A file kept until now is replaced by what was read."""
    path, arrived_as = new_path(), report.staged_path
    try:
        with new_scratch(path) as scratch:
            read = _read(scratch, stream, code, tell)
            _describe(report, read, path)
            if is_outdated(report.examined, examined_after(report)):
                report.state = ImportState.DROPPED
                report.asks = ["outdated"]
            else:
                scratch.cover(read.facts.covered - read.facts.unreachable if read.facts.covered is not None else ())
                if read.facts.looked_at is not None:
                    scratch.note("looked_at", tuple(read.facts.looked_at))
                scratch.flush()
                take_counts(report, *_compared(report, scratch))
    except BrokenReport as broken:
        drop(arrived_as)
        raise RefusedReport(_refuse(ctx, report, broken), said(broken.reason, broken.facts, broken.line)) from broken
    if report.state == ImportState.DROPPED:
        drop(path)
        report.staged_path = ""
    _save(ctx, report, replacing=True)
    if arrived_as:
        drop(arrived_as)
    return report


def _compared(report: ReportImport, scratch: Scratch) -> tuple[Counter[str], list[Question]]:
    result = compare(report, scratch)
    return result.counts, result.asks


def take_counts(report: ReportImport, counts: Counter[str], asks: Sequence[Question]) -> None:
    for column, effect in COUNTED.items():
        setattr(report, column, counts[effect])
    report.asks = [question.value for question in asks]


def check_audit(organisation: Organisation, audit: Audit | None) -> None:
    if audit is None:
        return
    if audit.organisation_id != organisation.pk:
        raise Refused({"audit": _("This audit is another establishment’s.")})
    if AuditState(audit.state).is_over:
        raise Refused({"audit": _("This audit is over. Choose another one, or none.")})


def digest_of(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def arrived(ctx: Context, organisation: Organisation, asked: Asked, digest: str) -> ReportImport:
    """The row of a report of which nothing is known yet, not saved; an auditor's closes nothing."""
    only_adds = comes_from_room(ctx)
    return ReportImport(
        organisation=organisation,
        region_id=organisation.region_pk,
        audit=asked.audit,
        file_name=_plain_name(asked.name),
        sha256=digest,
        algorithm=ALGORITHM,
        arrived_at=now(),
        made_at=now(),
        arrived_by_id=ctx.person_id,
        scope=ImportScope.NOTHING if only_adds else asked.scope or "",
        scope_assets=[] if only_adds else [[one.kind.value, one.asset] for one in asked.assets],
    )


def _plain_name(name: str) -> str:
    """The end of a path, without what hides, forges or cannot be kept: half a character, NUL, marks of direction."""
    return clean(PurePath(name.replace("\\", "/")).name[-200:], 200)


def _read(scratch: Scratch, stream: BinaryIO, code: str, tell: Tell) -> _Read:
    """All observations of a sound report, on disk. Raises BrokenReport."""
    with opened(stream) as report:
        kind = recognise(report, code)
        reader = kind()
        facts, count = reader.facts, 0
        for one in reader.read(report):
            count += 1
            if count > OBSERVATIONS_AT_MOST:
                raise BrokenReport(TOO_MANY, most=OBSERVATIONS_AT_MOST)
            try:
                scratch.take(lane_of(kind.source, reader.facts.lane), one)
            except Unstorable:
                facts.refuse(one.line, UNSTORABLE)
            if count % TELL_EVERY == 0:
                tell(count)
    lane = lane_of(kind.source, facts.lane)
    scratch.settle(lane)
    return _Read(kind, facts, lane, count)


def _describe(report: ReportImport, read: _Read, path: str) -> None:
    """What the report says of itself. Made tomorrow, it would bar today's: a clock that runs ahead is not believed."""
    facts = read.facts
    report.format, report.lane = read.format.code, read.lane
    report.tool, report.tool_version = facts.tool[:80], facts.tool_version[:40]
    report.made_at = min(facts.made_at or report.arrived_at, report.arrived_at)
    report.scope = scope_of(report.scope, says_what_it_examined=facts.covered is not None)
    report.examined = _examined(report, facts)
    report.complete, report.level = facts.complete, facts.level
    report.not_evaluated, report.observations = facts.not_evaluated, read.observations
    report.refused, report.refusals = facts.refused, [_told(refusal) for refusal in facts.refusals]
    report.state, report.staged_path = ImportState.READY, path


def _examined(report: ReportImport, facts: ReportFacts) -> list[int] | None:
    """None where the report speaks for its whole source, or left entries out: then nobody knows what it examined."""
    if not facts.covered or report.scope == ImportScope.SOURCE:
        return None
    return sorted(map(_number_of, facts.covered - facts.unreachable))


def _number_of(asset: Covered) -> int:
    """An asset in 52 bits, which JSON keeps whole: a name would say too much, and take more room."""
    return int.from_bytes(hashlib.sha256(f"{asset.kind}:{asset.asset}".encode()).digest()[:8], "big") >> 12


def _told(refusal: Refusal) -> dict[str, Any]:
    return {"line": refusal.line, "reason": refusal.reason, "facts": dict(refusal.facts)}


def _refuse(ctx: Context, report: ReportImport, broken: BrokenReport) -> ReportImport:
    """Keep trace of it: what it was, and why nothing of it was read."""
    report.state, report.refused = ImportState.REFUSED, max(report.refused, 1)
    report.scope = report.scope or ImportScope.NOTHING
    report.refusals = [_told(Refusal(broken.line, broken.reason, broken.facts))]
    drop(report.staged_path)
    report.staged_path = ""
    _save(ctx, report, replacing=False)
    return report


def _save(ctx: Context, report: ReportImport, *, replacing: bool) -> None:
    """The same file sent again takes the place of the one that waits; an auditor's, only of their own."""
    waiting = ReportImport.objects.within(SYSTEM).filter(
        organisation=report.organisation, sha256=report.sha256, state=ImportState.READY
    )
    if comes_from_room(ctx):
        waiting = waiting.filter(audit=report.audit, arrived_by=report.arrived_by_id)
    line = line_for(ctx, report.organisation, report.audit)
    with ctx.recording(Verb.EDIT, line, report.organisation) as record:
        if replacing:
            for old in waiting.exclude(pk=report.pk).order_by("pk"):
                drop(old.staged_path)
                old.state, old.staged_path = ImportState.DROPPED, ""
                old.save(update_fields=["state", "staged_path"])
        report.save()
        # Nothing of the establishment's has changed yet: the event is that of the import.
        record.nothing_changed()


def said(reason: str, facts: Any, line: int = 0) -> str:
    """A reason of a reader in the reader's own language."""
    words = _(reason) % facts if facts else _(reason)
    return _("Line %(line)s: %(why)s") % {"line": line, "why": words} if line else words
