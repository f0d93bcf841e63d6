"""What a report tells of the audit that it belongs to."""

from __future__ import annotations

from hygie.core.actions import Recording
from hygie.core.clock import PARIS, today

from ...enums import AuditState, ImportState
from ...models import Audit, ReportImport
from ...queries.known import SYSTEM

_TOLD = ("ran_on", "received_on", "level", "not_evaluated", "state", "version")


def tell_audit(record: Recording, report: ReportImport) -> None:
    """The audit was run on the day its report was made. One that is over keeps what it says."""
    audit = _held(report.audit_id)
    if AuditState(audit.state).is_over:
        return
    audit.ran_on = report.made_at.astimezone(PARIS).date()
    audit.received_on = audit.received_on or today()
    audit.level, audit.not_evaluated = report.level, report.not_evaluated
    audit.state = AuditState.RECEIVED
    audit.version += 1
    audit.save(update_fields=_TOLD)
    record.event("audit.report_received", audit)


def untell_audit(report: ReportImport) -> None:
    """After an undoing: what the report before says or, without one, an audit still under way."""
    audit = _held(report.audit_id)
    if AuditState(audit.state).is_over:
        return
    rows = ReportImport.objects.within(SYSTEM).filter(audit=audit, state=ImportState.APPLIED)
    before = rows.exclude(pk=report.pk).order_by("-made_at", "-pk").first()
    audit.ran_on = before.made_at.astimezone(PARIS).date() if before else None
    audit.level, audit.not_evaluated = (before.level, before.not_evaluated) if before else (None, None)
    if before is None:
        audit.received_on, audit.state = None, AuditState.IN_PROGRESS
    audit.version += 1
    audit.save(update_fields=_TOLD)


def _held(pk: int | None) -> Audit:
    audit: Audit = Audit.objects.within(SYSTEM).select_for_update().get(pk=pk or 0)
    return audit
