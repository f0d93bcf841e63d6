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
