"""An audit on paper and as a sheet, for whoever sees its detail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hygie.core import pdf
from hygie.core.exports import Cell
from hygie.web.formats import day, number

from .enums import FindingSeverity, FindingState
from .models import Audit, Finding
from .queries.auditors import QuestionLine
from .queries.audits import SeverityCount

#: more lines are read in the sheet: a paper of hundreds of pages is read by nobody
ON_PAPER = 300


def audit_paper(
    audit: Audit,
    severities: Sequence[SeverityCount],
    findings: Sequence[Finding],
    questions: Sequence[QuestionLine],
) -> bytes:
    """Identity, counts by severity, findings the worst first, questions that wait."""
    waiting = [line for line in questions if line.question.answered_at is None]
    left = len(findings) - ON_PAPER
    data = {
        "subtitle": f"{audit.organisation.name} · {audit.kind_value.label}",
        "facts": facts_of(audit),
        "summary": audit.summary,
        "summary_title": _("Summary"),
        "severities_title": _("What it found"),
        "severities_header": [_("Severity"), _("Still open"), pgettext("findings", "Found")],
        "severities": [[str(line.severity.label), number(line.still_open), number(line.total)] for line in severities],
        "nothing": _("No finding is recorded for this audit."),
        "findings_title": _("Findings"),
        "findings_header": header(),
        "findings": [[str(cell or "–") for cell in _told(finding)] for finding in findings[:ON_PAPER]],
        "left": ngettext("%(count)s more in the sheet (XLSX).", "%(count)s more in the sheet (XLSX).", left)
        % {"count": number(left)}
        if left > 0
        else "",
        "questions_title": _("Questions that wait for their answer"),
        "questions": [line.question.text for line in waiting],
    }
    return pdf.render("audits/typst/audit.typ", data, language=pdf.reader_language(), title=audit.title)


def facts_of(audit: Audit) -> list[list[str]]:
    """Words and values, as the page has them."""
    told = [
        (pgettext("audit", "State"), str(audit.state_value.label)),
        (_("Perimeter"), audit.perimeter),
        (_("Provider"), audit.provider),
        (_("Qualification"), _("PASSI-qualified") if audit.qualified else ""),
        (pgettext("audit", "Planned"), f"{day(audit.starts_on)} – {day(audit.ends_on)}"),
        (_("Run on"), day(audit.ran_on) if audit.ran_on else ""),
        (pgettext("audit", "Report received"), day(audit.received_on) if audit.received_on else ""),
        (_("ADS level"), str(audit.level or "")),
        (_("Controls not evaluated"), "" if audit.not_evaluated is None else number(audit.not_evaluated)),
        (_("Order that pays"), audit.order_code),
    ]
    return [[label, value] for label, value in told if value]


def header() -> list[str]:
    return [_("Finding"), _("Asset"), _("Severity"), pgettext("finding", "State"), _("Deadline")]


def _told(finding: Finding) -> list[str]:
    due = day(finding.due_on) if finding.due_on and finding.is_open else ""
    return [
        finding.title,
        str(finding.asset),
        str(FindingSeverity(finding.severity).label),
        str(FindingState(finding.state).label),
        due,
    ]


def sheet(audit: Audit, findings: Sequence[Finding]) -> Iterator[Sequence[Cell]]:
    """One line for each finding, after the audit's own: a sheet is read alone."""
    yield from facts_of(audit)
    yield []
    yield header()
    for finding in findings:
        due = finding.due_on if finding.is_open else None
        yield [
            finding.title,
            str(finding.asset),
            FindingSeverity(finding.severity).label,
            FindingState(finding.state).label,
            due,
        ]
