"""Serve the demonstration on this machine: `make run`. A second run keeps the data and starts in seconds."""

import argparse
import os
import sys
from pathlib import Path

import django

from hygie.config import cli


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", cli.SETTINGS)
    return cli.guarded(run)


def run() -> int:
    """Database, demonstration region, then the servers. Raises CommandError when the port is taken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8000)
    options = arguments.parse_args()
    django.setup()
    from hygie.config.serve import Address, refuse_taken

    refuse_taken(Address(options.host, options.port))
    return prepare() or cli.main(["serve", "--host", options.host, "--port", str(options.port)])


def prepare() -> int:
    """Bring the database up to date and, when it is new, load the demonstration; 0 when all went well."""
    from django.conf import settings

    unfinished = Path(settings.HYGIE_HOME) / "run" / "demo-unfinished"
    if unfinished.exists():
        forget_half_a_demonstration()
    say("Preparing the database")
    if code := cli.main(["migrate", "--quiet"]):
        return code
    if not is_new():
        return 0
    say("Loading the demonstration region")
    unfinished.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished.touch()
    if code := cli.main(["demo"]):
        return code
    unfinished.unlink()
    return 0


def is_new() -> bool:
    """Nobody has an account yet."""
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()


def forget_half_a_demonstration() -> None:
    """The first run was interrupted while it loaded invented data: begin again. Only ever a SQLite file of ours."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        return
    say("The first run was interrupted: beginning again")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database['NAME']}{suffix}").unlink(missing_ok=True)


def say(words: str) -> None:
    print(f"• {words} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
