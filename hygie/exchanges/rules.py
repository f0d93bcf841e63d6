"""When a deadline is worth a word, and when somebody may be reminded again. Pure: no rows, no clock."""

from __future__ import annotations

from datetime import date, timedelta

THRESHOLDS = (7, 30, 60)
"""Days before a deadline on which whoever answers for it is told, the nearest first."""


def threshold_passed(due_on: date, today: date) -> int | None:
    """The nearest threshold that the deadline has come within: after days without a run, the farther ones are not said.

    None for what is farther than all, and for what is past: a late thing is chased, no longer announced.
    """
    left = (due_on - today).days
    if left < 0:
        return None
    return next((days for days in THRESHOLDS if left <= days), None)


PATIENCE = timedelta(days=7)
"""Between two reminders on the same thing, whoever sends them: more often, they are no longer read."""


def may_chase_again_on(last: date) -> date:
    """The first day on which another reminder may leave."""
    return last + PATIENCE
