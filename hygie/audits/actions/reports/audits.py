"""What a report tells of the audit that it belongs to."""

from __future__ import annotations

from hygie.core.actions import Recording
from hygie.core.clock import PARIS

from ...enums import AuditState, AuditType, ImportState
from ...models import Audit, ReportImport
from ...queries.known import SYSTEM
from ..audits import report_came
from ..held import held_audit
from ..proofs import settle_proof

_TOLD = ("ran_on", "received_on", "level", "not_evaluated", "state", "version")


def tell_audit(record: Recording, report: ReportImport, audit: Audit) -> None:
    """The audit was run on the day its report was made; its proof follows."""
    ran_on = report.made_at.astimezone(PARIS).date()
    report_came(record, audit, ran_on, report.level, report.not_evaluated)


def untell_audit(record: Recording, report: ReportImport, told: Audit) -> None:
    """After an undoing: what the report before says or, without one, an audit still under way; its proof follows.

    One that is over, or whose report somebody recorded, keeps what it says.
    """
    audit = held_audit(told)
    if AuditState(audit.state).is_over or audit.report_id is not None:
        return
    rows = ReportImport.objects.within(SYSTEM).filter(audit=audit, state=ImportState.APPLIED)
    before = rows.exclude(pk=report.pk).order_by("-made_at", "-pk").first()
    if before is None:
        audit.ran_on, audit.received_on, audit.state = None, None, AuditState.IN_PROGRESS
    else:
        audit.ran_on = before.made_at.astimezone(PARIS).date()
    if audit.kind == AuditType.DIRECTORY:
        audit.level, audit.not_evaluated = (before.level, before.not_evaluated) if before else (None, None)
    audit.version += 1
    audit.save(update_fields=_TOLD)
    settle_proof(record.context, audit)
