"""Writes statuses and summaries as recorded intervals: what differs is closed and opened, nothing is rewritten.

Set-wise, inside the caller's transaction, which holds the assessments of the organisations concerned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hygie.core.tenancy import Scope

from ..catalogue_reader import load_catalogue
from ..enums import Assurance, Status
from ..models import ProgrammeSummary, StatusInterval
from ..queries.dossiers import Case, in_pieces
from ..rules import Verdict, explanation_to_json

SYSTEM = Scope.system()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged of one organisation. `whole`: all requirements; any other open interval is then out of date."""

    organisation: int
    case: Case
    verdicts: tuple[Verdict, ...]
    whole: bool

    @property
    def region(self) -> int:
        return self.case.region


@dataclass(frozen=True, slots=True)
class _Content:
    """What makes one interval differ from the next."""

    region: int
    programme: str
    status: str
    assurance: str
    explanation: list[dict[str, Any]]
    due_on: date | None


@dataclass
class _Changes:
    """What one organisation's judgement changes, by requirement."""

    judgement: Judgement
    closed: dict[str, tuple[int, _Content]] = field(default_factory=dict)
    opened: dict[str, _Content] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.closed or self.opened)

    @property
    def programmes(self) -> set[str]:
        before = {content.programme for _, content in self.closed.values()}
        return before | {content.programme for content in self.opened.values()}


Open = dict[str, tuple[int, _Content]]


def write(judgements: Collection[Judgement], moment: datetime) -> int:
    """Close and open what differs from the open intervals. Returns how many requirements changed."""
    programmes = {requirement.code: requirement.programme for requirement in load_catalogue()}
    standing = _open_intervals(judgements)
    changes = [_changes(each, standing.get(each.organisation, {}), programmes) for each in judgements]
    changes = [change for change in changes if change]
    _write_intervals(changes, moment)
    _write_summaries(changes, moment)
    return sum(len(change.closed.keys() | change.opened.keys()) for change in changes)


def _open_intervals(judgements: Collection[Judgement]) -> dict[int, Open]:
    """The open intervals that the judgements speak of, by organisation and requirement."""
    wanted = StatusInterval.objects.within(SYSTEM).filter(
        until__isnull=True, organisation_id__in=[judgement.organisation for judgement in judgements]
    )
    if not any(judgement.whole for judgement in judgements):
        wanted = wanted.filter(
            requirement__in={verdict.requirement for each in judgements for verdict in each.verdicts}
        )
    columns = ("pk", "organisation_id", "requirement", "region_id", "programme", "status", "assurance")
    standing: dict[int, Open] = {}
    for pk, organisation, requirement, *content in wanted.order_by("pk").values_list(*columns, "explanation", "due_on"):
        standing.setdefault(organisation, {})[requirement] = (pk, _Content(*content))
    return standing


def _changes(judgement: Judgement, standing: Open, programmes: Mapping[str, str]) -> _Changes:
    changes = _Changes(judgement)
    for verdict in judgement.verdicts:
        before = standing.get(verdict.requirement)
        after = _content(verdict, judgement.region, programmes[verdict.requirement])
        if before is not None and before[1] != after:
            changes.closed[verdict.requirement] = before
        if after is not None and (before is None or before[1] != after):
            changes.opened[verdict.requirement] = after
    if judgement.whole:
        judged = {verdict.requirement for verdict in judgement.verdicts}
        changes.closed |= {code: before for code, before in standing.items() if code not in judged}
    return changes


def _content(verdict: Verdict, region: int, programme: str) -> _Content | None:
    """What the interval says; None for what does not apply, which has no interval."""
    if verdict.status is Status.NOT_APPLICABLE:
        return None
    assurance = verdict.assurance.value if verdict.assurance else ""
    explanation = explanation_to_json(verdict.explanation)
    return _Content(region, programme, verdict.status.value, assurance, explanation, verdict.due_on)


def _write_intervals(changes: Collection[_Changes], moment: datetime) -> None:
    closing = [pk for change in changes for pk, _ in change.closed.values()]
    _close(StatusInterval, closing, moment)
    StatusInterval.objects.bulk_create(
        StatusInterval(
            organisation_id=change.judgement.organisation,
            region_id=content.region,
            programme=content.programme,
            requirement=requirement,
            status=content.status,
            assurance=content.assurance,
            explanation=content.explanation,
            due_on=content.due_on,
            since=moment,
        )
        for change in changes
        for requirement, content in change.opened.items()
    )


def _write_summaries(changes: Collection[_Changes], moment: datetime) -> None:
    """The summaries follow from the intervals that changed; one whose statuses stay the same stays as it is."""
    if not changes:
        return
    standing = _open_summaries(changes)
    closing: list[int] = []
    opening: list[ProgrammeSummary] = []
    for change in changes:
        for programme in sorted(change.programmes):
            before = standing.get((change.judgement.organisation, programme))
            after = _summary(change, programme, before, moment)
            if before is not None and _same(before, after):
                continue
            closing += [before.pk] if before is not None else []
            opening += [after] if after is not None else []
    _close(ProgrammeSummary, closing, moment)
    ProgrammeSummary.objects.bulk_create(opening)


def _open_summaries(changes: Collection[_Changes]) -> dict[tuple[int, str], ProgrammeSummary]:
    wanted = ProgrammeSummary.objects.within(SYSTEM).filter(
        until__isnull=True,
        organisation_id__in=[change.judgement.organisation for change in changes],
        programme__in={programme for change in changes for programme in change.programmes},
    )
    return {(row.organisation_id, row.programme): row for row in wanted.order_by("pk")}


def _summary(
    change: _Changes, programme: str, before: ProgrammeSummary | None, moment: datetime
) -> ProgrammeSummary | None:
    """The programme after the change; None when nothing of it applies any more."""
    statuses = dict(before.statuses) if before else {}
    assurances = dict(before.assurances) if before else {}
    for code in change.closed:
        statuses.pop(code, None)
        assurances.pop(code, None)
    for code, content in change.opened.items():
        if content.programme == programme:
            statuses[code] = content.status
            if Status(content.status).satisfies:
                assurances[code] = content.assurance
    if not statuses:
        return None
    return ProgrammeSummary(
        organisation_id=change.judgement.organisation,
        region_id=change.judgement.region,
        programme=programme,
        statuses=statuses,
        assurances=assurances,
        since=moment,
        **counts(statuses.values(), assurances.values()),
    )


def counts(statuses: Collection[str], assurances: Collection[str]) -> dict[str, Any]:
    """The counts of a summary, from its statuses and the assurances of those that are met."""
    found = [Status(status) for status in statuses]
    return {
        "applicable": len(found),
        "met": sum(status.satisfies for status in found),
        "verified": sum(assurance == Assurance.VERIFIED for assurance in assurances),
        "overdue": sum(status in {Status.OVERDUE, Status.REFUSED} for status in found),
        "missing": found.count(Status.MISSING),
        "in_review": found.count(Status.IN_REVIEW),
        "waived": found.count(Status.WAIVED),
        "worst": min(found, key=lambda status: status.urgency).value,
    }


def _same(before: ProgrammeSummary, after: ProgrammeSummary | None) -> bool:
    return after is not None and (before.region_id, before.statuses, before.assurances) == (
        after.region_id,
        after.statuses,
        after.assurances,
    )


def _close(model: type[StatusInterval] | type[ProgrammeSummary], ids: list[int], moment: datetime) -> None:
    for chosen in in_pieces(ids):
        model.objects.within(SYSTEM).filter(pk__in=chosen, until__isnull=True).update(until=moment)
