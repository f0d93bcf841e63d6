"""Pages and counts over many findings: CPU, wall time and queries.

    python -m bench.audits_scale [--json] [--findings 1000000] [--places 400]
    python tools/postgres.py -- python -m bench.audits_scale --findings 10000000

SQLite in a temporary folder; PostgreSQL where tools/postgres.py (or HYGIE_TEST_DATABASE_URL) gives one, read as the
application's role with row-level security. Rows are written by plain SQL (`audits_rows`), counted once by the nightly
job, given a past of 365 days. The last establishment has all its findings open. Pages are rendered whole through
Django's test client; one that this tree does not have is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

RUNS = 11
DEEP = 20
NEXT = re.compile(r'href="(\?[^"]*page=[^"]+)"')
#: CPU ms of this process, queries; on PostgreSQL the database's own work is in the wall time only
TARGETS = {
    "region": (50, 15),
    "overview": (50, 15),
    "directory": (50, 15),
    "list": (50, 15),
    "list_deep": (50, 15),
    "cve": (50, 15),
}
RECOUNT_TARGET_MS = 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=400, help="legal entities of the region")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hygie-bench-") as home:
        os.environ["HYGIE_HOME"] = home
        os.environ["HYGIE_DATABASE_URL"] = os.environ.get("HYGIE_TEST_DATABASE_URL", "")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings.dev")
        found = measure(options.findings, options.places)
    if options.json:
        print(json.dumps(found))
    else:
        show(found)
    return 0


def measure(findings: int, places: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from bench import audits_rows, obligations_region
    from hygie.audits.actions.counts import recount, recount_all
    from hygie.core.rowsecurity import whole

    call_command("migrate", verbosity=0)
    audits_rows.make_room()
    region = obligations_region.build(places)
    busiest = region.entities[-1]
    began = time.monotonic()
    audits_rows.fill(region.entities, findings)
    written = time.monotonic() - began
    with whole():
        everybody = _took(recount_all)
        audits_rows.fill_days()
    audits_rows.become_application()
    with whole():
        recount(busiest)
        one = [_took(lambda: recount(busiest)) for _ in range(RUNS)]
    found: dict[str, Any] = {
        "database": connection.vendor,
        "findings": findings,
        "places": places,
        "written_s": round(written, 1),
        "recount_all_s": round(everybody["wall_ms"] / 1000, 1),
        "recount_one": {name: round(statistics.median(each[name] for each in one), 1) for name in one[0]},
    }
    coordinator, ciso = Client(HTTP_HOST="127.0.0.1"), Client(HTTP_HOST="127.0.0.1")
    coordinator.force_login(region.coordinator)
    ciso.force_login(region.ciso)
    for name, client, url in _pages(coordinator, ciso, busiest):
        if url:
            found[name] = _page(client, url)
    return found


def _pages(coordinator: Any, ciso: Any, place: Any) -> list[tuple[str, Any, str]]:
    findings = _address("audits:findings", place.uid)
    return [
        ("region", coordinator, _address("audits:region")),
        ("overview", ciso, _address("audits:overview", place.uid)),
        ("directory", ciso, _address("audits:directory", place.uid)),
        ("list", ciso, findings),
        ("list_deep", ciso, _deep(ciso, findings) if findings else ""),
        ("cve", coordinator, _address("audits:cve", "CVE-2024-1000")),
    ]


def _address(name: str, *args: object) -> str:
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _deep(client: Any, url: str) -> str:
    """The page after DEEP others."""
    query = ""
    for _ in range(DEEP):
        links = NEXT.findall(client.get(url + query).content.decode())
        if not links:
            break
        query = links[-1].replace("&amp;", "&")
    return url + query


def _took(work: Callable[[], object]) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return {"cpu_ms": 1000 * (time.process_time() - cpu), "wall_ms": 1000 * (time.perf_counter() - wall)}


def _page(client: Any, url: str) -> dict[str, float]:
    from bench.obligations import queries_of

    assert client.get(url).status_code == 200, url
    queries = queries_of(lambda: client.get(url))
    times = [_took(lambda: client.get(url)) for _ in range(RUNS)]
    return {name: round(statistics.median(each[name] for each in times), 1) for name in times[0]} | {"queries": queries}


def show(found: dict[str, Any]) -> None:
    print(f"{found['database']}, {found['findings']} findings at {found['places']} establishments")
    print(f"written in {found['written_s']} s, counted by night in {found['recount_all_s']} s")
    one = found["recount_one"]
    print(f"one establishment counted again: {one['cpu_ms']} ms CPU, {one['wall_ms']} ms ({RECOUNT_TARGET_MS})")
    print(f"{'page':<15}{'CPU ms':>8}{'target':>8}{'wall ms':>9}{'queries':>9}{'target':>8}")
    for name, (cpu, queries) in TARGETS.items():
        if name in found:
            row = found[name]
            print(f"{name:<15}{row['cpu_ms']:>8}{cpu:>8}{row['wall_ms']:>9}{row['queries']:>9}{queries:>8}")


if __name__ == "__main__":
    sys.exit(main())
