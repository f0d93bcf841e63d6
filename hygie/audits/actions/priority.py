"""Give findings their rank and deadline, in bulk, and write only what changed.

No audit event of its own: it follows from a change that has one (a report, a description of an asset, new timelines, a
new enrichment file).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import FindingState
from ..models import Finding
from ..queries.priorities import facts_of_findings, priority_inputs
from ..rules.priority import PriorityFacts, Timelines, priority_of
from .counts import recount

SYSTEM = Scope.system()
AT_ONCE = 2500
"""Findings in one short transaction."""
READ = (
    "organisation", "asset", "audit", "severity", "cves", "cvss", "cvss_vector", "level", "opened_at",
)  # fmt: skip
WRITTEN = ("kev", "epss", "epss_percentile", "exploitation", "decision", "due_on", "due_because", "weight")
Tell = Callable[[int, int], None]


def prioritise(organisation: Organisation, findings: Iterable[Finding]) -> int:
    """Judge these findings of one establishment again, a handful at a time; returns how many changed.

    A query set is read piece by piece and its rows are held while they are judged; rows already read get their new
    values too, and are written. Asset, audit and CVEs of a finding must be there, its priority may be anything.
    """
    policy = priority_inputs(organisation)
    if isinstance(findings, QuerySet):
        return _prioritise_rows(findings, policy)
    rest, changed = iter(findings), 0
    while piece := list(islice(rest, AT_ONCE)):
        changed += _prioritise_piece(piece, policy)
    return changed


def prioritise_open(organisation: Organisation, *, with_cve: bool = False) -> int:
    """Everything of an establishment that is not closed, then its counts; returns how many findings changed."""
    rows = Finding.objects.within(SYSTEM).filter(organisation=organisation).exclude(state=FindingState.CLOSED)
    changed = prioritise(organisation, rows.exclude(cves=[]) if with_cve else rows)
    if changed:
        with transaction.atomic():
            recount(organisation)
    return changed


def reprioritise_region(region: Organisation, *, with_cve: bool = False, tell: Tell = lambda done, total: None) -> int:
    """Every establishment of a region in turn; returns how many findings changed. Safe to stop and to repeat."""
    places = Organisation.objects.within(SYSTEM).filter(region=region).order_by("pk")
    total, changed = places.count(), 0
    for done, place in enumerate(places.iterator(chunk_size=500), start=1):
        changed += prioritise_open(place, with_cve=with_cve)
        tell(done, total)
    return changed


def _prioritise_rows(rows: QuerySet[Finding], policy: Timelines) -> int:
    """By key, each piece in a transaction of its own: what people chose meanwhile is not overwritten."""
    changed, after = 0, 0
    while True:
        with transaction.atomic():
            held = rows.filter(pk__gt=after).order_by("pk").only(*READ, *WRITTEN).select_for_update(of=("self",))
            piece = list(held[:AT_ONCE])
            changed += _prioritise_piece(piece, policy)
        if len(piece) < AT_ONCE:
            return changed
        after = piece[-1].pk


def _prioritise_piece(findings: Sequence[Finding], policy: Timelines) -> int:
    changed = judged(findings, policy)
    if changed:
        _write(changed)
    return len(changed)


def judged(findings: Sequence[Finding], policy: Timelines) -> list[Finding]:
    """Put their priority on rows, written already or not; those on which it differs."""
    pairs = zip(findings, facts_of_findings(findings), strict=True)
    return [one for one, facts in pairs if _take_over(one, facts, policy)]


def _take_over(finding: Finding, facts: PriorityFacts, policy: Timelines) -> bool:
    """Put the new values on the row; whether one of them differs."""
    found = priority_of(facts, policy)
    values = (
        facts.kev,
        facts.epss,
        facts.epss_percentile,
        found.exploitation,
        found.decision,
        found.due_on,
        found.due_because,
        found.weight,
    )
    if values == tuple(getattr(finding, name) for name in WRITTEN):
        return False
    for name, value in zip(WRITTEN, values, strict=True):
        setattr(finding, name, value)
    return True


def _write(findings: Sequence[Finding]) -> None:
    """One prepared statement for all, where a conditional update of many rows grows with their square."""
    fields = [field for field in Finding._meta.concrete_fields if field.name in WRITTEN]
    columns = ", ".join(f"{field.column} = %s" for field in fields)
    rows: list[list[Any]] = [
        [*(field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields), one.pk]
        for one in findings
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Finding._meta.db_table} SET {columns} WHERE id = %s", rows)  # noqa: S608
