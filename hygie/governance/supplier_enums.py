"""Words of suppliers: value, label and tone in one place."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.web.tones import Tone


class Criticality(TextChoices):
    """What happens to care when the supplier's service stops. Worst first."""

    VITAL = "vital", pgettext_lazy("care", "Care stops")
    MAJOR = "major", pgettext_lazy("care", "Care is degraded")
    LIMITED = "limited", pgettext_lazy("care", "Care is slowed down")
    NONE = "none", pgettext_lazy("care", "No effect on care")

    @property
    def tone(self) -> Tone:
        return {"vital": Tone.DANGER, "major": Tone.WARNING, "limited": Tone.INFO}.get(self.value, Tone.NEUTRAL)


class RemoteAccess(TextChoices):
    """How the supplier reaches the establishment's systems from outside."""

    NONE = "none", pgettext_lazy("remote access", "None")
    VPN = "vpn", pgettext_lazy("remote access", "VPN")
    BASTION = "bastion", pgettext_lazy("remote access", "Through a bastion")
    DIRECT = "direct", pgettext_lazy("remote access", "Direct")
    LINE = "maintenance_line", pgettext_lazy("remote access", "Maintenance line")

    @property
    def tone(self) -> Tone:
        return {"bastion": Tone.SUCCESS, "vpn": Tone.INFO, "direct": Tone.DANGER, "maintenance_line": Tone.WARNING}.get(
            self.value, Tone.NEUTRAL
        )

    @property
    def is_open(self) -> bool:
        return self is not RemoteAccess.NONE


class Clause(TextChoices):
    """Security clauses to look for in a contract: our own short list, in the order of a reading."""

    INCIDENTS = "incidents", _("Tells us of its security incidents without delay")
    ACCESSES = "accesses", _("Personal accounts and a second factor for remote access")
    FIXES = "fixes", _("Security fixes within agreed times")
    RECOVERY = "recovery", _("Recovery times agreed and tested")
    AUDIT = "audit", _("We may audit it, or receive its audit reports")
    SUBCONTRACTORS = "subcontractors", _("Its subcontractors are known and bound by the same clauses")
    PERSONAL_DATA = "personal_data", _("Processing of personal data (RGPD, article 28)")
    HOSTING = "hosting", _("Health data hosted by a certified host (HDS)")
    EXIT = "exit", _("At the end: data returned, accesses closed")


class AccessStanding(TextChoices):
    """Where a remote access stands on its yearly review."""

    NONE = "none", pgettext_lazy("review of an access", "Nothing to review")
    NEVER = "never", pgettext_lazy("review of an access", "Never reviewed")
    OVERDUE = "overdue", pgettext_lazy("review of an access", "Review overdue")
    DUE = "due", pgettext_lazy("review of an access", "Review due soon")
    GOOD = "good", pgettext_lazy("review of an access", "Reviewed")

    @property
    def tone(self) -> Tone:
        return {"never": Tone.DANGER, "overdue": Tone.DANGER, "due": Tone.WARNING, "good": Tone.SUCCESS}.get(
            self.value, Tone.NEUTRAL
        )

    @property
    def is_to_review(self) -> bool:
        return self in (AccessStanding.NEVER, AccessStanding.OVERDUE, AccessStanding.DUE)
