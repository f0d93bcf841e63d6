"""The audits of an establishment: that they are run, and what came back for whoever sees the detail."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiRequest, Cursor, Listed
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from ..enums import AuditState, AuditType
from ..models import Audit
from ..policies import AUDIT
from ..queries.audits import audits_of
from .routes import ROUTES


class AuditDetailOut(Schema):
    """What is audited, and what came back."""

    title: str
    perimeter: str
    order: str
    summary: str


class AuditOut(Schema):
    """One audit. `ends_on` is its last day; `level` that of a directory; `detail` for whoever may see it."""

    uid: UUID
    kind: AuditType
    state: AuditState
    provider: str
    qualified: bool
    starts_on: date
    ends_on: date
    ran_on: date | None
    received_on: date | None
    closed_on: date | None
    level: int | None
    not_evaluated: int | None
    detail: AuditDetailOut | None

    @classmethod
    def of(cls, one: Audit, *, detailed: bool) -> AuditOut:
        detail = AuditDetailOut(title=one.title, perimeter=one.perimeter, order=one.order_code, summary=one.summary)
        return cls(
            uid=one.uid,
            kind=one.kind_value,
            state=one.state_value,
            provider=one.provider,
            qualified=one.qualified,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            ran_on=one.ran_on,
            received_on=one.received_on,
            closed_on=one.closed_on,
            level=one.level,
            not_evaluated=one.not_evaluated,
            detail=detail if detailed else None,
        )


@ROUTES.read(
    "/organisations/{uid}/audits",
    Listed[AuditOut],
    Access(Over.ORGANISATION, AUDIT, Level.STATUS),
    _("Audits of an establishment"),
)
def audits(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[AuditOut]:
    """The latest first, those to come and those given up too."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, AUDIT, one)
    found = audits_of(request.context, one, page)
    return Listed(rows=[AuditOut.of(row, detailed=detailed) for row in found.rows], next=found.next_cursor)
