"""The risk register of an establishment: its risks, highest first, their matrix, and its reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.obligations.policies import STATUS
from hygie.obligations.queries.standings import Standing
from hygie.obligations.queries.standings import standings_of as judged
from hygie.obligations.rules.calendar import soonest
from hygie.territory.models import Organisation

from ..actions.risks import PROOF
from ..models import Risk, RiskReview
from ..risk_enums import Gravity, Likelihood, ReviewStanding, RiskLevel
from ..rules.risks import fingerprint_of, level_of, standing_of

CLOSED_ORDER = ("-closed_on", "-pk")


@dataclass(frozen=True)
class NumberedRisk:
    """A risk under the number that list and matrix give it today: 1 is the highest."""

    number: int
    risk: Risk


@dataclass(frozen=True)
class Cell:
    """One square of the matrix."""

    level: RiskLevel
    likelihood: Likelihood
    risks: Sequence[NumberedRisk]


@dataclass(frozen=True)
class Register:
    risks: Sequence[NumberedRisk]
    last: RiskReview | None

    @property
    def due_on(self) -> date | None:
        """The next review, or the day of the first risk that is to be looked at sooner; None before a first review."""
        if self.last is None:
            return None
        return soonest(self.last.next_on, *(one.risk.review_on for one in self.risks))

    @property
    def standing(self) -> ReviewStanding:
        return standing_of(len(self.risks), self.due_on, today())

    @property
    def fingerprint(self) -> str:
        return fingerprint_of((one.risk.pk, one.risk.revision) for one in self.risks)

    def matrix(self) -> list[tuple[Gravity, list[Cell]]]:
        """Gravest row first, likelihood rising from left to right."""
        return [(gravity, [self._cell(gravity, one) for one in Likelihood]) for gravity in reversed(Gravity)]

    def _cell(self, gravity: Gravity, likelihood: Likelihood) -> Cell:
        here = [one for one in self.risks if (one.risk.gravity, one.risk.likelihood) == (gravity, likelihood)]
        return Cell(level_of(gravity, likelihood), likelihood, here)


def register_of(context: Context, organisation: Organisation) -> Register:
    """Two queries; one while it is empty."""
    rows = Risk.objects.within(context.scope).filter(organisation=organisation, closed_on__isnull=True)
    found = sorted(rows.order_by("pk"), key=lambda risk: (-risk.gravity * risk.likelihood, -risk.gravity, risk.pk))
    last = _last_review(context, organisation) if found else None
    return Register([NumberedRisk(number, risk) for number, risk in enumerate(found, start=1)], last)


def _last_review(context: Context, organisation: Organisation) -> RiskReview | None:
    rows = RiskReview.objects.within(context.scope).filter(organisation=organisation)
    return rows.select_related("reviewed_by").order_by("-reviewed_on", "-pk").first()


def closed_of(context: Context, organisation: Organisation) -> list[Risk]:
    return list(_closed(context, organisation).order_by(*CLOSED_ORDER)[:20])


def closed_page(context: Context, organisation: Organisation, cursor: str) -> Page[Risk]:
    """All that were closed, latest first."""
    return paginate(_closed(context, organisation), CLOSED_ORDER, cursor)


def _closed(context: Context, organisation: Organisation) -> TenantQuerySet[Risk]:
    return Risk.objects.within(context.scope).filter(organisation=organisation, closed_on__isnull=False)


def risk_or_404(context: Context, uid: UUID) -> Risk:
    found = Risk.objects.within(context.scope).filter(uid=uid).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def answered_by_a_review(context: Context, organisation: Organisation) -> list[Standing]:
    """The requirements that ask for a risk analysis, as the reader may know them. One query."""
    if not context.sees(Level.STATUS, STATUS, organisation):
        return []
    return [one for one in judged(context, organisation) if PROOF in one.requirement.rule.kinds]
