"""Audit events of people and their protection, with the words of the timeline."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind

AUDIT_KINDS: Final[tuple[AuditKind, ...]] = (
    AuditKind("person.created", _("Account created"), "user-plus"),
    AuditKind("person.invited", _("Invitation sent"), "mail"),
    AuditKind("person.invitation_revoked", _("Invitation withdrawn"), "mail-off"),
    AuditKind("person.invitation_accepted", _("Invitation accepted"), "mail-opened"),
    AuditKind("person.profile_changed", _("Profile changed"), "user-edit"),
    AuditKind("person.email_changed", _("E-mail address changed"), "at"),
    AuditKind("person.password_changed", _("Password changed"), "key"),
    AuditKind("person.second_factor_added", _("Second factor added"), "shield-check"),
    AuditKind("person.second_factor_removed", _("Second factor removed"), "shield-off"),
    AuditKind("person.second_factor_reset", _("Second factor reset by an administrator"), "shield-off"),
    AuditKind("person.second_factor_required", _("Second factor made mandatory"), "shield-lock"),
    AuditKind("person.second_factor_optional", _("Second factor made optional"), "shield"),
    AuditKind("person.recovery_codes_renewed", _("Recovery codes renewed"), "refresh"),
    AuditKind("person.session_ended", _("Session ended from another browser"), "logout"),
    AuditKind("person.deactivated", _("Account closed"), "user-off"),
    AuditKind("person.reactivated", _("Account reopened"), "user-check"),
)
