"""The risk register: its matrix and reviews for whoever sees where it stands, its risks for the establishment's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiRequest, Cursor, Listed
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from ..models import Risk
from ..policies import RISK
from ..queries.risks import Register, closed_page, register_of
from ..risk_enums import Gravity, Likelihood, ReviewStanding, RiskLevel, Treatment
from .routes import ROUTES


class RiskOut(Schema):
    """One risk. `closed_on` is null while it is in the register."""

    uid: UUID
    title: str
    scenario: str
    gravity: Gravity
    likelihood: Likelihood
    level: RiskLevel
    treatment: Treatment
    measures: str
    owner: str
    review_on: date
    closed_on: date | None
    closed_because: str

    @classmethod
    def of(cls, one: Risk) -> RiskOut:
        return cls(
            uid=one.uid,
            title=one.title,
            scenario=one.scenario,
            gravity=one.gravity_value,
            likelihood=one.likelihood_value,
            level=one.level,
            treatment=one.treatment_value,
            measures=one.measures,
            owner=one.owner,
            review_on=one.review_on,
            closed_on=one.closed_on,
            closed_because=one.closed_because,
        )


class SquareOut(Schema):
    """One square of the matrix and how many risks it holds; gravity and likelihood go from 1 to 4."""

    gravity: Gravity
    likelihood: Likelihood
    level: RiskLevel
    risks: int


class RiskRegisterOut(Schema):
    """`matrix`: the squares that hold some, gravest first. `risks` is null for whoever may not see the detail."""

    standing: ReviewStanding
    reviewed_on: date | None
    due_on: date | None
    matrix: list[SquareOut]
    risks: list[RiskOut] | None

    @classmethod
    def of(cls, register: Register, *, detailed: bool) -> RiskRegisterOut:
        squares = [
            SquareOut(gravity=gravity, likelihood=cell.likelihood, level=cell.level, risks=len(cell.risks))
            for gravity, cells in register.matrix()
            for cell in cells
            if cell.risks
        ]
        return cls(
            standing=register.standing,
            reviewed_on=register.last.reviewed_on if register.last else None,
            due_on=register.due_on,
            matrix=squares,
            risks=[RiskOut.of(one.risk) for one in register.risks] if detailed else None,
        )


@ROUTES.read(
    "/organisations/{uid}/risks",
    RiskRegisterOut,
    Access(Over.ORGANISATION, RISK, Level.STATUS),
    _("Risk register of an establishment"),
)
def risks(request: ApiRequest, uid: UUID) -> RiskRegisterOut:
    """What is open, the highest first."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, RISK, one)
    return RiskRegisterOut.of(register_of(request.context, one), detailed=detailed)


@ROUTES.read(
    "/organisations/{uid}/risks/closed",
    Listed[RiskOut],
    Access(Over.ORGANISATION, RISK, Level.DETAIL),
    _("Closed risks of an establishment"),
)
def closed_risks(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[RiskOut]:
    """The latest that was closed first."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found = closed_page(request.context, one, page)
    return Listed(rows=[RiskOut.of(row) for row in found.rows], next=found.next_cursor)
