"""Commands of the territory: the national files."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.core.actions import Context
from hygie.core.commands import Command, CommandError, commands
from hygie.core.files import private_folder

from .actions.finess import ImportResult, import_finess
from .actions.ght import import_ght
from .finess import DamagedFile
from .models import ImportRun

COUNTS = ("created", "changed", "unchanged", "closed", "refused")


def register() -> None:
    commands.register(
        Command("import-finess", "import the national register of establishments", _import_finess, _finess_arguments)
    )
    commands.register(Command("import-ght", "import lists of GHT and their members", _import_ght, _ght_arguments))


def _finess_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="etalab-cs1100502, cs1100507 or the daily JSON feed")
    _common_arguments(parser)


def _common_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--region", metavar="CODE", help="one region only, by its INSEE code (11)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _ght_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a FHIR bundle, a zip archive of bundles, or the sheet")
    _common_arguments(parser)


def _import_finess(options: Namespace) -> int:
    def say(line: str) -> None:
        if not options.json:
            print(f"{line}…", file=sys.stderr)

    with _opened(options) as stream:
        context = Context.system("hygie import-finess")
        result = import_finess(context, stream, options.file.name, options.region, say)
    if options.json:
        _print(_summary(result))
    else:
        missing = [_not_closed(result)] if result.missing else []
        print("\n".join([*_in_words(result.run), *missing]))
    return 0


def _import_ght(options: Namespace) -> int:
    with _opened(options) as stream:
        result = import_ght(Context.system("hygie import-ght"), stream, options.file.name, options.region)
    if options.json:
        parts = {"ghts": dict(result.ghts), "memberships": dict(result.memberships), "positions": result.positions}
        _print(_counts(result.run) | parts)
    else:
        print("\n".join(_in_words(result.run)))
    return 0


@contextmanager
def _opened(options: Namespace) -> Iterator[BinaryIO]:
    """The file to import; a refusal is told in one line, and with --json as an object too."""
    try:
        with options.file.open("rb") as stream:
            if not stream.seekable():
                raise CommandError(
                    _("%(file)s can be read only once: save it to a file first.") % {"file": options.file}
                )
            yield stream
    except DamagedFile as damage:
        if options.json:
            _print(dict.fromkeys(COUNTS, 0) | {"refused": len(damage.reasons), "reasons": _as_json(damage)})
        raise CommandError(f"{options.file}: {damage}") from damage


def _summary(result: ImportResult) -> dict[str, Any]:
    return _counts(result.run) | {
        "missing": result.missing,
        "entities": result.by_kind["entity"],
        "sites": result.by_kind["site"],
        "stated_on": result.stated_on.isoformat(),
        "locked_seconds": round(result.locked_seconds, 3),
    }


def _counts(run: ImportRun) -> dict[str, Any]:
    counts = {word: getattr(run, word) for word in (*COUNTS, "ignored", "warnings")}
    return counts | {"sha256": run.file_sha256, "report": run.report_path}


def _in_words(run: ImportRun) -> list[str]:
    words = {
        "created": _("created"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "closed": _("closed"),
        "refused": _("left out, with a reason"),
        "ignored": _("outside the region, or closed before they were known"),
        "warnings": _("warnings"),
    }
    counts = [f"{getattr(run, word):>8}  {label}" for word, label in words.items()]
    return [*counts, _("Report: %(path)s") % {"path": private_folder() / run.report_path}]


def _not_closed(result: ImportResult) -> str:
    share = result.coverage
    return ngettext(
        "%(missing)s establishment is not in this file and stays open: the file lists %(listed)s of the %(known)s "
        "known sites, so it is not taken for the whole register.",
        "%(missing)s establishments are not in this file and stay open: the file lists %(listed)s of the %(known)s "
        "known sites, so it is not taken for the whole register.",
        result.missing,
    ) % {"missing": result.missing, "listed": share.listed, "known": share.known}


def _as_json(damage: DamagedFile) -> list[dict[str, Any]]:
    return [{"line": one.line, "field": one.field, "reason": one.text} for one in damage.reasons]


def _print(document: Mapping[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False))
