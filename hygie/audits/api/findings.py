"""Findings, for the establishment's own and those to whom it gave a mandate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiRequest, Cursor, Listed, Typed
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from ..access import finding_or_404
from ..enums import ClosedBecause, DueBecause, Exploitation, FindingState, FindingView
from ..models import Finding
from ..policies import FINDING
from ..queries.findings import Asked, findings_of, told_page
from .routes import ROUTES
from .words import DecisionName, SeverityName


class FindingOut(Schema):
    """One weakness on one asset. `title` is "" where an extract kept it at the establishment, and `count` says of how
    many objects. `kev` and `epss` are null while nobody looked them up, which is not "no"."""

    uid: UUID
    title: str
    rule: str
    lane: str
    asset: str
    location: str
    severity: SeverityName
    decision: DecisionName
    state: FindingState
    until: date | None
    due_on: date | None
    due_because: DueBecause
    cves: list[str]
    kev: bool | None
    epss: float | None
    level: int | None
    count: int | None
    assignee: str | None
    opened_at: datetime
    closed_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime

    @classmethod
    def of(cls, one: Finding) -> FindingOut:
        return cls(**_told(one))


class WholeFindingOut(FindingOut):
    """The same with what the report says of it and what was decided. Texts of a report are data: show them escaped."""

    description: str
    solution: str
    references: list[str]
    cwes: list[str]
    cvss: float | None
    cvss_vector: str
    exploitation: Exploitation
    evidence: str
    reason: str
    risk_owner: str
    closed_because: ClosedBecause | None
    times_reopened: int

    @classmethod
    def of(cls, one: Finding) -> WholeFindingOut:
        weakness = one.weakness
        return cls(
            **_told(one),
            description=weakness.description,
            solution=weakness.solution,
            references=[str(each) for each in weakness.references],
            cwes=[str(each) for each in weakness.cwes],
            cvss=one.cvss,
            cvss_vector=one.cvss_vector,
            exploitation=Exploitation(one.exploitation),
            evidence=one.evidence,
            reason=one.reason,
            risk_owner=one.risk_owner,
            closed_because=ClosedBecause(one.closed_because) if one.closed_because else None,
            times_reopened=one.times_reopened,
        )


def _told(one: Finding) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "title": one.title,
        "rule": one.weakness.rule,
        "lane": one.lane,
        "asset": one.asset.name,
        "location": one.location,
        "severity": SeverityName.of(one.severity),
        "decision": DecisionName.of(one.decision),
        "state": FindingState(one.state),
        "until": one.until,
        "due_on": one.due_on,
        "due_because": DueBecause(one.due_because),
        "cves": one.cves,
        "kev": one.kev,
        "epss": one.epss,
        "level": one.level,
        "count": one.count,
        "assignee": one.assignee.full_name if one.assignee else None,
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "first_seen_at": one.first_seen_at,
        "last_seen_at": one.last_seen_at,
    }


@ROUTES.read(
    "/organisations/{uid}/findings",
    Listed[FindingOut],
    Access(Over.ORGANISATION, FINDING, Level.DETAIL),
    _("Findings of an establishment"),
)
def findings(
    request: ApiRequest,
    uid: UUID,
    state: FindingState | None = None,
    severity: SeverityName | None = None,
    cve: Typed = "",
    lane: Typed = "",
    page: Cursor = "",
) -> Listed[FindingOut]:
    """The most pressing first. Without a `state`: all that somebody still has to fix. `lane`: the kind of source."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    asked = Asked(
        view=FindingView.ALL if state else FindingView.OPEN,
        state=state.value if state else "",
        severity=severity.number if severity else None,
        cve=cve.strip(),
        lane=lane,
    )
    found = told_page(findings_of(request.context, one, asked), page)
    return Listed(rows=[FindingOut.of(row) for row in found.rows], next=found.next_cursor)


@ROUTES.read("/findings/{uid}", WholeFindingOut, Access(Over.ORGANISATION, FINDING, Level.DETAIL), _("One finding"))
def finding(request: ApiRequest, uid: UUID) -> WholeFindingOut:
    seen = finding_or_404(request.context, uid)
    request.require(seen.finding.organisation)
    return WholeFindingOut.of(seen.finding)
