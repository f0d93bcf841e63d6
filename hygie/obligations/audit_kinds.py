"""What the timeline says of the obligations."""

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds


def register() -> None:
    register_audit_kinds(
        [
            AuditKind("proof.deposited", _("Evidence deposited"), icon="file-plus"),
            AuditKind("proof.revised", _("Evidence revised"), icon="file-pencil"),
            AuditKind("proof.withdrawn", _("Evidence withdrawn"), icon="file-minus"),
            AuditKind("proof.reviewed", _("Evidence reviewed"), icon="eye-check"),
            AuditKind("proof.erased", _("File and text of an evidence erased"), icon="eraser"),
            AuditKind("waiver.granted", _("Waiver granted"), icon="calendar-off"),
            AuditKind("waiver.revoked", _("Waiver revoked"), icon="calendar-x"),
        ]
    )
