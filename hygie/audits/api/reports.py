"""Reports: the operation by which a scanner's machine sends one, and those that came."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, BinaryIO, Literal, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import File, Schema, Status, UploadedFile
from ninja.params import functions
from pydantic import ConfigDict, Field

from hygie.api.idempotency import once
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.api import ApiRequest, Cursor, IdempotencyKey, Listed
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from ..actions.reports.applying import apply_report, counts_of
from ..actions.reports.reading import Asked, digest_of, read_report, said
from ..enums import ImportScope, ImportState
from ..models import ReportImport
from ..policies import FINDING
from ..queries.reports import audit_of, reports_of
from ..words import question_words
from .routes import ROUTES

KEY: Any = functions.Header("", alias="Idempotency-Key")


class ReportIn(Schema):
    """What is said of a report beside its file.

    `format`: the code of one, "" where its content tells. `scope`: what may close; "" for what it examined or, where it
    does not say, all that this tool found. `confirm`: import it, whatever it would close; else it waits where it asks.
    """

    model_config = ConfigDict(extra="forbid")

    format: Annotated[str, Field(max_length=20, pattern=r"^[a-z-]*$")] = ""
    scope: Literal["", "covered", "source", "nothing"] = ""
    audit: UUID | None = None
    confirm: bool = False


class ReasonOut(Schema):
    """One entry left out; `line` is 0 where the format has no lines."""

    line: int
    reason: str


class ReportOut(Schema):
    """A report, and what it changed or, while it is not `applied`, would change.

    `known`: this very file was imported before, and the counts are those of then. `asks`: why a person must confirm.
    """

    uid: UUID
    audit: UUID | None
    state: ImportState
    applied: bool
    known: bool
    format: str
    scope: ImportScope
    made_at: datetime
    arrived_at: datetime
    observations: int
    new: int
    unchanged: int
    updated: int
    closed: int
    reopened: int
    refused: int
    asks: list[str]
    questions: list[str]
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, one: ReportImport, *, known: bool) -> ReportOut:
        return cls(
            uid=one.uid,
            audit=one.audit.uid if one.audit else None,
            state=one.state_value,
            applied=one.state == ImportState.APPLIED,
            known=known,
            format=one.format,
            scope=one.scope_value,
            made_at=one.made_at,
            arrived_at=one.arrived_at,
            observations=one.observations,
            **counts_of(one),
            asks=one.asks,
            questions=question_words(one),
            reasons=[ReasonOut(line=each["line"], reason=said(each["reason"], each["facts"])) for each in one.refusals],
        )


@ROUTES.deposit(
    "/organisations/{uid}/reports",
    ReportOut,
    Access(Over.ORGANISATION, FINDING, Level.DETAIL, Verb.EDIT),
    _("Send a report of a scanner or an audit"),
)
def send_report(
    request: ApiRequest,
    uid: UUID,
    asked: ReportIn,
    report: Annotated[UploadedFile, File()],
    idempotency_key: IdempotencyKey = KEY,
) -> Status[ReportOut]:
    """A form of two parts: `asked`, in JSON, and the file as its tool exports it (20 MB at most).

    The same file twice changes nothing. One that asks nothing is imported; one that asks waits for a confirmation, on
    the page of reports or sent again with `confirm`.
    """
    one = organisation_or_404(request.context, uid)
    request.require(one)
    stream = cast(BinaryIO, report.file)
    with once(request, idempotency_key, [str(one.uid), asked.model_dump(mode="json"), digest_of(stream)]):
        audit = audit_of(one, asked.audit) if asked.audit else None
        if asked.audit and audit is None:
            raise Refused({"audit": _("This establishment has no audit with this identifier.")})
        wanted = Asked(report.name or "", asked.format, asked.scope, audit=audit)
        found = read_report(request.context, one, stream, wanted)
        known = found.state == ImportState.APPLIED
        if found.state == ImportState.READY and (asked.confirm or not found.asks):
            found = apply_report(request.context, found, confirmed=asked.confirm)
    return Status(201, ReportOut.of(found, known=known))


@ROUTES.read(
    "/organisations/{uid}/reports",
    Listed[ReportOut],
    Access(Over.ORGANISATION, FINDING, Level.DETAIL),
    _("Reports brought in by an establishment"),
)
def reports(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[ReportOut]:
    """The latest first, those that were refused, dropped or undone too."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found = reports_of(one, page)
    return Listed(rows=[ReportOut.of(row, known=False) for row in found.rows], next=found.next_cursor)
