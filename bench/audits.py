"""Measures the whole way of a report: `python -m bench.audits [--json] [--findings 100000]`.

An invented nuclei report is read, staged and applied by the real actions on SQLite and on PostgreSQL, as the role that
owns nothing, under row-level security; then the same findings again, in another order and dated a day later. Each in a
process of its own: its CPU time, and on PostgreSQL that of its server process as well. The readers alone are measured
by `bench.reports` and `bench.reports_json`, whose figures are repeated here.
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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.reports_json import write_nuclei
from bench.reports_xml import write_nessus, write_nmap

FINDINGS, HOSTS, ITEMS = 100_000, 20_000, 50_000
TARGETS = {
    "nuclei_parse_per_second": "at least 30000",
    "nmap_parse_per_second": "at least 20000",
    "nessus_parse_per_second": "at least 20000",
    "parse_peak_mib": "at most 100",
    "import_per_second_sqlite": "at least 3000",
    "import_per_second_postgresql": "at least 3000",
    "reimport_per_second": "at least 5000",
    "import_queries_postgresql": "at most 60 for 10,000 findings",
    "import_queries_sqlite": "at most 200 for 10,000 findings",
}
#: what a transaction and its declared sight cost by themselves
UNCOUNTED = ("SAVEPOINT", "RELEASE", "SELECT set_config(", "SELECT current_setting(")
Measured = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one flat object and nothing else")
    parser.add_argument("--findings", type=int, default=FINDINGS, help="of the report (default: %(default)s)")
    parser.add_argument("--import", dest="files", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.files:
        print(json.dumps(_imported(*options.files)))
        return 0
    measured = measure(options.findings)
    if options.json:
        print(json.dumps(measured))
    else:
        for name, value in measured.items():
            shown = "–" if value is None else value
            print(f"{name:<32}{shown:>12}" + (f"   ({TARGETS[name]})" if name in TARGETS else ""))
    return 0


def measure(findings: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="hygie-bench-") as name:
        folder = Path(name)
        measured: Measured = {"findings": findings, **_parsed(folder, findings)}
        first, again = folder / "first.jsonl", folder / "again.jsonl"
        write_nuclei(first, findings)
        _write_again(first, again)
        on_sqlite = _on_sqlite(folder, first, again)
        on_postgresql = _on_postgresql(folder, first, again)
    for database, found in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        measured |= {f"{key}_{database}": found[key] if found else None for key in on_sqlite}
    measured["reimport_per_second"] = min(found["reimport_per_second"] for found in (on_sqlite, on_postgresql) if found)
    return measured


def _parsed(folder: Path, findings: int) -> Measured:
    """Observations a second of each reader, and the peak of the hungriest."""
    write: Sequence[tuple[str, Callable[[Path, int], None], int]] = (
        ("nuclei", write_nuclei, findings),
        ("nmap", write_nmap, HOSTS),
        ("nessus", write_nessus, ITEMS),
    )
    measured: Measured = {"parse_peak_mib": 0}
    for code, write_report, size in write:
        file = folder / code
        write_report(file, size)
        read = _told([sys.executable, "-m", "bench.reports", "--read", code, str(file)], {})
        file.unlink()
        measured[f"{code}_parse_per_second"] = read["per_second"]
        measured["parse_peak_mib"] = max(measured["parse_peak_mib"], read["peak_mb"])
    return measured


def _write_again(first: Path, again: Path) -> None:
    """The same findings a day later, the last ones first."""
    with first.open(encoding="utf-8") as lines, again.open("w", encoding="utf-8") as out:
        out.writelines(line.replace("2026-03-13T", "2026-03-14T") for line in reversed(list(lines)))


def _on_sqlite(folder: Path, first: Path, again: Path) -> Measured:
    home = {"HYGIE_HOME": str(folder / "sqlite"), "HYGIE_DATABASE_URL": ""}
    _told([sys.executable, "-m", "hygie", "migrate"], home, told=False)
    return _told([sys.executable, "-m", "bench.audits", "--import", str(first), str(again)], home)


def _on_postgresql(folder: Path, first: Path, again: Path) -> Measured | None:
    """None where this machine has no PostgreSQL."""
    import psycopg

    from tools.postgres import cluster, find_binaries

    binaries = find_binaries()
    if binaries is None:
        return None
    with cluster(binaries) as made:
        with psycopg.connect(made, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")  # made later: it has the application's rights (tools/postgres)
        owner = made.removesuffix("hygie") + "bench"
        home = {"HYGIE_HOME": str(folder / "postgresql"), "HYGIE_DATABASE_URL": owner}
        _told([sys.executable, "-m", "hygie", "migrate"], home, told=False)
        home["HYGIE_DATABASE_URL"] = owner.replace("hygie_owner", "hygie_app")
        return _told([sys.executable, "-m", "bench.audits", "--import", str(first), str(again)], home)


def _told(command: Sequence[str], environment: dict[str, str], *, told: bool = True) -> Measured:
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout) if told else {}


def _imported(first: Path, again: Path) -> Measured:
    """In this process, on the database of its environment: the report, then the same findings again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings.dev")
    import django

    django.setup()
    from hygie.core.rowsecurity import whole
    from hygie.territory.actions.authorities import ensure_authorities, region_of_code
    from hygie.territory.enums import OrganisationKind
    from hygie.territory.models import Organisation

    with whole():
        ensure_authorities()
        place = Organisation.objects.create(
            kind=OrganisationKind.ENTITY, name="Hospital", finess="950999999", region=region_of_code("11")
        )
        began = _one(place, first)
        repeated = _one(place, again)
    assert repeated["unchanged"] == began["new"], repeated
    return {
        "import_per_second": round(began["new"] / began["seconds"]),
        "import_queries": began["queries"],
        "import_peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "reimport_per_second": round(repeated["unchanged"] / repeated["seconds"]),
        "reimport_queries": repeated["queries"],
    }


def _one(place: Any, file: Path) -> Measured:
    """Read, staged and applied: seconds of CPU, and queries for 10,000 findings."""
    from django.db import connection

    from hygie.audits.actions.reports.applying import apply_report, counts_of
    from hygie.audits.actions.reports.reading import Asked, read_report
    from hygie.core.actions import Context

    queries = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        nonlocal queries
        queries += not sql.startswith(UNCOUNTED)
        return execute(sql, params, many, context)

    context = Context.system("benchmark")
    started = time.process_time() + _server_seconds()
    with connection.execute_wrapper(count), file.open("rb") as stream:
        report = apply_report(context, read_report(context, place, stream, Asked(file.name)))
    seconds = time.process_time() + _server_seconds() - started
    counts = counts_of(report)
    found = max(1, counts["new"] + counts["unchanged"])
    return {**counts, "seconds": seconds, "queries": round(queries * 10_000 / found)}


def _server_seconds() -> float:
    """CPU of the server process behind this connection; SQLite has none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
