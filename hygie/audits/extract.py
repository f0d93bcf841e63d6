"""`hygie extract-report FILE`: makes the extract of a report on the hospital's own machine.

Runs alone (`python -m hygie.audits.extract FILE`): no Django, no database, no settings, no network.
"""

from __future__ import annotations

import argparse
import csv
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, NoReturn

from .formats import extract
from .formats.observation import BrokenReport, Observation, ReportFormat
from .formats.opening import opened
from .formats.recognise import recognise
from .formats.registry import FORMATS

KEY_VARIABLE = "HYGIE_EXTRACT_KEY"
DESCRIPTION = "make the extract of a report: what may leave the hospital, and nothing else"
ENDING = ".hygie.jsonl"
PRIVATE = 0o600
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Parser(argparse.ArgumentParser):
    """Complains in one line, as `hygie` does, which cannot be imported here: it needs Django."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


class CannotExtract(Exception):
    """Told to the person in one line."""


def default_key_file() -> Path:
    named = os.environ.get(KEY_VARIABLE)
    return Path(named) if named else Path.home() / ".config" / "hygie" / "extract.key"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", metavar="FILE", type=Path, help="report of a scanner, also in a zip or gzip archive")
    parser.add_argument(
        "--key",
        metavar="KEYFILE",
        type=Path,
        help=f"key of this hospital (default: the file named by {KEY_VARIABLE}, else ~/.config/hygie/extract.key)",
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help=f"the extract (default: FILE{ENDING})")
    parser.add_argument("--legend", metavar="FILE", type=Path, help="also write what each hash means, for you alone")
    parser.add_argument(
        "--with-references",
        action="store_true",
        help="leave the scanner's references and CVEs in clear: the region can then tell what is exploited",
    )
    codes = [one.code for one in FORMATS if one.code != extract.Extract.code]
    parser.add_argument(
        "--format", choices=["auto", *codes], default="auto", help="format of the report (default: recognised)"
    )


def run(options: argparse.Namespace) -> int:
    """Make the extract. Raises CannotExtract, BrokenReport and OSError, having written nothing."""
    report: Path = options.report
    output: Path = options.output or report.with_name(report.name + ENDING)
    legend: Path | None = options.legend
    _check_places(report, [place for place in (output, legend) if place])
    key = read_key(options.key or default_key_file())
    with report.open("rb") as file, opened(file) as stream:
        reader = _reader(stream, options.format)
        with _written(output) as out, _legend(legend, reader.source, key) as told:
            observations = map(told, reader.read(stream))
            count = extract.write(
                observations, reader.facts, reader.source, key, out, with_references=options.with_references
            )
    print(f"{reader.label}: {count} findings → {output}")
    if reader.facts.refused:
        first = reader.facts.refusals[0]
        reason = first.reason % first.facts if first.facts else first.reason
        print(f"{reader.facts.refused} entries were left out; the first, line {first.line}: {reason}", file=sys.stderr)
    if not reader.facts.complete:
        print("The report says that its scan did not reach its end. The extract says so too.", file=sys.stderr)
    if legend:
        print(f"{legend} says what each hash means. It never has to be sent: keep it here.")
    return 0


def read_key(place: Path) -> bytes:
    """The hospital's key, made at its first use."""
    try:
        key = place.read_bytes().strip()
    except FileNotFoundError:
        key = _new_key(place)
    if len(key) < extract.KEY_AT_LEAST:
        raise CannotExtract(f"{place}: the key must have {extract.KEY_AT_LEAST} characters at least")
    if os.name == "posix" and place.stat().st_mode & 0o077:
        print(f"{place} can be read by other accounts of this machine: chmod 600 {place}", file=sys.stderr)
    return key


def _new_key(place: Path) -> bytes:
    key = secrets.token_hex(32)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(place, "w", opener=_private) as file:
        file.write(key + "\n")
    print(
        f"A new key was made: {place}. Keep a copy of it in a safe place, and show it to nobody: "
        "without it the next extract cannot be compared with this one.",
        file=sys.stderr,
    )
    return key.encode()


def _private(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_EXCL | os.O_CREAT, PRIVATE)


def _check_places(report: Path, places: Sequence[Path]) -> None:
    for place in places:
        if place.exists() and (place.samefile(report) or not place.is_file()):
            raise CannotExtract(f"{place}: this is not a place to write to; choose another file")
    if len({place.absolute() for place in places}) != len(places):
        raise CannotExtract("The extract and its legend must be two files")


def _reader(stream: BinaryIO, code: str) -> ReportFormat:
    reader = recognise(stream, "" if code == "auto" else code)
    if reader is extract.Extract:
        raise CannotExtract("This file is an extract already")
    return reader()


@contextmanager
def _written(place: Path) -> Iterator[IO[bytes]]:
    """A private file that appears whole or not at all."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _legend(place: Path | None, source: str, key: bytes) -> Iterator[Callable[[Observation], Observation]]:
    """What passes the observations on, having written what their hashes mean where it is asked for."""
    if place is None:
        yield lambda observation: observation
        return
    with _written(place) as out:
        # for a spreadsheet in French: its mark, and semicolons
        out.write(b"\xef\xbb\xbf" + _cells("identity", "masked asset", "asset", "rule", "title"))

        def told(one: Observation) -> Observation:
            identity = extract.identity_of(key, source, one)
            out.write(_cells(identity, extract.masked(key, one.asset), one.asset, one.rule, one.title))
            return one

        yield told


class _Line:
    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text


def _cells(*cells: str) -> bytes:
    """One line; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    line = _Line()
    csv.writer(line, delimiter=";").writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return line.text.encode("utf-8", "replace")


def main(arguments: Sequence[str] | None = None, program: str = "python -m hygie.audits.extract") -> int:
    parser = Parser(prog=program, description=f"{DESCRIPTION[0].upper()}{DESCRIPTION[1:]}.")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        return run(options)
    except (CannotExtract, BrokenReport) as error:
        print(f"{program}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"{program}: {error.filename or options.report}: {error.strerror or error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
