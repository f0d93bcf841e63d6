"""What the priority of findings depends on: the region's timelines, the days off, what is known of their CVEs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..models import ClosingDay, DeadlinePolicy
from ..rules.knowledge import Known, together
from ..rules.priority import PriorityFacts, Timelines
from ..rules.timelines import PUBLISHED_DAYS

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
