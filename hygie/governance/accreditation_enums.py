"""Words of security accreditations (homologations): value, label and tone in one place."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from hygie.web.tones import Tone


class Outcome(TextChoices):
    """What the accreditation authority decided."""

    GRANTED = "granted", pgettext_lazy("accreditation", "Granted")
    RESERVED = "reserved", pgettext_lazy("accreditation", "Granted with reservations")
    REFUSED = "refused", pgettext_lazy("accreditation", "Refused")

    @property
    def grants(self) -> bool:
        return self is not Outcome.REFUSED

    @property
    def tone(self) -> Tone:
        return {"granted": Tone.SUCCESS, "reserved": Tone.INFO, "refused": Tone.DANGER}[self.value]


class DecisionState(TextChoices):
    """Whether a decision is the one that stands for its system."""

    STANDING = "standing", pgettext_lazy("accreditation decision", "Stands")
    REPLACED = "replaced", pgettext_lazy("accreditation decision", "Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("accreditation decision", "Withdrawn")

    @property
    def tone(self) -> Tone:
        return Tone.INFO if self is DecisionState.STANDING else Tone.NEUTRAL


class AccreditationStanding(TextChoices):
    """Where a system stands today, as the register says it."""

    AWAITED = "awaited", pgettext_lazy("accreditation", "To be decided")
    GRANTED = "granted", pgettext_lazy("accreditation", "Accredited")
    RESERVED = "reserved", pgettext_lazy("accreditation", "Accredited with reservations")
    ENDS_SOON = "ends_soon", pgettext_lazy("accreditation", "Expires soon")
    EXPIRED = "expired", pgettext_lazy("accreditation", "Expired")
    REFUSED = "refused", pgettext_lazy("accreditation", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("accreditation", "Withdrawn")

    @property
    def tone(self) -> Tone:
        return {
            "awaited": Tone.WARNING,
            "granted": Tone.SUCCESS,
            "reserved": Tone.INFO,
            "ends_soon": Tone.WARNING,
            "expired": Tone.DANGER,
            "refused": Tone.DANGER,
            "withdrawn": Tone.NEUTRAL,
        }[self.value]
