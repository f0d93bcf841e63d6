"""What the enrichment files told, and how old they are. Public knowledge: no scope is asked."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from hygie.core.clock import today
from hygie.territory.advisories import alerted_cves

from ..models import EnrichmentRun, Vulnerability
from ..rules.knowledge import Freshness, Known

SOURCES = ("kev", "epss")
AT_ONCE = 900
"""CVEs in one query: below what SQLite binds."""
COLUMNS = ("cve", "in_kev", "kev_due_on", "kev_added_on", "epss", "epss_percentile")


def known_of(cves: Collection[str], *, kev_loaded: bool | None = None) -> dict[str, Known]:
    """What is known of each, an entry for every CVE asked: “not in the catalogue” once the catalogue was loaded."""
    asked = sorted(set(cves))
    if not asked:
        return {}
    alerted = alerted_cves(asked)
    loaded = _is_loaded("kev") if kev_loaded is None else kev_loaded
    in_kev = False if loaded else None
    known = {cve: Known(kev=in_kev, alerted=cve in alerted) for cve in asked}
    for start in range(0, len(asked), AT_ONCE):
        rows = Vulnerability.objects.filter(cve__in=asked[start : start + AT_ONCE]).order_by("cve")
        for cve, listed, due_on, added_on, epss, percentile in rows.values_list(*COLUMNS):
            known[cve] = Known(listed or in_kev, due_on, added_on, cve in alerted, epss, percentile)
    return known


def _is_loaded(source: str) -> bool:
    return EnrichmentRun.objects.filter(source=source).exists()


def latest_run(source: str) -> EnrichmentRun | None:
    return EnrichmentRun.objects.filter(source=source).order_by("-pk").first()


def freshness() -> list[Freshness]:
    """Of KEV, then of EPSS. One query."""
    newer = EnrichmentRun.objects.filter(source=OuterRef("source"), pk__gt=OuterRef("pk"))
    latest = {run.source: run for run in EnrichmentRun.objects.filter(~Exists(newer)).order_by("pk")}
    return [_freshness_of(source, latest.get(source)) for source in SOURCES]


def _freshness_of(source: str, run: EnrichmentRun | None) -> Freshness:
    if run is None:
        return Freshness(source, None, "", 0, today())
    return Freshness(source, run.stated_on, run.release, run.rows, today())
