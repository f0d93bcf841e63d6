"""What the audit trail says of exchanges."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds

KINDS = (
    AuditKind("person.notifications_changed", _("Notification settings changed"), "bell-cog"),
    AuditKind("person.digest_stopped", _("Daily mail stopped by its link"), "bell-off"),
    AuditKind("person.calendar_opened", _("New link to one's calendar"), "calendar-plus"),
    AuditKind("person.calendar_closed", _("Link to one's calendar removed"), "calendar-off"),
    AuditKind("reminder.sent", _("Reminder sent"), "bell-ringing"),
    AuditKind("comment.written", _("Comment written"), "message"),
    AuditKind("comment.edited", _("Comment corrected"), "message"),
    AuditKind("comment.erased", _("Comment taken back"), "message-off"),
)


def register() -> None:
    register_audit_kinds(KINDS)
