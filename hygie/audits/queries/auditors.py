"""Who from outside sees which audit, what was asked, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from hygie.accounts.models import Invitation
from hygie.accounts.queries import open_invitations
from hygie.core.actions import Context
from hygie.core.tenancy import TenantQuerySet

from ..enums import AuditState, ImportScope
from ..models import Audit, AuditorAccess, Finding, Question, ReportImport
from ..rules.identity import room_lane

#: of the invitations that promise an audit
HANDLER = "audits.auditor"
REPORTS_SHOWN = 10
OVER = [AuditState.CLOSED, AuditState.CANCELLED]


def accesses_of(context: Context, audit: Audit) -> list[AuditorAccess]:
    """Those that hold, the first given first. One query."""
    rows = AuditorAccess.objects.within(context.scope).filter(audit=audit, ended_at__isnull=True)
    return list(rows.select_related("person").order_by("pk"))


def access_or_404(context: Context, uid: UUID) -> AuditorAccess:
    rows = AuditorAccess.objects.within(context.scope).select_related("audit", "person", "organisation")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def invitations_of(audit: Audit) -> list[Invitation]:
    """Auditors who have not accepted yet. One query."""
    rows = open_invitations().filter(handler=HANDLER, payload__audit=str(audit.uid))
    return list(rows.order_by("created_at", "pk"))


def rooms_of(context: Context) -> TenantQuerySet[Audit]:
    """The audits that are open to the reader today: an access that holds, an audit that is not over."""
    rows: TenantQuerySet[Audit] = Audit.objects.within(context.scope)
    mine = AuditorAccess.objects.within(context.scope).filter(person_id=context.person_id or 0, ended_at__isnull=True)
    return rows.filter(pk__in=mine.values("audit_id")).exclude(state__in=OVER)


def room_audits(context: Context) -> list[Audit]:
    """One query."""
    return list(rooms_of(context).select_related("organisation").order_by("ends_on", "pk"))


def room_or_404(context: Context, uid: UUID) -> Audit:
    """An audit that was closed, or that was never open to the reader, is as absent as one that does not exist."""
    rows = rooms_of(context).select_related("organisation", "organisation__region", "report")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def room_finding_or_404(context: Context, uid: UUID) -> Finding:
    """A finding that was entered by hand in the room of an audit that is open to the reader."""
    rows = Finding.objects.within(context.scope).filter(audit__in=rooms_of(context), uid=uid)
    found = rows.select_related("organisation", "audit", "weakness", "asset").first()
    if found is None or found.audit is None or found.lane != room_lane(found.audit.uid):
        raise Http404
    return found


def _sent_in_rooms(context: Context) -> TenantQuerySet[ReportImport]:
    rows: TenantQuerySet[ReportImport] = ReportImport.objects.within(context.scope)
    mine = rows.filter(arrived_by_id=context.person_id or 0, scope=ImportScope.NOTHING)
    return mine.filter(audit__in=rooms_of(context))


def room_report_or_404(context: Context, uid: UUID) -> ReportImport:
    """A report that the reader sent themselves, for an audit that is open to them."""
    found = _sent_in_rooms(context).select_related("organisation", "organisation__region", "audit").filter(uid=uid)
    report = found.first()
    if report is None:
        raise Http404
    return report


def room_reports(context: Context, audit: Audit) -> list[ReportImport]:
    """Those that the reader sent for this audit, the latest first. One query."""
    return list(_sent_in_rooms(context).filter(audit=audit).order_by("-pk")[:REPORTS_SHOWN])


def question_or_404(context: Context, uid: UUID) -> Question:
    rows = Question.objects.within(context.scope).select_related("audit", "organisation", "asked_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def auditors_ids(context: Context, audit: Audit) -> set[int]:
    """Whoever is or was an auditor of the audit, to tell whose question is whose. One query."""
    rows = AuditorAccess.objects.within(context.scope).filter(audit=audit)
    return set(rows.order_by("pk").values_list("person_id", flat=True))


@dataclass(frozen=True)
class QuestionLine:
    """A question, and on which side it was asked."""

    question: Question
    is_auditors: bool


def questions_of(context: Context, audit: Audit) -> list[QuestionLine]:
    """In the order in which they were asked. Two queries."""
    rows = Question.objects.within(context.scope).filter(audit=audit).select_related("asked_by", "answered_by")
    found, theirs = list(rows.order_by("pk")), auditors_ids(context, audit)
    return [QuestionLine(question, question.asked_by_id in theirs) for question in found]
