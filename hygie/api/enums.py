"""Words of the open API: value, label and colour in one place."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from hygie.web.tones import Tone


class TokenScope(TextChoices):
    """What a token is good for; never more than its owner's role may."""

    READ = "read", _("Read")
    DEPOSIT = "deposit", _("Read and deposit")


class TokenState(TextChoices):
    ACTIVE = "active", _("Active")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    SEATLESS = "seatless", _("Role ended")

    @property
    def tone(self) -> Tone:
        return {"active": Tone.SUCCESS, "revoked": Tone.NEUTRAL}.get(self.value, Tone.WARNING)


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")

    @property
    def tone(self) -> Tone:
        return {"delivered": Tone.SUCCESS, "failed": Tone.DANGER}.get(self.value, Tone.INFO)


class WebhookFault(TextChoices):
    """Why a delivery did not arrive; kept by its code, said in the reader's language."""

    ADDRESS = "address", _("The address is not allowed")
    UNKNOWN = "unknown", _("The name of the host is not known")
    UNREACHABLE = "unreachable", _("No answer came")
    REDIRECT = "redirect", _("It leads elsewhere, and redirects are not followed")
    STATUS = "status", _("The answer was not a success")
    SEALED = "sealed", _("The secret cannot be read any more: add the webhook again")
