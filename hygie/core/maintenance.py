"""What the core does by itself and on demand: sign the ledger's heads, verify them, load the demonstration."""

from __future__ import annotations

import argparse
import json
import sys

from django.utils.translation import gettext_lazy as _

from . import demo, signing
from .commands import Command, CommandError, commands
from .jobs import JobKind, Progress, job_kinds
from .models import LedgerEntry
from .tenancy import Scope


def register() -> None:
    job_kinds.register(JobKind("core.sign_heads", _("Sign the ledger"), sign_heads, daily_at="00:20"))
    commands.register(Command("verify", "verify the ledger up to its last signed heads", verify, _json_argument))
    commands.register(Command("demo", "load the demonstration region", load_demo, _demo_arguments))


def sign_heads(progress: Progress) -> str | None:
    signed = signing.sign_heads()
    return signed.day.isoformat() if signed else None


def _json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def verify(options: argparse.Namespace) -> int:
    """Exit 0 when every chain holds, 1 when a fault was found."""
    try:
        faults = list(signing.verify())
    except signing.KeyMissing as missing:
        raise CommandError(str(missing)) from missing
    entries = LedgerEntry.objects.within(Scope.system()).count()
    if options.json:
        found = [{"organisation": f.organisation_id, "position": f.position, "what": f.what} for f in faults]
        print(json.dumps({"entries": entries, "faults": found}))
    else:
        for fault in faults:
            print(fault, file=sys.stderr)
        print(f"{entries} entries verified, {len(faults)} faults")
    return 1 if faults else 0


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")


def load_demo(options: argparse.Namespace) -> int:
    """Load every app's part in order; what is already there is left as it is."""
    loaders = demo.in_order()
    if not loaders:
        raise CommandError("nothing to load: no app brings a demonstration")
    for loader in loaders:
        loader.load((lambda line: None) if options.quiet else print)
    return 0
