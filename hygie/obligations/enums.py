"""Words of the obligations: value, label, colour and rank in one place."""

from __future__ import annotations

from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Tone = Literal["success", "warning", "danger", "neutral", "info"]


class Status(TextChoices):
    """Where one organisation stands on one requirement."""

    REFUSED = "refused", _("Refused")
    OVERDUE = "overdue", _("Overdue")
    MISSING = "missing", _("Missing")
    EXPIRES_SOON = "expires_soon", _("Met, expires soon")
    IN_REVIEW = "in_review", _("In review")
    MET = "met", _("Met")
    WAIVED = "waived", _("Waived")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")

    @property
    def tone(self) -> Tone:
        return _TONES[self]

    @property
    def icon(self) -> str:
        """Name of a Tabler outline icon; a badge is never told by its colour alone."""
        return _ICONS[self]

    @property
    def urgency(self) -> int:
        """0 is the most urgent: the order of lists and of the summaries' columns."""
        return _URGENCY[self]

    @property
    def satisfies(self) -> bool:
        """Whether the requirement is met on that day, soon to expire or not."""
        return self in (Status.MET, Status.EXPIRES_SOON)

    @property
    def is_judged(self) -> bool:
        """Whether it enters a rate: what is waived or binds nobody is neither met nor unmet."""
        return self not in (Status.WAIVED, Status.NOT_APPLICABLE)


_TONES: dict[str, Tone] = {
    Status.REFUSED: "danger",
    Status.OVERDUE: "danger",
    Status.MISSING: "warning",
    Status.EXPIRES_SOON: "warning",
    Status.IN_REVIEW: "info",
    Status.MET: "success",
    Status.WAIVED: "neutral",
    Status.NOT_APPLICABLE: "neutral",
}

_ICONS: dict[str, str] = {
    Status.REFUSED: "circle-x",
    Status.OVERDUE: "alarm",
    Status.MISSING: "circle-dashed",
    Status.EXPIRES_SOON: "hourglass-low",
    Status.IN_REVIEW: "eye-check",
    Status.MET: "circle-check",
    Status.WAIVED: "calendar-off",
    Status.NOT_APPLICABLE: "minus",
}

_URGENCY: dict[str, int] = {status: rank for rank, status in enumerate(Status)}


class Assurance(TextChoices):
    """How sure we are of a proof; shown wherever the proof counts."""

    DECLARED = "declared", _("Declared")
    PRODUCED = "produced", _("Produced by an activity")
    VERIFIED = "verified", _("Verified by the ARS")

    @property
    def rank(self) -> int:
        """The higher the surer."""
        return _ASSURANCE_RANK[self]

    @property
    def tone(self) -> Tone:
        return "neutral" if self is Assurance.DECLARED else "info" if self is Assurance.PRODUCED else "success"


_ASSURANCE_RANK: dict[str, int] = {assurance: rank for rank, assurance in enumerate(Assurance)}


class ProofState(TextChoices):
    """Whether a proof still stands. Withdrawn and superseded proofs never count."""

    STANDING = "standing", _("Current")
    SUPERSEDED = "superseded", _("Replaced by a revision")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(TextChoices):
    """What the ARS answered to a proof."""

    ACCEPTED = "accepted", _("Accepted")
    ASKED = "asked", _("More asked for")
    REFUSED = "refused", _("Refused")

    @property
    def tone(self) -> Tone:
        return "success" if self is Decision.ACCEPTED else "warning" if self is Decision.ASKED else "danger"


class Nature(TextChoices):
    """What makes a requirement binding. The three are never mixed on screen."""

    LAW = "law", _("Law")
    INSTRUCTION = "instruction", _("Ministerial instruction")
    CONDITION = "condition", _("Condition of a funding call")

    @property
    def rank(self) -> int:
        """0 binds the most."""
        return _NATURE_RANK[self]


_NATURE_RANK: dict[str, int] = {nature: rank for rank, nature in enumerate(Nature)}


class Certainty(TextChoices):
    """How well we know what a text says."""

    A = "A", _("Read in an official text or file")
    B = "B", _("Read in a press or agency page")
    C = "C", _("General knowledge, not checked against the text")


class Effort(TextChoices):
    """What it takes to produce the proof, by our own estimate: it only orders what is offered first."""

    SHORT = "short", _("About twenty minutes")
    MEDIUM = "medium", _("A few half-days")
    LONG = "long", _("A project")

    @property
    def rank(self) -> int:
        return _EFFORT_RANK[self]


_EFFORT_RANK: dict[str, int] = {effort: rank for rank, effort in enumerate(Effort)}
