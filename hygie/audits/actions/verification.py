"""A counter-audit says of each weakness that was said to be fixed whether it is."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from hygie.core.access import Resource, Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.actions.changes import lock_organisations

from ..enums import AuditState, ClosedBecause, FindingState, Verdict
from ..models import Audit, Finding, FindingEvent
from ..policies import FINDING
from .counts import recount

SYSTEM = Scope.system()
VERIFYING = (AuditState.RECEIVED, AuditState.CLOSED)


def verify_findings(ctx: Context, counter: Audit, verdicts: Mapping[UUID, Verdict]) -> int:
    """Close what the counter-audit verified, hand back what is still there. Returns how many findings moved.

    Only findings of the audit that it follows, said to be fixed: the others stay as they are. Raises Refused before the
    counter-audit's report has come.
    """
    return moved_by_verdicts(ctx, FINDING, counter, verdicts)


def moved_by_verdicts(ctx: Context, resource: Resource, counter: Audit, verdicts: Mapping[UUID, Verdict]) -> int:
    """The same under the policy line of whoever verifies: the establishment, or the auditor in their room."""
    if counter.follows_id is None or counter.state_value not in VERIFYING:
        raise Refused(_("Record the counter-audit's report first: it says what was verified."))
    with ctx.recording(Verb.EDIT, resource, counter.organisation) as record:
        lock_organisations(counter.organisation)
        found = list(_to_verify(counter).filter(uid__in=list(verdicts)).select_for_update(of=("self",)).order_by("pk"))
        if not found:
            record.nothing_changed()
            return 0
        events = [_moved(finding, verdicts[finding.uid], ctx.person_id) for finding in found]
        columns = ["state", "is_open", "state_since", "closed_because", "closed_at", "version"]
        Finding.objects.within(SYSTEM).bulk_update(found, columns)
        FindingEvent.objects.bulk_create(events)
        recount(counter.organisation)
        closed = sum(not finding.is_open for finding in found)
        record.event("finding.moved", counter, verified=closed, still_there=len(found) - closed)
    return len(found)


def _to_verify(counter: Audit) -> TenantQuerySet[Finding]:
    rows: TenantQuerySet[Finding] = Finding.objects.within(SYSTEM)
    rows = rows.filter(organisation=counter.organisation, audit_id=counter.follows_id or 0)
    return rows.filter(state=FindingState.TO_VERIFY)


def _moved(finding: Finding, verdict: Verdict, person_id: int | None) -> FindingEvent:
    before = finding.state
    gone = verdict is Verdict.VERIFIED
    finding.state = FindingState.CLOSED if gone else FindingState.IN_PROGRESS
    finding.is_open, finding.state_since = not gone, now()
    finding.closed_because = ClosedBecause.COUNTER_AUDIT if gone else ""
    finding.closed_at = now() if gone else None
    finding.version += 1
    return FindingEvent(
        organisation_id=finding.organisation_id,
        region_id=finding.region_id,
        finding=finding,
        at=now(),
        kind="state",
        before={"state": before},
        after={"state": finding.state, "closed_because": finding.closed_because},
        person_id=person_id,
    )
