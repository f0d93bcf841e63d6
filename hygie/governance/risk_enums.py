"""Words of the risk register: value, label and tone in one place."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy

from hygie.web.tones import Tone


class Gravity(IntegerChoices):
    """How bad the consequences are: four levels, named as in ANSSI's EBIOS Risk Manager guide."""

    MINOR = 1, pgettext_lazy("gravity of a risk", "Minor")
    SIGNIFICANT = 2, pgettext_lazy("gravity of a risk", "Significant")
    SERIOUS = 3, pgettext_lazy("gravity of a risk", "Serious")
    CRITICAL = 4, pgettext_lazy("gravity of a risk", "Critical")


class Likelihood(IntegerChoices):
    """How likely the scenario is: four levels, named as in ANSSI's EBIOS Risk Manager guide."""

    UNLIKELY = 1, pgettext_lazy("likelihood of a risk", "Not very likely")
    LIKELY = 2, pgettext_lazy("likelihood of a risk", "Likely")
    VERY_LIKELY = 3, pgettext_lazy("likelihood of a risk", "Very likely")
    ALMOST_CERTAIN = 4, pgettext_lazy("likelihood of a risk", "Almost certain")


class Treatment(TextChoices):
    """What is done about a risk."""

    REDUCE = "reduce", pgettext_lazy("treatment of a risk", "Reduce")
    TRANSFER = "transfer", pgettext_lazy("treatment of a risk", "Transfer")
    AVOID = "avoid", pgettext_lazy("treatment of a risk", "Avoid")
    ACCEPT = "accept", pgettext_lazy("treatment of a risk", "Accept")


class RiskLevel(TextChoices):
    """Gravity and likelihood together. Lowest first."""

    LOW = "low", pgettext_lazy("level of a risk", "Low")
    MODERATE = "moderate", pgettext_lazy("level of a risk", "Moderate")
    HIGH = "high", pgettext_lazy("level of a risk", "High")
    EXTREME = "extreme", pgettext_lazy("level of a risk", "Very high")

    @property
    def tone(self) -> Tone:
        return {
            "low": Tone.SUCCESS,
            "moderate": Tone.INFO,
            "high": Tone.WARNING,
            "extreme": Tone.DANGER,
        }[self.value]


class ReviewStanding(TextChoices):
    """Where a risk register stands on its review."""

    EMPTY = "empty", pgettext_lazy("risk register", "Empty")
    NEVER = "never", pgettext_lazy("risk register", "Never reviewed")
    OVERDUE = "overdue", pgettext_lazy("risk register", "Review overdue")
    DUE = "due", pgettext_lazy("risk register", "Review due soon")
    GOOD = "good", pgettext_lazy("risk register", "Reviewed")

    @property
    def tone(self) -> Tone:
        return {"never": Tone.WARNING, "overdue": Tone.DANGER, "due": Tone.WARNING, "good": Tone.SUCCESS}.get(
            self.value, Tone.NEUTRAL
        )

    @property
    def is_to_review(self) -> bool:
        return self in (ReviewStanding.NEVER, ReviewStanding.OVERDUE, ReviewStanding.DUE)
