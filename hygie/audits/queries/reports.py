"""Reports of an establishment, as its own people see them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import AuditState, ImportState
from ..models import Audit, ReportImport
from .known import latest_of

SYSTEM = Scope.system()
SIZE = 25


def audit_of(organisation: Organisation, uid: UUID) -> Audit | None:
    return Audit.objects.within(SYSTEM).filter(organisation=organisation, uid=uid).order_by("pk").first()


def running_audits(organisation: Organisation) -> list[Audit]:
    """Those to which a report may still belong, the latest first."""
    over = [state for state in AuditState if state.is_over]
    rows = Audit.objects.within(SYSTEM).filter(organisation=organisation).exclude(state__in=over)
    return list(rows.order_by("-starts_on", "-pk")[:50])


def reports_of(organisation: Organisation, cursor: str) -> Page[ReportImport]:
    rows = ReportImport.objects.within(SYSTEM).filter(organisation=organisation)
    return paginate(rows.select_related("arrived_by", "audit"), ["-pk"], cursor, SIZE)


def report_or_404(context: Context, uid: UUID) -> ReportImport:
    rows = ReportImport.objects.within(context.scope).select_related("organisation", "arrived_by", "audit")
    found = rows.filter(uid=uid).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def can_be_undone(report: ReportImport) -> bool:
    """Only the latest applied import of its lane."""
    if report.state != ImportState.APPLIED:
        return False
    latest = latest_of(report.organisation, report.lane)
    return latest is not None and latest.pk == report.pk
