"""The obligations' part of the `hygie` console script."""

from __future__ import annotations

import argparse
import json
import sys

from hygie.core.commands import Command, commands
from hygie.territory.registries import fact_kinds

from .actions import statuses
from .catalogue_check import check
from .catalogue_reader import read_catalogue
from .registries import proof_kinds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["check"], help="check: find what is wrong in the catalogue of obligations")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")


def check_catalogue(options: argparse.Namespace) -> int:
    """0 when the catalogue is sound, 1 when it is not; each problem is one line with its file and place."""
    catalogue = read_catalogue()
    problems = check(catalogue, proof_kinds, fact_kinds)
    if options.json:
        counts = {"programmes": len(catalogue.programmes), "requirements": len(catalogue)}
        found = [{"file": each.file, "path": each.path, "reason": each.reason} for each in problems]
        sys.stdout.write(json.dumps({**counts, "problems": found}, ensure_ascii=False) + "\n")
        return 1 if problems else 0
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if not problems:
        sys.stdout.write(f"{len(catalogue)} requirements in {len(catalogue.programmes)} programmes, nothing wrong.\n")
    return 1 if problems else 0


def _recompute_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")


def recompute(options: argparse.Namespace) -> int:
    """A repair: judge everyone again. Nothing should differ, since every change judges what it moves."""
    differed = statuses.recompute_all()
    sys.stdout.write(json.dumps({"differed": differed}) + "\n" if options.json else f"{differed} statuses differed.\n")
    return 0


def register_commands() -> None:
    """Called once, by the app when it is ready."""
    repair = "Judge every obligation again, and say how many statuses differed."
    commands.register(Command("recompute", repair, recompute, _recompute_arguments))
    commands.register(Command("catalogue", "Check the catalogue of obligations.", check_catalogue, add_arguments))
