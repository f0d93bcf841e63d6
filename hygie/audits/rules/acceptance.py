"""How long a finding may rest, and whose signature an accepted risk asks for."""

from __future__ import annotations

from datetime import date

from ..enums import Decision, FindingSeverity

MONTHS_AT_MOST = 12


def latest_end(today: date) -> date:
    """The last day that may be chosen: the same day next year (28 February after a leap day)."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:
        return today.replace(year=today.year + 1, day=28)


def may_rest_until(until: date, today: date) -> bool:
    """`until` is the first day on which the finding is open again: tomorrow at the earliest."""
    return today < until <= latest_end(today)


def needs_signature(severity: int, decision: int) -> bool:
    """A critical weakness, or one on which SSVC says to act: the director answers for it, not the CISO alone."""
    return severity >= FindingSeverity.CRITICAL or decision >= Decision.ACT
