"""Measures the import of the register of all France: `python -m bench.finess [--json] [--lines 103000]`.

An invented file of national size is imported twice on SQLite by the real command, each time in a process of its own
whose time and peak memory are read from the system. Meanwhile this process writes what a sign-in writes, again and
again, and keeps the longest wait. Everything happens in a temporary HYGIE_HOME, removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.finess_file import FRANCE, write_csv, write_json

TARGETS = {"first_seconds": 60, "first_peak_mb": 300, "again_seconds": 60, "again_peak_mb": 300, "again_changed": 0}
Measured = dict[str, float | int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one flat object and nothing else")
    parser.add_argument("--lines", type=int, default=FRANCE, help="establishments (default: %(default)s)")
    parser.add_argument("--feed", action="store_true", help="the daily JSON feed instead of the CSV")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hygie-bench-") as home:
        os.environ |= {
            "HYGIE_HOME": home,
            "HYGIE_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "hygie.config.settings.dev",
        }
        measured = measure(Path(home), options.lines, feed=options.feed)
    if options.json:
        print(json.dumps(measured))
    else:
        for name, value in measured.items():
            print(f"{name:<24}{value:>12}" + (f"   (at most {TARGETS[name]})" if name in TARGETS else ""))
    return 0


def measure(home: Path, lines: int, *, feed: bool) -> Measured:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    file = home / ("register.json" if feed else "register.csv")
    with file.open("w", encoding="utf-8", newline="") as out:
        (write_json if feed else write_csv)(out, lines)
    return {
        "lines": lines,
        "file_mb": round(file.stat().st_size / 1024**2),
        **_imported("first", file),
        **_imported("again", file),
    }


def _imported(name: str, file: Path) -> Measured:
    """One import in its own process, with sign-ins beside it."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "hygie", "import-finess", str(file), "--json"]
    waits: list[float] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 — our own command
        while process.poll() is None:
            waits.append(_sign_in())
            time.sleep(0.1)
        seconds = time.monotonic() - started
        result: dict[str, Any] = json.loads(process.stdout.read() if process.stdout else "")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        f"{name}_created": result["created"],
        f"{name}_changed": result["changed"] + result["closed"],
        f"{name}_unchanged": result["unchanged"],
        f"{name}_seconds": round(seconds, 1),
        f"{name}_cpu_seconds": round(cpu, 1),
        # The peak of the children so far: the second import shows only if it needs more than the first.
        f"{name}_peak_mb": round(after.ru_maxrss / 1024),
        f"{name}_locked_seconds": result["locked_seconds"],
        f"{name}_sign_ins": len(waits),
        f"{name}_longest_wait_ms": round(max(waits) * 1000),
    }


def _sign_in() -> float:
    """Write a session, as a sign-in does; seconds until it is written."""
    from django.conf import settings

    started = time.monotonic()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["language"] = "fr"
    session.save()
    return time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
