"""The console command `hygie`: commands of this floor, then those the apps registered.

An error is one line on standard error and a non-zero exit: 2 for a wrong command line, 1 for the rest.
With HYGIE_DEBUG=1 the traceback is shown as well.
"""

import argparse
import functools
import locale
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.utils import translation

from hygie import __version__
from hygie.audits import extract

if TYPE_CHECKING:
    from hygie.core.commands import Command

SETTINGS = "hygie.config.settings.dev"
EXTRACT = "extract-report"
INTERRUPTED = 130
"""What a shell reports of a program ended by Ctrl-C (128 + SIGINT)."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == [EXTRACT]:
        # On a hospital's own machine there may be neither settings nor database.
        return guarded(lambda: extract.main(words[1:], f"hygie {EXTRACT}"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    return guarded(lambda: _run(words))


def guarded(run: Callable[[], int]) -> int:
    """Turn what `run` raises into one line on standard error and an exit code."""
    try:
        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (`| head`) has seen enough; silence Python's own complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 — the last resort of a command: never a traceback
        if os.environ.get("HYGIE_DEBUG") == "1":
            traceback.print_exc()
        print(f"hygie: {in_one_line(error)}", file=sys.stderr)
        return 1


def in_one_line(error: Exception) -> str:
    """What went wrong in one line; the type only where the words alone would not tell."""
    words = " ".join(str(error).split())
    if isinstance(error, CommandError | ImproperlyConfigured) or _is_ours(error):
        return words
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"{type(error).__name__}: {words} (HYGIE_DEBUG=1 shows where)"


def _is_ours(error: Exception) -> bool:
    return type(error).__module__.startswith("hygie.")


def _run(arguments: Sequence[str]) -> int:
    django.setup()
    with translation.override(_terminal_language()):
        options = parser().parse_args(arguments)
        command: Command = options.command
        return command.run(options) if command in _own() else _run_on_rows(command, options)


def _run_on_rows(command: "Command", options: argparse.Namespace) -> int:
    """What apps registered works on rows: it does so in the explicit scope of the system."""
    from hygie.core.rowsecurity import whole

    with whole():
        return command.run(options)


def parser() -> Parser:
    """The parser of every command of the installed apps."""
    hygie = Parser(
        prog="hygie",
        formatter_class=functools.partial(argparse.HelpFormatter, max_help_position=20),
        description="Hygie keeps the hospitals of a region safe from cyber attacks.",
        epilog="HYGIE_HOME names the folder of the database and private files; `hygie COMMAND --help` says more.",
    )
    hygie.add_argument("--version", action="version", version=f"hygie {__version__}")
    commands = hygie.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _commands():
        own = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(own)
        own.set_defaults(command=command)
    return hygie


def _commands() -> Iterable["Command"]:
    # Imported here: they need the settings, and a wrong setting must be answered in one line.
    from hygie.core.commands import commands

    return [*_own(), *commands]


def _own() -> Sequence["Command"]:
    from hygie.config.commands import COMMANDS

    return COMMANDS


def _terminal_language() -> str:
    """French on a French terminal; English elsewhere, like the words of this command itself."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return "fr" if locale.normalize(chosen).startswith("fr") else "en"
