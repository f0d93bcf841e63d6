"""Commands of the audits: reports brought in by the machine that made them."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hygie.core.actions import Context, Refused, Stale
from hygie.core.commands import Command, CommandError, commands
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_named

from .actions.reports.applying import Unconfirmed, apply_report, counts_of
from .actions.reports.reading import Asked, RefusedReport, read_report, said
from .enums import ImportState
from .models import Audit, ReportImport
from .queries.reports import audit_of
from .words import question_words

#: a question was asked, and nobody was there to answer
UNANSWERED = 3
YES = frozenset({"y", "yes", "o", "oui"})
COUNTS = ("new", "unchanged", "updated", "closed", "reopened", "refused")


def register() -> None:
    commands.register(
        Command("import-report", "bring an audit's or a scanner's report in", _import_report, _report_arguments)
    )


def _report_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the report as its tool exports it")
    parser.add_argument("--establishment", required=True, metavar="FINESS", help="whose report it is")
    parser.add_argument("--audit", type=UUID, metavar="ID", help="the audit that it belongs to")
    parser.add_argument("--format", default="auto", metavar="CODE", help="its format (default: told by its content)")
    parser.add_argument(
        "--scope",
        choices=("covered", "source", "nothing"),
        default="",
        help="what may close: what it examined, all that this tool found, nothing (default: the first it can tell)",
    )
    parser.add_argument("--yes", action="store_true", help="close without asking")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _import_report(options: Namespace) -> int:
    ctx = Context.system("hygie import-report")
    place = _place(options.establishment)
    asked = Asked(
        name=options.file.name,
        format="" if options.format == "auto" else options.format,
        scope=options.scope,
        audit=_audit(place, options.audit),
    )
    report = _read(ctx, place, options, asked)
    known = report.state == ImportState.APPLIED
    if report.state == ImportState.READY:
        try:
            report = apply_report(ctx, report, confirmed=options.yes or _agrees(report, options))
        except Unconfirmed:
            _tell(report, options, known=False)
            return UNANSWERED
        except (Refused, Stale) as why:
            raise CommandError(str(why)) from why
    _tell(report, options, known=known)
    return 0


def _place(finess: str) -> Organisation:
    place = organisation_named(finess)
    if place is None:
        raise CommandError(_("No establishment has the FINESS number “%(number)s”.") % {"number": finess})
    return place


def _audit(place: Organisation, uid: UUID | None) -> Audit | None:
    if uid is None:
        return None
    audit = audit_of(place, uid)
    if audit is None:
        raise CommandError(_("This establishment has no audit with this identifier."))
    return audit


def _read(ctx: Context, place: Organisation, options: Namespace, asked: Asked) -> ReportImport:
    """A refusal is told in one line, and with --json as an object too."""
    with options.file.open("rb") as stream:
        if not stream.seekable():
            raise CommandError(_("%(file)s can be read only once: save it to a file first.") % {"file": options.file})
        try:
            return read_report(ctx, place, stream, asked)
        except RefusedReport as refused:
            if options.json:
                _print(refused.report, known=False)
            raise CommandError(f"{options.file}: {refused.problems['file']}") from refused
        except Refused as refused:
            raise CommandError(str(refused)) from refused


def _agrees(report: ReportImport, options: Namespace) -> bool:
    """Whoever sits at the terminal answers; a script does not."""
    if not report.asks or options.json or not sys.stdin.isatty():
        return False
    for question in question_words(report):
        print(question, file=sys.stderr)
    return input(_("Import it all the same? [y/N] ")).strip().lower() in YES


def _tell(report: ReportImport, options: Namespace, *, known: bool) -> None:
    if options.json:
        _print(report, known=known)
        return
    counts = _counts(report, known=known)
    words = {
        "new": _("new"),
        "unchanged": _("unchanged"),
        "updated": _("updated"),
        "closed": _("closed"),
        "reopened": _("reopened"),
        "refused": _("left out, with a reason"),
    }
    print(
        "\n".join([*(f"{counts[name]:>8}  {label}" for name, label in words.items()), *_remarks(report, known=known)])
    )


def _remarks(report: ReportImport, *, known: bool) -> list[str]:
    if known:
        return [_("This file was imported already: nothing changed.")]
    if report.state == ImportState.READY:
        waits = _("Nothing was written. Confirm it on the page of reports, or import it again with --yes.")
        return [*question_words(report), waits]
    return question_words(report) if report.state == ImportState.DROPPED else []


def _print(report: ReportImport, *, known: bool) -> None:
    document = {
        "import": str(report.uid) if report.pk else None,
        "state": report.state,
        "applied": report.state == ImportState.APPLIED,
        "known": known,
        "format": report.format,
        "lane": report.lane,
        "scope": report.scope,
        "made_at": report.made_at.isoformat(),
        "complete": report.complete,
        "observations": report.observations,
        **_counts(report, known=known),
        "asks": [] if known else report.asks,
        "reasons": [
            {"line": one["line"], "reason": said(one["reason"], one["facts"])} for one in report.refusals
        ] + [{"line": 0, "reason": words} for words in _remarks(report, known=known)],
    }  # fmt: skip
    print(json.dumps(document, ensure_ascii=False))


def _counts(report: ReportImport, *, known: bool) -> dict[str, Any]:
    """Of a file that was imported already, everything is unchanged; of an older one, nothing is said."""
    counts = counts_of(report)
    if not known:
        return counts
    found = counts["new"] + counts["unchanged"] + counts["updated"] + counts["reopened"]
    return dict.fromkeys(COUNTS, 0) | {"unchanged": found, "refused": counts["refused"]}
