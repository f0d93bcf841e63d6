"""Why one finding has its rank and deadline: every value that was read, where it came from, and the rows that hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..enums import CareCriticality, Decision, DueBecause, Exploitation, Exposure, FindingSeverity
from ..models import Finding
from ..rules import ssvc
from ..rules.cvss import read_vector
from ..rules.knowledge import Freshness
from ..rules.priority import LEVELS, Priority, PriorityFacts, Reading, Timelines, priority_of, read
from ..rules.timelines import ROWS
from .knowledge import freshness
from .priorities import facts_of_findings, priority_inputs


@dataclass(frozen=True)
class Explanation:
    """The decision on one finding as it stands today, told for its page (`audits/_priority.html`)."""

    facts: PriorityFacts
    reading: Reading
    priority: Priority
    timelines: Timelines
    asset_exposure: str
    cves: tuple[str, ...]
    freshness: tuple[Freshness, ...]

    @property
    def severity(self) -> FindingSeverity:
        return FindingSeverity(self.facts.severity)

    @property
    def exploitation(self) -> Exploitation:
        return Exploitation(self.priority.exploitation)

    @property
    def exploitation_why(self) -> str | Promise:
        facts = self.facts
        if not self.cves:
            return _("names no CVE: nothing to look up, counted as “none”")
        if facts.kev:
            return _("in the KEV catalogue")
        if facts.alerted:
            return _("named by a CERT-FR alert")
        if self.exploitation == Exploitation.POC:
            return _("EPSS higher than that of 95% of vulnerabilities")
        if self.exploitation == Exploitation.UNKNOWN:
            return _("not everything was looked up: counted as “none” until it is")
        return _("looked up in KEV and EPSS")

    @property
    def has_vector(self) -> bool:
        return read_vector(self.facts.cvss_vector) is not None if self.facts.cvss_vector else False

    @property
    def care(self) -> CareCriticality:
        return CareCriticality(self.reading.mission)

    @property
    def care_is_said(self) -> bool:
        return bool(self.facts.care)

    @property
    def exposure(self) -> Exposure:
        return Exposure.INTERNET if self.reading.exposed else Exposure.INTERNAL

    @property
    def exposure_why(self) -> str | Promise:
        if self.asset_exposure:
            return _("said of the asset")
        return _("found by an exposure audit") if self.reading.exposed else _("nobody said: counted as internal")

    @property
    def ssvc_number(self) -> int:
        """Counted from one, as people do."""
        return self.reading.ssvc_row + 1

    @property
    def ssvc_decision(self) -> Decision:
        return ssvc.decision_of(self.reading.ssvc_row)

    @property
    def decision(self) -> Decision:
        return Decision(self.priority.decision)

    @property
    def level_decides(self) -> bool:
        return self.decision != self.ssvc_decision

    @property
    def level_days(self) -> int | None:
        level = LEVELS.get(self.facts.level) if self.facts.level is not None else None
        return level.days if level else None

    @property
    def timeline_number(self) -> int:
        return self.reading.timeline_row + 1

    @property
    def timeline_days(self) -> int | None:
        return self.timelines.days[self.reading.timeline_row]

    @property
    def forensic(self) -> bool:
        """The published table asks for an investigation: somebody may have come in already."""
        return ROWS[self.reading.timeline_row].forensic

    @property
    def due_on(self) -> date | None:
        return self.priority.due_on

    @property
    def because(self) -> DueBecause:
        return DueBecause(self.priority.due_because)

    @property
    def not_fresh(self) -> list[Freshness]:
        """The files that are missing or too old to be trusted, where the finding names a CVE."""
        return [one for one in self.freshness if one.is_stale or not one.is_loaded] if self.cves else []


def explained(finding: Finding) -> Explanation:
    """At most six queries. The caller has made sure that the reader may see the finding."""
    fresh = tuple(freshness())
    loaded = any(one.source == "kev" and one.is_loaded for one in fresh)
    facts = facts_of_findings([finding], kev_loaded=loaded)[0]
    timelines = priority_inputs(finding.organisation)
    asset = finding.asset.merged_into or finding.asset
    return Explanation(
        facts=facts,
        reading=read(facts),
        priority=priority_of(facts, timelines),
        timelines=timelines,
        asset_exposure=asset.exposure,
        cves=tuple(finding.cves),
        freshness=fresh,
    )
