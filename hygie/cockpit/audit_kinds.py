"""What the timeline says of the cockpit."""

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds


def register() -> None:
    register_audit_kinds(
        [
            AuditKind("bulletin.asked", _("Weekly bulletin asked for"), icon="mail"),
            AuditKind("bulletin.stopped", _("Weekly bulletin stopped"), icon="mail-off"),
            AuditKind("peers.joined", _("Comparison with peers joined"), icon="users-group"),
            AuditKind("peers.left", _("Comparison with peers left"), icon="users-minus"),
        ]
    )
