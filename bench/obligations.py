"""Measures the obligations at the size of a large region: `python -m bench.obligations [--json] [--entities 1500]`.

CPU time of this process, SQLite included, as the median of many; queries are counted apart, since counting costs.
Everything happens in a temporary HYGIE_HOME, removed at the end.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.obligations_region import Region

ENTITIES = 1500
TIMES = 30
LONG_AGO, YESTERDAY = timedelta(days=60), timedelta(days=1)
"""The region has a past: judged first long ago, and again since."""
OK = 200
TARGETS = {
    "deposit_cpu_ms": 15,
    "matrix_cpu_ms": 25,
    "matrix_queries": 12,
    "region_cpu_ms": 25,
    "region_queries": 12,
    "establishment_cpu_ms": 25,
    "establishment_queries": 12,
}
Measured = dict[str, float | int | None]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="hygie-bench-") as home:
        os.environ |= {
            "HYGIE_HOME": home,
            "HYGIE_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "hygie.config.settings.dev",
        }
        measured = measure(options.entities)
    if options.json:
        print(json.dumps(measured))
    else:
        _print_table(measured)
    return 1 if None in measured.values() else 0


def measure(entities: int) -> Measured:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.obligations_region import build
    from hygie.core.clock import frozen, now
    from hygie.obligations.actions.statuses import recompute_all
    from hygie.obligations.catalogue_reader import load_catalogue

    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # a page that fails is told in one line
    call_command("migrate", verbosity=0, skip_checks=True)
    region = build(entities)
    measured: Measured = {"yardstick_cpu_ms": yardstick()}
    measured |= {"entities": entities, "requirements": len(load_catalogue())}
    with frozen(now() - LONG_AGO):
        measured["first_judgement_cpu_s"] = round(cpu_of(recompute_all) / 1000, 1)
    with frozen(now() - YESTERDAY):
        recompute_all()
    measured["recomputation_cpu_s"] = round(cpu_of(recompute_all) / 1000, 1)
    measured |= _rows() | _one_organisation(region) | _deposits(region) | _pages(region)
    return measured


def _rows() -> Measured:
    from hygie.core.tenancy import Scope
    from hygie.obligations.models import Proof, StatusInterval

    open_ones = StatusInterval.objects.within(Scope.system()).filter(until=None).count()
    return {"proofs": Proof.objects.within(Scope.system()).count(), "open_statuses": open_ones}


def _one_organisation(region: Region) -> Measured:
    from hygie.obligations.actions.statuses import reassess

    chosen = [entity.pk for entity in region.entities[:: max(1, len(region.entities) // TIMES)]]
    return {"reassess_one_cpu_ms": _median(cpu_of(partial(reassess, [pk])) for pk in chosen)}


def _deposits(region: Region) -> Measured:
    """By the action alone, each by a fresh context, so that reach and grants are asked as in a request."""
    from bench.obligations_region import good_measures
    from hygie.core.access import Role
    from hygie.core.clock import today
    from hygie.obligations import actions
    from hygie.obligations.registries import proof_kinds
    from hygie.territory.access import ActiveSeat, context_of

    kinds = [kind for kind in proof_kinds if kind.by_hand]

    def deposit(rank: int) -> None:
        entity, kind = region.entities[rank % len(region.entities)], kinds[rank % len(kinds)]
        context = context_of(region.ciso.pk, ActiveSeat(Role.CISO, (entity,)), today())
        actions.deposit_proof(context, entity, kind.code, today(), good_measures(kind), token=str(rank))

    outside, inside = range(-1, -2 * TIMES, -1), range(2 * TIMES)
    deposit(-1000)
    return {
        "deposit_cpu_ms": _median(cpu_of(partial(deposit, rank)) for rank in outside),
        "deposit_in_ght_cpu_ms": _median(cpu_of(partial(deposit, rank)) for rank in inside),
        "deposit_queries": queries_of(partial(deposit, -1 - 2 * TIMES)),
    }


def _pages(region: Region) -> Measured:
    from django.urls import reverse

    wanted = {
        "matrix": ("obligations:matrix", (), region.coordinator),
        "region": ("cockpit:home", (), region.coordinator),
        "establishment": ("obligations:establishment", (region.entities[-1].uid,), region.ciso),
    }
    measured: Measured = {}
    for name, (route, arguments, person) in wanted.items():
        found = _page(reverse(route, args=arguments), person)
        measured[f"{name}_cpu_ms"], measured[f"{name}_queries"] = found
    return measured


def _page(address: str, person: Any) -> tuple[float | None, int | None]:
    """Through Django's test client, middleware and templates included; nothing measured of a page that fails."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    status = client.get(address).status_code
    if status != OK:
        print(f"{address} answered {status}", file=sys.stderr)
        return None, None
    return _median(cpu_of(lambda: client.get(address)) for _ in range(TIMES)), queries_of(lambda: client.get(address))


def yardstick() -> float:
    """CPU of a fixed loop, to compare two machines, or one that is busy with itself."""

    def loop() -> None:
        for _ in range(1_000_000):
            pass

    return _median(cpu_of(loop) for _ in range(5))


def cpu_of(work: Callable[[], object]) -> float:
    """Milliseconds of CPU of this process."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def queries_of(work: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def _median(times: Iterable[float]) -> float:
    return round(median(times), 1)


def _print_table(measured: Measured) -> None:
    for name, value in measured.items():
        target = f"   target {TARGETS[name]}" if name in TARGETS else ""
        print(f"{name:24} {'not measured' if value is None else value:>12}{target}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.obligations", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--entities", type=int, default=ENTITIES, help="legal entities (default: %(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
