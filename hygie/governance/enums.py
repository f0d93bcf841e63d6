"""Words of governance: value, label and tone in one place."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.web.tones import Tone


class Theme(TextChoices):
    """What a security policy is about. The first is the whole; the others go into one subject."""

    PSSI = "pssi", _("Information security policy (PSSI)")
    BACKUP = "backup", _("Backup and restore policy")
    REMOTE_ACCESS = "remote_access", _("Remote access policy")
    ADMINISTRATION = "administration", _("Administration policy")
    SUPPLIERS = "suppliers", _("Suppliers policy")
    USER_CHARTER = "user_charter", _("User charter")

    @property
    def icon(self) -> str:
        return {
            "pssi": "shield-check",
            "backup": "database",
            "remote_access": "plug-connected",
            "administration": "key",
            "suppliers": "building-factory-2",
            "user_charter": "users",
        }[self.value]


class VersionState(TextChoices):
    """Where one version of a policy stands."""

    DRAFT = "draft", pgettext_lazy("policy", "Draft")
    CONSULTATION = "consultation", pgettext_lazy("policy", "In consultation")
    SUBMITTED = "submitted", pgettext_lazy("policy", "Waiting for the signature")
    IN_FORCE = "in_force", pgettext_lazy("policy", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("policy", "Superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("policy", "Withdrawn")

    @property
    def tone(self) -> Tone:
        tones = {"consultation": Tone.INFO, "submitted": Tone.WARNING, "in_force": Tone.SUCCESS}
        return tones.get(self.value, Tone.NEUTRAL)

    @property
    def is_open(self) -> bool:
        """Whether it is still being written or waits to be signed."""
        return self in (VersionState.DRAFT, VersionState.CONSULTATION, VersionState.SUBMITTED)


class PolicyStanding(TextChoices):
    """Where an establishment stands on one policy, as lists and the map say it."""

    MISSING = "missing", pgettext_lazy("policy", "None")
    WRITING = "writing", pgettext_lazy("policy", "Being written")
    OVERDUE = "overdue", pgettext_lazy("policy", "Review overdue")
    DUE = "due", pgettext_lazy("policy", "Review due soon")
    IN_FORCE = "in_force", pgettext_lazy("policy", "In force")

    @property
    def tone(self) -> Tone:
        return {
            "missing": Tone.DANGER,
            "writing": Tone.WARNING,
            "overdue": Tone.DANGER,
            "due": Tone.WARNING,
            "in_force": Tone.SUCCESS,
        }[self.value]


class Function(TextChoices):
    """What a person is appointed to."""

    CISO = "ciso", _("CISO (RSSI)")
    DEPUTY = "deputy_ciso", _("Deputy CISO")
    DPO = "dpo", _("Data protection officer (DPO)")
    CRISIS_DIRECTOR = "crisis_director", _("Crisis director")
    BIOMEDICAL = "biomedical_referent", _("Biomedical security referent")
    BUSINESS = "business_referent", _("Business referent")

    @property
    def is_expected(self) -> bool:
        """Whether its absence is shown as a vacancy in every legal entity."""
        return self in (Function.CISO, Function.DPO, Function.CRISIS_DIRECTOR)

    @property
    def called(self) -> int:
        """The order in which they are called in a crisis: 0 first."""
        return (
            Function.CRISIS_DIRECTOR,
            Function.CISO,
            Function.DEPUTY,
            Function.BIOMEDICAL,
            Function.BUSINESS,
            Function.DPO,
        ).index(self)
