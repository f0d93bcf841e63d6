"""What the timeline says of audits and findings. Titles of findings never appear there: the ARS reads it too."""

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds


def register() -> None:
    register_audit_kinds(
        [
            AuditKind("campaign.opened", _("Audit campaign opened"), icon="calendar-plus"),
            AuditKind("campaign.changed", _("Audit campaign changed"), icon="pencil"),
            AuditKind("campaign.closed", _("Audit campaign closed"), icon="calendar-check"),
            AuditKind("audit.planned", _("Audit planned"), icon="calendar-plus"),
            AuditKind("audit.changed", _("Audit changed"), icon="pencil"),
            AuditKind("audit.moved", _("Audit moved on"), icon="arrow-right"),
            AuditKind("audit.report_received", _("Audit report received"), icon="file-check"),
            AuditKind("audit.opened_to_auditor", _("Audit opened to an external auditor"), icon="user-plus"),
            AuditKind("audit.closed_to_auditor", _("Audit closed to an external auditor"), icon="user-minus"),
            AuditKind("audit.question_asked", _("Question asked within an audit"), icon="help"),
            AuditKind("audit.question_answered", _("Question answered within an audit"), icon="message"),
            AuditKind("report.imported", _("Report imported"), icon="file-import"),
            AuditKind("report.recorded_as_audit", _("Report recorded as an audit’s"), icon="clipboard-check"),
            AuditKind("report.undone", _("Import of a report undone"), icon="arrow-back-up"),
            AuditKind("finding.added", _("Finding added by hand"), icon="plus"),
            AuditKind("finding.corrected", _("Finding corrected by its auditor"), icon="pencil"),
            AuditKind("finding.moved", _("Findings moved on"), icon="arrow-right"),
            AuditKind("finding.assigned", _("Findings assigned"), icon="user-check"),
            AuditKind("finding.due_changed", _("Deadline of findings changed"), icon="calendar"),
            AuditKind("finding.evidence_added", _("Evidence added to a finding"), icon="paperclip"),
            AuditKind("finding.accepted", _("Risk accepted"), icon="signature"),
            AuditKind("finding.acceptance_asked", _("Acceptance of a risk submitted for signature"), icon="signature"),
            AuditKind("finding.acceptance_refused", _("Acceptance of a risk refused"), icon="signature-off"),
            AuditKind("finding.expired", _("Accepted risks and false positives open again"), icon="clock-exclamation"),
            AuditKind("asset.changed", _("Asset described"), icon="server"),
            AuditKind("asset.merged", _("Assets merged"), icon="arrows-join"),
            AuditKind("asset.parted", _("Merged assets parted again"), icon="arrows-split"),
            AuditKind("products.imported", _("Inventory of products imported"), icon="packages"),
            AuditKind("products.removed", _("Products removed from the inventory"), icon="package-off"),
            AuditKind("plan.started", _("Remediation plan started"), icon="list-check"),
            AuditKind("plan.changed", _("Remediation plan changed"), icon="pencil"),
            AuditKind("plan.moved", _("Remediation plan moved on"), icon="arrow-right"),
            AuditKind("plan.approved", _("Remediation plan approved"), icon="signature"),
            AuditKind("deadlines.changed", _("Remediation timelines changed"), icon="calendar-cog"),
            AuditKind("knowledge.loaded", _("Enrichment file loaded"), icon="database-import"),
        ]
    )
