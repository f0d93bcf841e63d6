"""What the timeline says of governance."""

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds


def register() -> None:
    register_audit_kinds(
        [
            AuditKind("policy.started", _("Version of a policy started"), icon="file-plus"),
            AuditKind("policy.changed", _("Draft of a policy changed"), icon="file-pencil"),
            AuditKind("policy.moved", _("Draft of a policy sent on"), icon="send"),
            AuditKind("policy.commented", _("Draft of a policy commented"), icon="message"),
            AuditKind("policy.approved", _("Policy signed"), icon="signature"),
            AuditKind("policy.reviewed", _("Policy reviewed"), icon="eye-check"),
            AuditKind("policy.withdrawn", _("Policy withdrawn"), icon="file-minus"),
            AuditKind("reading.opened", _("Staff asked to read a policy"), icon="users"),
            AuditKind("reading.acknowledged", _("Policy read"), icon="check"),
            AuditKind("reading.closed", _("Reading of a policy closed"), icon="lock"),
            AuditKind("appointment.started", _("Person appointed"), icon="user-plus"),
            AuditKind("appointment.changed", _("Appointment changed"), icon="user-edit"),
            AuditKind("accreditation.recorded", _("System to be accredited recorded"), icon="device-desktop"),
            AuditKind("accreditation.changed", _("System to be accredited changed"), icon="pencil"),
            AuditKind("accreditation.decided", _("Accreditation decided"), icon="certificate"),
            AuditKind("accreditation.withdrawn", _("Accreditation withdrawn"), icon="certificate-off"),
            AuditKind("indicators.filed", _("Yearly security indicators filed"), icon="chart-line"),
            AuditKind("appointment.ended", _("Appointment ended"), icon="user-minus"),
        ]
    )
