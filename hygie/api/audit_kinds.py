"""What the trail says of tokens."""

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds


def register() -> None:
    register_audit_kinds(
        [
            AuditKind("api.token_created", _("API token created"), "key"),
            AuditKind("api.token_revoked", _("API token revoked"), "key-off"),
        ]
    )
