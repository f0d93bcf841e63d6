"""How high a risk is, and when a register is to be reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hygie.obligations.rules.calendar import add_months

from ..risk_enums import Gravity, Likelihood, ReviewStanding, RiskLevel

#: A register is reviewed every year unless its people choose otherwise: our own default; the texts give no period.
MONTHS_BETWEEN_REVIEWS = 12
SOON = timedelta(days=30)


def level_of(gravity: Gravity, likelihood: Likelihood) -> RiskLevel:
    """Our own thresholds on the product of the two, 1 to 16: EBIOS RM leaves them to each organisation."""
    product = gravity * likelihood
    if product >= 12:
        return RiskLevel.EXTREME
    if product >= 6:
        return RiskLevel.HIGH
    return RiskLevel.MODERATE if product >= 3 else RiskLevel.LOW


def usual_next_review(day: date) -> date:
    return add_months(day, MONTHS_BETWEEN_REVIEWS)


def standing_of(risks: int, due_on: date | None, today: date) -> ReviewStanding:
    """`due_on`: the last day of the next review, None when there was no first one."""
    if not risks:
        return ReviewStanding.EMPTY
    if due_on is None:
        return ReviewStanding.NEVER
    if due_on < today:
        return ReviewStanding.OVERDUE
    return ReviewStanding.DUE if due_on <= today + SOON else ReviewStanding.GOOD


def fingerprint_of(rows: Iterable[tuple[int, int]]) -> str:
    """What was on screen, from the keys of its rows and their revisions: any change gives another one."""
    return " ".join(f"{key}.{revision}" for key, revision in sorted(rows))
