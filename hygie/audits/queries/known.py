"""What is known of an establishment's findings when a report arrives: read in the order of their fingerprints."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import ImportState
from ..formats.observation import Covered
from ..models import Asset, Finding, ReportImport
from ..rules.identity import Named

SYSTEM = Scope.system()
_AT_ONCE = 2000


class KnownRow(NamedTuple):
    """One finding as far as a comparison asks."""

    pk: int
    fingerprint: UUID
    asset_id: int
    state: str
    is_open: bool
    absences: int
    until: date | None
    state_since: datetime
    closed_because: str
    closed_at: datetime | None
    opened_at: datetime
    times_reopened: int
    content: UUID | None


def known_findings(organisation: Organisation, lane: str) -> Iterator[KnownRow]:
    rows = _lane(organisation, lane).order_by("fingerprint").values_list(*KnownRow._fields)
    return map(KnownRow._make, rows.iterator(chunk_size=_AT_ONCE))


def _lane(organisation: Organisation, lane: str) -> QuerySet[Finding]:
    return Finding.objects.within(SYSTEM).filter(organisation=organisation, lane=lane)


def mark_of(organisation: Organisation, lane: str) -> str:
    """Another text as soon as a finding of the lane was added, removed or moved: what was compared still holds."""
    found = _lane(organisation, lane).aggregate(count=Count("pk"), last=Max("pk"), versions=Sum("version"))
    return f"{found['count']}:{found['last'] or 0}:{found['versions'] or 0}"


def contents_of(keys: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
    """What is shown of these findings, by key."""
    rows = Finding.objects.within(SYSTEM).filter(pk__in=listed(keys)).order_by("pk").values("pk", *columns)
    return {row.pop("pk"): row for row in rows}


def identities_of(keys: Sequence[int]) -> dict[int, list[str]]:
    """The fields from which these findings' fingerprints were made, by key."""
    rows = Finding.objects.within(SYSTEM).filter(pk__in=listed(keys)).order_by("pk")
    return dict(rows.values_list("pk", "identity"))


def examples_of(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Title, asset and severity of a few findings."""
    rows = Finding.objects.within(SYSTEM).filter(pk__in=keys).order_by("pk").select_related("asset")
    return {
        row.pk: {
            "title": row.title,
            "location": row.location,
            "severity": row.severity,
            "asset_name": row.asset.name,
        }
        for row in rows
    }


def listed(keys: Sequence[int]) -> Any:
    """SQLite takes 999 values through Django, 250,000 of its own; PostgreSQL 65,000."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
    return list(keys)


def assets_named(organisation: Organisation, names: Iterator[Covered]) -> set[int]:
    """Keys of the assets of these names; of one merged into another, the key of the one where it counts."""
    asked = {(one.kind.value, one.asset) for one in names}
    if not asked:
        return set()
    rows = Asset.objects.within(SYSTEM).filter(organisation=organisation)
    found = rows.order_by("pk").values_list("kind", "name", Coalesce("merged_into_id", "pk"))
    return {key for kind, name, key in found.iterator(chunk_size=_AT_ONCE) if (kind, name) in asked}


def assets_by_name(organisation: Organisation, names: Collection[str]) -> dict[tuple[str, str], int]:
    """Keys by kind and name, of the asset itself even where it was merged into another."""
    rows = Asset.objects.within(SYSTEM).filter(organisation=organisation, name__in=names)
    return {(kind, name): pk for kind, name, pk in rows.order_by("pk").values_list("kind", "name", "pk")}


def of_older_algorithm(organisation: Organisation, lane: str, algorithm: int) -> Iterator[Named]:
    rows = _lane(organisation, lane).filter(algorithm__lt=algorithm).exclude(identity=[])
    return map(Named._make, rows.order_by("pk").values_list("pk", "lane", "identity").iterator(chunk_size=_AT_ONCE))


def same_file(organisation: Organisation, sha256: str) -> ReportImport | None:
    return _applied(organisation).filter(sha256=sha256).order_by("-pk").first()


def latest_of(organisation: Organisation, lane: str) -> ReportImport | None:
    """The import that can be undone."""
    return _applied(organisation).filter(lane=lane).order_by("-applied_at", "-pk").first()


def examined_after(report: ReportImport) -> list[frozenset[int] | None]:
    """What each applied report of the lane that was made later examined; None where it does not say."""
    later = _applied(report.organisation).filter(lane=report.lane, made_at__gt=report.made_at)
    return [
        None if told is None else frozenset(told) for told in later.order_by("pk").values_list("examined", flat=True)
    ]


def _applied(organisation: Organisation) -> QuerySet[ReportImport]:
    return ReportImport.objects.within(SYSTEM).filter(organisation=organisation, state=ImportState.APPLIED)
