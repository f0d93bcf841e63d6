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
            AuditKind("supplier.engaged", _("Supplier recorded"), icon="building-factory-2"),
            AuditKind("supplier.changed", _("Supplier changed"), icon="pencil"),
            AuditKind("supplier.access_reviewed", _("Remote access of a supplier reviewed"), icon="plug-connected"),
            AuditKind("supplier.ended", _("Service of a supplier ended"), icon="plug-off"),
            AuditKind("risk.added", _("Risks added to the register"), icon="alert-triangle"),
            AuditKind("risk.changed", _("Risk changed"), icon="pencil"),
            AuditKind("risk.closed", _("Risk closed"), icon="circle-check"),
            AuditKind("risk.reviewed", _("Risk register reviewed"), icon="eye-check"),
        ]
    )
