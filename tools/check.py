"""Run every check of the code, all of them even when one fails: `make check`. Leaves the tree untouched."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Check(NamedTuple):
    """One check; the words are its command line for this interpreter."""

    name: str
    words: tuple[str, ...]


CHECKS = (
    Check("lint", ("-m", "ruff", "check", "--quiet", ".")),
    Check("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Check("types", ("-m", "mypy", "--no-error-summary")),
    Check("templates", ("-m", "djlint", "hygie", "--lint", "--quiet")),
    Check(
        "floors",
        ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache", "--no-logo"),
    ),
    Check("settings", ("-m", "django", "check", "--fail-level", "WARNING")),
    Check("migrations", ("-m", "django", "makemigrations", "--check", "--dry-run", "--verbosity", "1")),
    Check("translations", ("tools/check_translations.py",)),
)


def main() -> int:
    failed = [check.name for check in CHECKS if not passes(check)]
    print(f"✗ make check: {', '.join(failed)} failed" if failed else "✓ make check", flush=True)
    return 1 if failed else 0


def passes(check: Check) -> bool:
    """Run one check; its words are shown only when it fails, or has something to say of what it left out."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "hygie.config.settings.test"}
    done = subprocess.run(
        [sys.executable, *check.words], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    print(f"{'✗' if done.returncode else '✓'} {check.name}", flush=True)
    if done.returncode or "not checked" in done.stdout:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
