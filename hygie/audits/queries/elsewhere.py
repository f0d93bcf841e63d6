"""What the timeline, the search and the next things read of audits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery

from hygie.core.actions import Context
from hygie.core.models import AuditEvent
from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.territory.queries.timeline import audited
from hygie.territory.registries import TimelineEntry

from ..enums import AuditState, AuditType
from ..models import Audit, AuditorAccess, Question
from ..rules.pairs import MOST

SYSTEM = Scope.system()
A_YEAR = timedelta(days=365)
RUNNING = [AuditState.PLANNED, AuditState.IN_PROGRESS, AuditState.RECEIVED]
DONE = [AuditState.RECEIVED, AuditState.CLOSED]


def audit_events(
    context: Context, organisation: Organisation, before: datetime | None, limit: int, kinds: Collection[str]
) -> list[TimelineEntry]:
    """The audit events of these kinds, newest first. At most two queries."""
    return audited(context, organisation, kinds, before, limit, _about)


def _about(event: AuditEvent) -> str:
    kind, state = event.details.get("kind"), event.details.get("state")
    words = [str(AuditType(kind).label)] if kind in AuditType.values else []
    words += [str(AuditState(state).label)] if state in AuditState.values else []
    return " · ".join(words)


def audits_named(context: Context, text: str, limit: int, *, whole: bool) -> list[Audit]:
    """By name; those of campaigns only, for readers whom an establishment's own words do not concern."""
    rows = Audit.objects.within(context.scope).filter(title__icontains=text).select_related("organisation")
    if not whole:
        rows = rows.filter(campaign__isnull=False)
    return list(rows.order_by("-starts_on", "-pk")[:limit])


@dataclass(frozen=True)
class Pending:
    """An audit that may ask for something: an auditor's question that waits; no second one planned or run."""

    audit: Audit
    is_asked: bool
    has_second: bool


def pending_audits(context: Context, organisation: Organisation, day: date) -> list[Pending]:
    """Those that are not over, and exposure audits run so lately that a second one still makes a pair. One query."""
    auditors = AuditorAccess.objects.within(context.scope).filter(audit=OuterRef("audit"), person=OuterRef("asked_by"))
    waiting = Question.objects.within(context.scope).filter(
        Exists(auditors), audit=OuterRef("pk"), answered_at__isnull=True
    )
    seconds = Audit.objects.within(context.scope).filter(follows=OuterRef("pk")).exclude(state=AuditState.CANCELLED)
    lately = Q(kind=AuditType.EXPOSURE, state__in=DONE, ran_on__gte=day - MOST)
    rows = Audit.objects.within(context.scope).filter(Q(state__in=RUNNING) | lately, organisation=organisation)
    found = rows.annotate(is_asked=Exists(waiting), has_second=Exists(seconds)).order_by("starts_on", "pk")
    return [Pending(audit, audit.is_asked, audit.has_second) for audit in found]


def audited_within_a_year(day: date) -> Q:
    """Organisations of which an audit was run in the year before a day, and whose report came."""
    rows = Audit.objects.within(SYSTEM).filter(state__in=DONE, ran_on__gt=day - A_YEAR, ran_on__lte=day)
    return Q(pk__in=rows.values("organisation_id"))


def last_audited(scope: Scope, region: int | None) -> Iterator[tuple[int, date | None]]:
    """Each open legal entity with the day of its latest audit whose report came. One query."""
    places = Organisation.objects.within(scope).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    if region is not None:
        places = places.filter(region_id=region)
    ran = Audit.objects.filter(organisation_id=OuterRef("pk"), state__in=DONE, ran_on__isnull=False)
    latest = Subquery(ran.order_by("-ran_on").values("ran_on")[:1])
    yield from places.order_by("pk").annotate(latest=latest).values_list("pk", "latest")
