"""The cockpit's pages over a region with two years of daily sums: CPU time and queries.

    python -m bench.cockpit [--json] [--entities 1500]

A temporary SQLite database; the region of `bench.obligations_region`, judged once, its sums of one day repeated over
730 days with a slow climb. Pages are rendered through Django's test client, whole, as the coordinator reads them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

RUNS = 11
DAYS = 730
TARGETS = {"region": (60, 25), "past": (100, 25), "groups": (100, 25), "today": (100, 25)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--entities", type=int, default=1500, help="legal entities of the region")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HYGIE_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings.dev")
        found = measure(options.entities)
    if options.json:
        print(json.dumps(found))
    else:
        show(found)
    return 0


def measure(entities: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from bench import obligations_region
    from hygie.core import statistics as table_statistics
    from hygie.obligations.actions.statuses import recompute_all

    call_command("migrate", verbosity=0)
    region = obligations_region.build(entities)
    recompute_all()
    recorded = _two_years(obligations_region.KEY)
    table_statistics.refresh()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(region.coordinator)
    past = (_today() - timedelta(days=400)).isoformat()
    urls = {
        "region": reverse("cockpit:home"),
        "past": f"{reverse('cockpit:picture')}?on={past}",
        "today": reverse("cockpit:picture"),
        "groups": f"{reverse('cockpit:groups')}?by=ght",
    }
    return {"entities": entities, "day_sums": recorded} | {name: _page(client, url) for name, url in urls.items()}


def _today() -> Any:
    from hygie.core.clock import today

    return today()


def _two_years(region: int) -> int:
    """One day's sums, recorded by its owner, repeated over two years."""
    from hygie.cockpit import actions
    from hygie.cockpit.models import DaySum
    from hygie.core.clock import frozen, now, today
    from hygie.core.tenancy import Scope

    system = Scope.system()
    with frozen(now() + timedelta(days=1)):
        actions.record_day(region, today() - timedelta(days=1))
    rows = list(DaySum.objects.within(system).order_by("pk"))
    first = rows[0].day
    for back in range(1, DAYS + 1):
        copies = [DaySum(**_facts(row, first - timedelta(days=back), back)) for row in rows]
        DaySum.objects.bulk_create(copies, batch_size=500)
    return len(rows) * (DAYS + 1)


def _facts(row: Any, day: Any, back: int) -> dict[str, Any]:
    names = ("dimension", "key", "programme", "places", "complete", "judged", "verified", "overdue", "missing")
    facts = {name: getattr(row, name) for name in names}
    return (
        facts
        | {"organisation_id": row.organisation_id, "region_id": row.region_id, "day": day}
        | {"met": row.met * (DAYS - back // 2) // DAYS}
    )


def _page(client: Any, url: str) -> dict[str, float]:
    from bench.obligations import queries_of

    assert client.get(url).status_code == 200, url
    queries = queries_of(lambda: client.get(url))
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        client.get(url)
        times.append(1000 * (time.process_time() - began))
    return {"cpu_ms": round(statistics.median(times), 1), "queries": queries}


def show(found: dict[str, Any]) -> None:
    print(f"{found['entities']} legal entities, {found['day_sums']} daily sums")
    print(f"{'page':<10}{'CPU ms':>10}{'target':>8}{'queries':>10}{'target':>8}")
    for name, (cpu, queries) in TARGETS.items():
        row = found[name]
        print(f"{name:<10}{row['cpu_ms']:>10}{cpu:>8}{row['queries']:>10}{queries:>8}")


if __name__ == "__main__":
    sys.exit(main())
