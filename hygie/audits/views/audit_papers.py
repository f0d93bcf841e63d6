"""The report of an audit to print or to sort, for whoever sees its findings."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.exports import xlsx_response
from hygie.core.pages import Request, page
from hygie.core.pdf import pdf_response

from ..audit_papers import audit_paper, sheet
from ..policies import AUDIT
from ..queries.auditors import questions_of
from ..queries.audits import audit_or_404, findings_of, severities_of


@page(AUDIT, see=Level.DETAIL)
@require_GET
def paper(request: Request, uid: UUID) -> HttpResponse:
    """Findings are those of whoever sees them: an expert's mandate on audits alone does not open them."""
    audit = audit_or_404(request.context, uid)
    request.require(audit.organisation)
    content = audit_paper(
        audit,
        severities_of(request.context, audit),
        findings_of(request.context, audit),
        questions_of(request.context, audit),
    )
    return pdf_response(f"audit-{audit.starts_on.isoformat()}", content)


@page(AUDIT, see=Level.DETAIL)
@require_GET
def spreadsheet(request: Request, uid: UUID) -> HttpResponse:
    audit = audit_or_404(request.context, uid)
    request.require(audit.organisation)
    rows = sheet(audit, findings_of(request.context, audit))
    return xlsx_response(f"audit-{audit.starts_on.isoformat()}", [_("Audit"), audit.kind_value.label], rows)
