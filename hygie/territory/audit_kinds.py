"""What the audit trail says of the territory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds

KINDS = (
    AuditKind("organisation.created", _("Organisation created"), "building-hospital"),
    AuditKind("organisation.changed", _("Organisation changed"), "building-hospital"),
    AuditKind("membership.started", _("Membership started"), "hierarchy-2"),
    AuditKind("membership.ended", _("Membership ended"), "hierarchy-2"),
    AuditKind("seat.given", _("Role given"), "user-plus"),
    AuditKind("seat.ended", _("Role ended"), "user-minus"),
    AuditKind("person.invited_to_role", _("Person invited to a role"), "mail"),
    AuditKind("mandate.given", _("Mandate given to the regional expert"), "key"),
    AuditKind("contribution.given", _("Contribution entrusted"), "key"),
    AuditKind("grant.ended", _("Right ended"), "key-off"),
    AuditKind("fact.recorded", _("Fact recorded"), "info-circle"),
    AuditKind("fact.ended", _("Fact ended"), "info-circle"),
    AuditKind("group.made", _("Saved group made"), "filter-plus"),
    AuditKind("group.changed", _("Saved group changed"), "filter-edit"),
    AuditKind("group.deleted", _("Saved group deleted"), "filter-minus"),
    AuditKind("register.imported", _("National file imported"), "database-import"),
    AuditKind("register.refused", _("National file refused"), "database-import"),
)


def register() -> None:
    register_audit_kinds(KINDS)
