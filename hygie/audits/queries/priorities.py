"""What the priority of findings depends on: the region's timelines, the days off, what is known of their CVEs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hygie.core.clock import PARIS
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import DueBecause
from ..models import Asset, Audit, ClosingDay, DeadlinePolicy, Finding
from ..rules.knowledge import Known, together
from ..rules.priority import PriorityFacts, Timelines, exposure_of
from ..rules.timelines import PUBLISHED_DAYS
from .knowledge import known_of

SYSTEM = Scope.system()


def priority_inputs(organisation: Organisation) -> Timelines:
    """The region's timelines, or the published ones; the closing days of the region, the entity and the place itself.

    Whoever sees a finding may know them, also where the region's own rows are out of their sight.
    """
    with aside(SYSTEM):
        policy = latest_policy(organisation.region_pk)
        places = {organisation.region_pk, organisation.pk, organisation.entity_id or organisation.pk}
        closing = ClosingDay.objects.within(SYSTEM).filter(organisation_id__in=places).order_by("day")
        days = frozenset(closing.values_list("day", flat=True))
    return Timelines(tuple(policy.rows) if policy else PUBLISHED_DAYS, days)


def latest_policy(region_pk: int) -> DeadlinePolicy | None:
    """The region's timelines, once it has changed the published ones."""
    rows = DeadlinePolicy.objects.within(SYSTEM).filter(organisation_id=region_pk)
    return rows.order_by("-pk").first()


def facts_of(
    known: Mapping[str, Known],
    cves: Sequence[str],
    *,
    severity: int,
    opened_on: date,
    cvss: float | None = None,
    cvss_vector: str = "",
    exposure: str = "",
    care: str = "",
    level: int | None = None,
    by_hand: date | None = None,
) -> PriorityFacts:
    """A finding's own values beside what is known of its CVEs (`queries.knowledge.known_of`)."""
    told = together(cves, known)
    return PriorityFacts(
        severity=severity,
        opened_on=opened_on,
        cvss=cvss,
        cvss_vector=cvss_vector,
        kev=told.kev,
        kev_due_on=told.kev_due_on,
        alerted=told.alerted,
        epss=told.epss,
        epss_percentile=told.epss_percentile,
        exposure=exposure,
        care=care,
        level=level,
        kev_added_on=told.kev_added_on,
        by_hand=by_hand,
    )


class Surroundings(NamedTuple):
    """What an asset says: who reaches it, and what care loses with it."""

    exposure: str
    care: str


def facts_of_findings(findings: Sequence[Finding], *, kev_loaded: bool | None = None) -> list[PriorityFacts]:
    """One for each, in their order; a handful of queries for all. What was computed before is not looked at.

    `kev_loaded`: whether the catalogue was ever loaded, where the caller has read it already.
    """
    known = known_of({cve for one in findings for cve in one.cves}, kev_loaded=kev_loaded)
    around, kinds = _surroundings_of(findings), _kinds_of(findings)
    return [
        facts_of(
            known,
            one.cves,
            severity=one.severity,
            opened_on=one.opened_at.astimezone(PARIS).date(),
            cvss=one.cvss,
            cvss_vector=one.cvss_vector,
            exposure=exposure_of(around[one.asset_id].exposure, kinds.get(one.audit_id, "")),
            care=around[one.asset_id].care,
            level=one.level,
            by_hand=one.due_on if one.due_because == DueBecause.BY_HAND else None,
        )
        for one in findings
    ]


def _surroundings_of(findings: Sequence[Finding]) -> dict[int, Surroundings]:
    """By asset; one that was merged into another counts as that one."""
    assets = Asset.objects.within(SYSTEM).filter(pk__in={one.asset_id for one in findings})
    rows = assets.order_by("pk").values_list(
        "pk", "exposure", "criticality", "merged_into", "merged_into__exposure", "merged_into__criticality"
    )
    return {
        pk: Surroundings(to_exposure, to_care) if merged else Surroundings(exposure, care)
        for pk, exposure, care, merged, to_exposure, to_care in rows
    }


def _kinds_of(findings: Sequence[Finding]) -> dict[int | None, str]:
    audits = {one.audit_id for one in findings if one.audit_id}
    if not audits:
        return {}
    rows = Audit.objects.within(SYSTEM).filter(pk__in=audits).order_by("pk")
    return dict(rows.values_list("pk", "kind"))
