"""What the trail says of tokens and webhooks."""

from django.utils.translation import gettext_lazy as _

from hygie.core.audit import AuditKind, register_audit_kinds


def register() -> None:
    register_audit_kinds(
        [
            AuditKind("api.token_created", _("API token created"), "key"),
            AuditKind("api.token_revoked", _("API token revoked"), "key-off"),
            AuditKind("webhook.added", _("Webhook added"), "webhook"),
            AuditKind("webhook.paused", _("Webhook paused"), "player-pause"),
            AuditKind("webhook.resumed", _("Webhook resumed"), "player-play"),
            AuditKind("webhook.tested", _("Webhook tested"), "webhook"),
            AuditKind("webhook.gave_up", _("A delivery to a webhook was given up"), "webhook-off"),
        ]
    )
