"""What fills the auditor's room: the findings of the audit, and the ways to bring more of them."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from hygie.web.slots import SlotItem, slot_items

from .models import Audit
from .offers import context_of
from .queries.auditors import room_reports
from .queries.audits import findings_page
from .queries.findings import line_of
from .report_lines import ReportLine
from .rules.identity import room_lane


def register() -> None:
    slot_items.register(SlotItem("audits.room_findings", "audits.room", 10, room_findings))


def room_findings(request: HttpRequest, **context: object) -> str:
    """Two queries."""
    audit = context.get("audit")
    if not isinstance(audit, Audit):
        return ""
    page = findings_page(context_of(request), audit, request.GET.get("page", ""))
    own = room_lane(audit.uid)
    shown = {
        "audit": audit,
        "page": page,
        "lines": [(line_of(finding), finding.lane == own) for finding in page.rows],
        "reports": [ReportLine(report) for report in room_reports(context_of(request), audit)],
    }
    return render_to_string("audits/room/_findings.html", shown, request=request)
