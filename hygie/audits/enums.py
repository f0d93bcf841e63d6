"""Words of audits and findings: value, label and tone in one place."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.web.tones import Tone


class AuditType(TextChoices):
    """What an audit looks at."""

    EXPOSURE = "exposure", _("Internet exposure")
    DIRECTORY = "directory", _("Active Directory")
    PENETRATION = "penetration", _("Penetration test")
    CONFIGURATION = "configuration", _("Configuration")
    ORGANISATIONAL = "organisational", _("Organisational")
    BACKUP = "backup", _("Backup")

    @property
    def icon(self) -> str:
        return {
            "exposure": "world-search",
            "directory": "sitemap",
            "penetration": "target",
            "configuration": "settings-check",
            "organisational": "clipboard-check",
            "backup": "database",
        }[self.value]


class AuditState(TextChoices):
    PLANNED = "planned", pgettext_lazy("audit", "Planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("audit", "In progress")
    RECEIVED = "received", pgettext_lazy("audit", "Report received")
    CLOSED = "closed", pgettext_lazy("audit", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("audit", "Cancelled")

    @property
    def tone(self) -> Tone:
        tones = {"in_progress": Tone.INFO, "received": Tone.WARNING, "closed": Tone.SUCCESS}
        return tones.get(self.value, Tone.NEUTRAL)

    @property
    def is_over(self) -> bool:
        return self in (AuditState.CLOSED, AuditState.CANCELLED)


class Objective(TextChoices):
    """What a campaign must reach at each establishment."""

    SINGLE = "single", _("One audit of each establishment")
    #: CaRE D1: domain.md, arrêté of 18 March 2024
    EXPOSURE_PAIR = "exposure_pair", _("Two exposure audits, 45 to 60 days apart")


class FindingSeverity(IntegerChoices):
    """What the scanner says; `formats.observation.Severity` has the same numbers."""

    INFO = 0, pgettext_lazy("severity", "Information")
    LOW = 1, pgettext_lazy("severity", "Low")
    MEDIUM = 2, pgettext_lazy("severity", "Medium")
    HIGH = 3, pgettext_lazy("severity", "High")
    CRITICAL = 4, pgettext_lazy("severity", "Critical")

    @property
    def tone(self) -> Tone:
        tones = {4: Tone.DANGER, 3: Tone.WARNING, 2: Tone.INFO}
        return tones.get(self.value, Tone.NEUTRAL)


class FindingState(TextChoices):
    NEW = "new", pgettext_lazy("finding", "New")
    CONFIRMED = "confirmed", pgettext_lazy("finding", "Confirmed")
    IN_PROGRESS = "in_progress", pgettext_lazy("finding", "Being fixed")
    TO_VERIFY = "to_verify", pgettext_lazy("finding", "Fixed, to be verified")
    CLOSED = "closed", pgettext_lazy("finding", "Closed")
    REOPENED = "reopened", pgettext_lazy("finding", "Reopened")
    ACCEPTED = "accepted", pgettext_lazy("finding", "Accepted until")
    FALSE_POSITIVE = "false_positive", pgettext_lazy("finding", "False positive until")

    @property
    def tone(self) -> Tone:
        tones = {
            "new": Tone.WARNING,
            "confirmed": Tone.WARNING,
            "reopened": Tone.DANGER,
            "in_progress": Tone.INFO,
            "to_verify": Tone.INFO,
            "closed": Tone.SUCCESS,
        }
        return tones.get(self.value, Tone.NEUTRAL)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act; accepted risks and false positives rest until their end."""
        return self not in (FindingState.CLOSED, FindingState.ACCEPTED, FindingState.FALSE_POSITIVE)


class ClosedBecause(TextChoices):
    NOT_SEEN = "not_seen", _("No longer seen")
    STATED = "stated", _("Said to be gone by the report")
    VERIFIED = "verified", _("Verified by hand")
    COUNTER_AUDIT = "counter_audit", _("Verified by a counter-audit")


