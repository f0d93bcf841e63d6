"""`hygie openapi`: the schema, for the committed snapshot and for whoever generates a client."""

from __future__ import annotations

import argparse
from pathlib import Path

from hygie.core.commands import Command, commands


def register() -> None:
    commands.register(Command("openapi", "print the schema of the open API", openapi, _arguments))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", type=Path, metavar="FILE", help="write it there instead (docs/openapi.json)")


def openapi(options: argparse.Namespace) -> int:
    from .schema import schema_text  # the apps register their parts first

    if options.write:
        options.write.write_text(schema_text(), encoding="utf-8")
    else:
        print(schema_text(), end="")
    return 0
