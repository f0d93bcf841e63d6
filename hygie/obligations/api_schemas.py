"""What the operations on obligations give, field by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, FiniteFloat

from hygie.territory.api import PlaceOut

from .actions.contents import TEXT_AT_MOST, TITLE_AT_MOST
from .enums import Assurance, Certainty, Decision, Nature, ProofState, Status
from .models import Proof, Waiver
from .proof_kinds import Choice, Choices, Day, Flag, Integer, Measure, Number, ProofKind
from .queries.standings import Standing
from .requirements import Programme, Requirement, Text

TYPES: dict[type[Measure], str] = {
    Integer: "integer",
    Number: "number",
    Flag: "boolean",
    Choice: "choice",
    Choices: "choices",
    Day: "date",
}


STORABLE = r"^[^\x00]*$"
Code = Annotated[str, Field(max_length=60, pattern=STORABLE)]
Given = bool | int | FiniteFloat | Annotated[str, Field(max_length=400, pattern=STORABLE)] | list[Code]


class ProofIn(Schema):
    """A declared proof: `kind` and `measures` as `/proof-kinds` lists them.

    `happened_on`: the day on which it happened. `expires_on`: the last day on which it counts, else the kind's own.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Code
    happened_on: date
    expires_on: date | None = None
    measures: dict[Code, Given] = {}
    title: Annotated[str, Field(max_length=TITLE_AT_MOST, pattern=STORABLE)] = ""
    comment: Annotated[str, Field(max_length=TEXT_AT_MOST, pattern=STORABLE)] = ""


class TextOut(Schema):
    """One text in both languages."""

    fr: str
    en: str

    @classmethod
    def of(cls, text: Text) -> TextOut:
        return cls(fr=text.fr, en=text.en)


class ProgrammeOut(Schema):
    """A text or a call, and what it is worth in law."""

    code: str
    nature: Nature
    title: TextOut
    summary: TextOut
    source: TextOut
    certainty: Certainty
    due_on: date | None
    ends_on: date | None

    @classmethod
    def of(cls, one: Programme) -> ProgrammeOut:
        return cls(
            code=one.code,
            nature=one.nature,
            title=TextOut.of(one.title),
            summary=TextOut.of(one.summary),
            source=TextOut.of(one.source.title),
            certainty=one.source.certainty,
            due_on=one.due_on,
            ends_on=one.ends_on,
        )


class RequirementOut(Schema):
    """One line of a programme. `kinds`: the evidence that its rule reads."""

    code: str
    programme: str
    nature: Nature
    title: TextOut
    text: TextOut
    expected: TextOut
    source: TextOut
    certainty: Certainty
    kinds: list[str]
    due_on: date | None
    ends_on: date | None

    @classmethod
    def of(cls, one: Requirement) -> RequirementOut:
        return cls(
            code=one.code,
            programme=one.programme,
            nature=one.nature,
            title=TextOut.of(one.title),
            text=TextOut.of(one.text),
            expected=TextOut.of(one.expected),
            source=TextOut.of(one.source.title),
            certainty=one.source.certainty,
            kinds=sorted(one.rule.kinds),
            due_on=one.due_on,
            ends_on=one.ends_on,
        )


class MeasureOut(Schema):
    """One typed fact of a kind of evidence. `options`: the codes it may take; bounds are included."""

    code: str
    label: str
    type: str
    required: bool
    options: list[str] = []
    minimum: float | None = None
    maximum: float | None = None

    @classmethod
    def of(cls, one: Measure) -> MeasureOut:
        return cls(
            code=one.code,
            label=str(one.label),
            type=TYPES.get(type(one), "text"),
            required=one.required,
            options=[option.code for option in one.options] if isinstance(one, Choice | Choices) else [],
            minimum=one.minimum if isinstance(one, Integer | Number) else None,
            maximum=one.maximum if isinstance(one, Integer | Number) else None,
        )


class KindOut(Schema):
    """A kind of evidence. `months`: how long it counts by default; null: it has no end of its own."""

    code: str
    label: str
    by_hand: bool
    months: int | None
    measures: list[MeasureOut]

    @classmethod
    def of(cls, one: ProofKind) -> KindOut:
        measures = [MeasureOut.of(measure) for measure in one.measures]
        return cls(code=one.code, label=str(one.label), by_hand=one.by_hand, months=one.months, measures=measures)


class StandingOut(Schema):
    """Where an establishment stands on one requirement. `why` is null for whoever may not see its detail."""

    requirement: str
    programme: str
    nature: Nature
    status: Status
    assurance: Assurance | None
    since: datetime
    due_on: date | None
    why: list[str] | None

    @classmethod
    def of(cls, standing: Standing, why: list[str], *, explained: bool) -> StandingOut:
        asked, verdict = standing.requirement, standing.verdict
        return cls(
            requirement=asked.code,
            programme=asked.programme,
            nature=asked.nature,
            status=standing.status,
            assurance=verdict.assurance if explained else None,
            since=standing.since,
            due_on=verdict.due_on if explained else None,
            why=why if explained else None,
        )


class PastStatusOut(Schema):
    """What was judged of one requirement from `since` until `until` (null: still).

    `why` is null for whoever may not see its detail.
    """

    status: Status
    assurance: Assurance | None
    since: datetime
    until: datetime | None
    why: list[str] | None

    @classmethod
    def of(cls, standing: Standing, why: list[str], *, explained: bool) -> PastStatusOut:
        return cls(
            status=standing.status,
            assurance=standing.verdict.assurance if explained else None,
            since=standing.since,
            until=standing.until,
            why=why if explained else None,
        )


class WaiverOut(Schema):
    """A requirement set aside. `ends_on`: the last day; `reason` is null for whoever is not told why it stands so."""

    uid: UUID
    requirement: str
    starts_on: date
    ends_on: date
    granted_at: datetime
    revoked_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, one: Waiver, *, explained: bool) -> WaiverOut:
        return cls(
            uid=one.uid,
            requirement=one.requirement,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            granted_at=one.granted_at,
            revoked_at=one.revoked_at,
            reason=one.reason if explained else None,
        )


class ProofOut(Schema):
    """One piece of evidence. `source` names the activity that produced it, "" when it was declared."""

    uid: UUID
    organisation: PlaceOut
    kind: str
    title: str
    comment: str
    happened_on: date
    expires_on: date | None
    measures: dict[str, Any]
    source: str
    state: ProofState
    assurance: Assurance
    decision: Decision | None
    decided_on: date | None
    deposited_at: datetime
    file_sha256: str | None
    version: int

    @classmethod
    def of(cls, one: Proof) -> ProofOut:
        return cls(
            uid=one.uid,
            organisation=PlaceOut.of(one.organisation),
            kind=one.kind,
            title=one.title,
            comment=one.comment,
            happened_on=one.happened_on,
            expires_on=one.expires_on,
            measures=one.measures,
            source=one.source,
            state=ProofState(one.state),
            assurance=one.assurance,
            decision=Decision(one.decision) if one.decision else None,
            decided_on=one.decided_on,
            deposited_at=one.deposited_at,
            file_sha256=one.file.sha256 if one.file and one.file.erased_at is None else None,
            version=one.version,
        )