class Exposure(TextChoices):
    """Who can reach an asset: BOD 26-04's “asset exposure”."""

    UNKNOWN = "", _("Not said")
    INTERNET = "internet", _("Reachable from the Internet")
    INTERNAL = "internal", _("Internal")

    @property
    def tone(self) -> Tone:
        return Tone.WARNING if self == Exposure.INTERNET else Tone.NEUTRAL


class CareCriticality(TextChoices):
    """What care loses with the asset: SSVC's “mission and well-being”, in a hospital's words."""

    UNKNOWN = "", _("Not said")
    LOW = "low", pgettext_lazy("criticality", "Care goes on without it")
    MEDIUM = "medium", pgettext_lazy("criticality", "Care is slowed down")
    HIGH = "high", pgettext_lazy("criticality", "Care stops or is endangered")

    @property
    def tone(self) -> Tone:
        return {"high": Tone.DANGER, "medium": Tone.WARNING}.get(self.value, Tone.NEUTRAL)


class Exploitation(TextChoices):
    UNKNOWN = "", _("Not known yet")
    NONE = "none", _("None known")
    POC = "poc", _("Public proof of concept")
    ACTIVE = "active", pgettext_lazy("exploitation", "Active")

    @property
    def tone(self) -> Tone:
        return {"active": Tone.DANGER, "poc": Tone.WARNING}.get(self.value, Tone.NEUTRAL)


class Decision(IntegerChoices):
    """SSVC's four decisions (CISA). They rank; deadlines come from the regional policy."""

    TRACK = 0, _("Track")
    TRACK_CLOSELY = 1, _("Track closely")
    ATTEND = 2, _("Attend")
    ACT = 3, _("Act")

    @property
    def tone(self) -> Tone:
        return {3: Tone.DANGER, 2: Tone.WARNING, 1: Tone.INFO}.get(self.value, Tone.NEUTRAL)


class DueBecause(TextChoices):
    """Where a deadline comes from."""

    NOTHING = "", _("No deadline")
    POLICY = "policy", _("Regional policy")
    KEV = "kev", _("Date of the KEV catalogue")
    AD_LEVEL = "ad_level", _("Level of the Active Directory control")
    UPGRADE = "upgrade", _("At the next upgrade")
    BY_HAND = "by_hand", _("Chosen here")


class ImportState(TextChoices):
    WAITING = "waiting", pgettext_lazy("import", "Being read")
    READY = "ready", pgettext_lazy("import", "To be confirmed")
    APPLIED = "applied", pgettext_lazy("import", "Imported")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    REFUSED = "refused", pgettext_lazy("import", "Refused")
    DROPPED = "dropped", pgettext_lazy("import", "Dropped")

    @property
    def tone(self) -> Tone:
        tones = {"ready": Tone.WARNING, "applied": Tone.SUCCESS, "refused": Tone.DANGER, "waiting": Tone.INFO}
        return tones.get(self.value, Tone.NEUTRAL)


class ImportScope(TextChoices):
    """Which findings of the same source may close because the report does not show them."""

    COVERED = "covered", _("What the report says it examined")
    SOURCE = "source", _("Everything that this tool found here")
    NAMED = "named", _("The assets named below")
    NOTHING = "nothing", _("None: the report only adds")


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("plan", "Waiting for the signature")
    APPROVED = "approved", pgettext_lazy("plan", "Approved")
    DONE = "done", pgettext_lazy("plan", "Done")
    ABANDONED = "abandoned", pgettext_lazy("plan", "Abandoned")

    @property
    def tone(self) -> Tone:
        tones = {"submitted": Tone.WARNING, "approved": Tone.INFO, "done": Tone.SUCCESS}
        return tones.get(self.value, Tone.NEUTRAL)


class ActionState(TextChoices):
    TO_DO = "to_do", pgettext_lazy("remediation", "To do")
    DOING = "doing", pgettext_lazy("remediation", "In progress")
    DONE = "done", pgettext_lazy("remediation", "Done")
    DROPPED = "dropped", pgettext_lazy("remediation", "Dropped")

    @property
    def tone(self) -> Tone:
        return {"doing": Tone.INFO, "done": Tone.SUCCESS}.get(self.value, Tone.NEUTRAL)
