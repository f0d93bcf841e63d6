"""Commands of the `hygie` console script: each app registers its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from .registry import Registry


class CommandError(Exception):
    """Ends a command with one clear line on stderr and a non-zero exit."""


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """A command without arguments of its own."""


@dataclass(frozen=True)
class Command:
    """`run(options)` returns the exit status; it raises CommandError with one line that says what to do."""

    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = _no_arguments


commands: Registry[Command] = Registry("commands", key=lambda command: command.name)
