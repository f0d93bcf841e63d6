"""Where an establishment stands on its policies, and who answers for what."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiRequest
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from ..enums import Function, PolicyStanding, Theme, VersionState
from ..policies import APPOINTMENT, SECURITY_POLICY
from ..queries.appointments import FunctionLine, functions_of
from ..queries.security_policies import PolicyLine, policy_lines
from .routes import ROUTES


class PolicyOut(Schema):
    """One theme. The text is never given, nor a title to whoever may not see the detail; `writing`: a next version."""

    theme: Theme
    standing: PolicyStanding
    number: int | None
    title: str | None
    approved_at: datetime | None
    review_on: date | None
    writing: VersionState | None

    @classmethod
    def of(cls, line: PolicyLine, *, detailed: bool) -> PolicyOut:
        signed = line.in_force
        return cls(
            theme=line.theme,
            standing=line.standing,
            number=signed.number if signed else None,
            title=signed.title if signed and detailed else None,
            approved_at=signed.approved_at if signed else None,
            review_on=signed.review_on if signed else None,
            writing=line.open_version.state_value if line.open_version else None,
        )


class HolderOut(Schema):
    """Who holds a function. Names are for whoever sees the detail; numbers to call are on the pages only."""

    name: str | None
    subject: str | None
    starts_on: date
    ends_on: date | None
    establishments: int


class FunctionOut(Schema):
    """One function. `vacant`: one is expected, and nobody holds it here nor above."""

    function: Function
    vacant: bool
    holders: list[HolderOut]

    @classmethod
    def of(cls, line: FunctionLine, *, detailed: bool) -> FunctionOut:
        holders = [
            HolderOut(
                name=one.appointment.name if detailed else None,
                subject=one.appointment.subject if detailed else None,
                starts_on=one.appointment.starts_on,
                ends_on=one.appointment.ends_on,
                establishments=one.shared,
            )
            for one in line.holders
        ]
        return cls(function=line.function, vacant=line.is_vacant, holders=holders)


@ROUTES.read(
    "/organisations/{uid}/policies",
    list[PolicyOut],
    Access(Over.ORGANISATION, SECURITY_POLICY, Level.STATUS),
    _("Security policies of an establishment"),
)
def policies(request: ApiRequest, uid: UUID) -> list[PolicyOut]:
    """Every theme, what is in force and what is being written."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, SECURITY_POLICY, one)
    return [PolicyOut.of(line, detailed=detailed) for line in policy_lines(request.context, one, with_chapters=False)]


@ROUTES.read(
    "/organisations/{uid}/appointments",
    list[FunctionOut],
    Access(Over.ORGANISATION, APPOINTMENT, Level.STATUS),
    _("Who answers for what at an establishment"),
)
def appointments(request: ApiRequest, uid: UUID) -> list[FunctionOut]:
    """Every function today, in the order in which they are called in a crisis."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, APPOINTMENT, one)
    return [FunctionOut.of(line, detailed=detailed) for line in functions_of(one)]
