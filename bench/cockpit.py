"""The cockpit's pages over a region with two years of daily sums: CPU time and queries.

    python -m bench.cockpit [--json] [--entities 1500]

A temporary SQLite database; the region of `bench.obligations_region`, judged sixty days ago, with a working day
since: a deposit at one establishment in a hundred. Yesterday's sums are recorded by their owner and repeated over 730
days with a slow climb. Pages are rendered through Django's test client, whole, as the coordinator reads them; the
bulletin's first rendering counts, since the next ones find the document compiled.
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
LONG_AGO, YESTERDAY = timedelta(days=60), timedelta(days=1)
TARGETS = {"region": (60, 25), "past": (100, 25), "groups": (100, 25), "today": (100, 25), "help": (100, 25)}
BULLETIN_TARGET_MS = 2000


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
    from hygie.cockpit import actions
    from hygie.cockpit.queries.bulletin import Week
    from hygie.core import statistics as table_statistics
    from hygie.core.clock import frozen, now
    from hygie.obligations.actions.statuses import recompute_all

    call_command("migrate", verbosity=0)
    region = obligations_region.build(entities)
    with frozen(now() - LONG_AGO):
        recompute_all()
    with frozen(now() - YESTERDAY):
        recompute_all()
    recorded = _two_years(obligations_region.KEY)
    _a_working_day(region)
    table_statistics.refresh()
    refreshed = _cpu(actions.refresh)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(region.coordinator)
    past = (_today() - timedelta(days=400)).isoformat()
    urls = {
        "region": reverse("cockpit:home"),
        "past": f"{reverse('cockpit:picture')}?on={past}",
        "today": reverse("cockpit:picture"),
        "groups": f"{reverse('cockpit:groups')}?by=ght",
        "help": reverse("cockpit:help"),
    }
    bulletin = reverse("cockpit:bulletin", args=[Week.last().monday.isoformat()])
    found = {"entities": entities, "day_sums": recorded, "refresh_cpu_ms": refreshed}
    found["bulletin_cpu_ms"] = _cpu(lambda: client.get(bulletin))
    return found | {name: _page(client, url) for name, url in urls.items()}


def _a_working_day(region: Any) -> None:
    """One establishment in a hundred deposits something since midnight."""
    from bench.obligations_region import good_measures
    from hygie.core.access import Role
    from hygie.core.clock import today
    from hygie.obligations import actions
    from hygie.obligations.registries import proof_kinds
    from hygie.territory.access import ActiveSeat, context_of

    kinds = [kind for kind in proof_kinds if kind.by_hand]
    for rank, entity in enumerate(region.entities[::100]):
        kind = kinds[rank % len(kinds)]
        context = context_of(region.ciso.pk, ActiveSeat(Role.CISO, (entity,)), today())
        actions.deposit_proof(context, entity, kind.code, today(), good_measures(kind), token=f"day{rank}")


def _cpu(work: Any) -> float:
    began = time.process_time()
    work()
    return round(1000 * (time.process_time() - began), 1)


def _today() -> Any:
    from hygie.core.clock import today

    return today()


def _two_years(region: int) -> int:
    """One day's sums, recorded by its owner, repeated over two years."""
    from hygie.cockpit import actions
    from hygie.cockpit.models import DaySum
    from hygie.core.clock import today
    from hygie.core.tenancy import Scope

    system = Scope.system()
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
    print(f"{'bulletin':<10}{found['bulletin_cpu_ms']:>10}{BULLETIN_TARGET_MS:>8}")
    print(f"every ten minutes, by a job: {found['refresh_cpu_ms']} ms")


if __name__ == "__main__":
    sys.exit(main())
