"""A report that was imported alone turns out to be that of an audit: it is recorded as such, and its proof follows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import PARIS, now
from hygie.territory.actions.changes import lock_organisations

from ...enums import AuditState, AuditType, ImportState
from ...models import Audit, Finding, ReportImport
from ...policies import AUDIT, FINDING
from ...queries.known import SYSTEM
from ..counts import recount
from ..plain import in_one_line
from ..priority import prioritise
from .applying import held
from .audits import tell_audit
from .reading import check_audit


@dataclass(frozen=True)
class AuditWanted:
    """The audit whose report it is: one that is there, or a new one of this kind and name."""

    kind: AuditType
    title: str
    audit: Audit | None = None


def record_as_audit(ctx: Context, report: ReportImport, wanted: AuditWanted) -> Audit:
    """Attach the import and the findings that it added to an audit, whose report has come by this. Pressed twice, once.

    Raises Denied without the right to change findings and audits, Refused per field.
    """
    organisation = report.organisation
    ctx.require(Verb.EDIT, FINDING, organisation)
    with ctx.recording(Verb.EDIT, AUDIT, organisation) as record:
        lock_organisations(organisation)
        current = held(report)
        if current.audit is not None:
            record.nothing_changed()
            return current.audit
        if current.state != ImportState.APPLIED:
            raise Refused(_("Import this report first."))
        check_audit(organisation, wanted.audit)
        audit = wanted.audit or _made(ctx, current, wanted)
        current.audit = audit
        current.save(update_fields=["audit"])
        added = Finding.objects.within(SYSTEM).filter(first_import=current, audit__isnull=True)
        keys = list(added.order_by("pk").values_list("pk", flat=True))
        added.update(audit=audit)
        tell_audit(record, current, audit)
        # What an exposure audit saw is exposed: its findings press more.
        prioritise(organisation, Finding.objects.within(SYSTEM).filter(audit=audit, first_import=current))
        recount(organisation)
        record.event("report.recorded_as_audit", audit, kind=audit.kind, findings=len(keys))
    return audit


def _made(ctx: Context, report: ReportImport, wanted: AuditWanted) -> Audit:
    """An audit of the day on which the report was made."""
    title = in_one_line(wanted.title)
    if not title:
        raise Refused({"title": _("Give the audit a name.")})
    day = report.made_at.astimezone(PARIS).date()
    return Audit.objects.create(
        organisation=report.organisation,
        region_id=report.region_id,
        title=title,
        kind=wanted.kind,
        state=AuditState.IN_PROGRESS,
        starts_on=day,
        ends_on=day,
        made_by_id=ctx.person_id,
        made_at=now(),
    )
