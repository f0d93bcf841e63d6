"""Commands that bring in the enrichment files. Nothing is fetched but the addresses that the operator writes."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from hygie.core.actions import Context
from hygie.core.commands import Command, CommandError, commands

from .actions.knowledge import Loaded, import_epss, import_kev
from .formats.observation import BrokenReport
from .knowledge_files.fetching import NotFetched, fetched, is_address

Importer = Callable[..., Loaded]
COUNTS = ("created", "changed", "removed", "unchanged")
LONGEST_LIST = 1000


def register() -> None:
    commands.register(Command("import-kev", "import CISA's catalogue of exploited vulnerabilities", _kev, _arguments))
    commands.register(Command("import-epss", "import FIRST's scores of exploitation (EPSS)", _epss, _arguments))


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", metavar="SOURCE", help="a file, or an http(s) address to fetch once")
    parser.add_argument("--list", type=Path, metavar="FILE", help="a text file with one source on each line")
    parser.add_argument("--older", action="store_true", help="load a file older or shorter than the one loaded")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _kev(options: Namespace) -> int:
    return _import(options, import_kev)


def _epss(options: Namespace) -> int:
    return _import(options, import_epss)


def _import(options: Namespace, importer: Importer) -> int:
    """One file after the other, each whole or not at all; the first that is refused ends the command."""
    done: list[dict[str, Any]] = []
    for source in _sources(options):
        try:
            with _opened(source) as stream:
                loaded = importer(Context.system(f"hygie {options.command.name}"), stream, older=options.older)
        except (BrokenReport, NotFetched, OSError) as problem:
            if options.json:
                _print(done, _refusal(source, problem))
            raise CommandError(f"{source}: {_in_words(problem)}") from problem
        done.append(_summary(source, loaded))
        if not options.json:
            print(_told(source, loaded))
    if options.json:
        _print(done)
    return 0


def _sources(options: Namespace) -> list[str]:
    found = list(options.source)
    if options.list:
        try:
            lines = options.list.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{options.list}: {problem}") from problem
        found += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise CommandError(_("Name at least one file or address."))
    if len(found) > LONGEST_LIST:
        raise CommandError(_("The list names more than %(count)s sources.") % {"count": LONGEST_LIST})
    return found


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    with fetched(source) if is_address(source) else Path(source).open("rb") as stream:
        yield stream


def _in_words(problem: Exception) -> str:
    if not isinstance(problem, BrokenReport):
        return str(problem)
    said = _(problem.reason) % dict(problem.facts)
    return _("line %(line)s: %(reason)s") % {"line": problem.line, "reason": said} if problem.line else said


def _told(source: str, loaded: Loaded) -> str:
    words = _(
        "%(source)s, of %(day)s: %(rows)s lines, %(created)s new, %(changed)s changed, %(removed)s no longer named."
    )
    return words % {
        "source": source,
        "day": loaded.run.stated_on.isoformat(),
        "rows": loaded.run.rows,
        "created": loaded.created,
        "changed": loaded.changed,
        "removed": loaded.removed,
    }


def _summary(source: str, loaded: Loaded) -> dict[str, Any]:
    return {
        "source": source,
        "stated_on": loaded.run.stated_on.isoformat(),
        "release": loaded.run.release,
        "rows": loaded.run.rows,
        "sha256": loaded.run.sha256,
    } | {name: getattr(loaded, name) for name in COUNTS}


def _refusal(source: str, problem: Exception) -> dict[str, Any]:
    line = problem.line if isinstance(problem, BrokenReport) else 0
    return {"source": source, "line": line, "reason": _in_words(problem)}


def _print(done: list[dict[str, Any]], *refused: dict[str, Any]) -> None:
    """The counts of all files together, then file by file."""
    totals = {name: sum(each[name] for each in done) for name in ("rows", *COUNTS)}
    print(json.dumps(totals | {"refused": len(refused), "files": done, "reasons": refused}, ensure_ascii=False))
