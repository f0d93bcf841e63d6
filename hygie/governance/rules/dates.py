"""When a policy is to be reviewed, and where it stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

from ..enums import PolicyStanding

#: A policy is reviewed at least every three years: our own rule of good practice; the texts give no period.
YEARS_AT_MOST = 3
SOON = timedelta(days=60)


def latest_review(signed_on: date) -> date:
    """The last day that may be chosen for the next review: three years later, the 28th for a 29 February."""
    try:
        return signed_on.replace(year=signed_on.year + YEARS_AT_MOST)
    except ValueError:
        return signed_on.replace(year=signed_on.year + YEARS_AT_MOST, day=28)


def standing_of(review_on: date | None, today: date, *, in_force: bool, being_written: bool) -> PolicyStanding:
    """Where an establishment stands on one policy; what is being written counts only while nothing is in force."""
    if not in_force:
        return PolicyStanding.WRITING if being_written else PolicyStanding.MISSING
    if review_on is not None and review_on < today:
        return PolicyStanding.OVERDUE
    if review_on is not None and review_on <= today + SOON:
        return PolicyStanding.DUE
    return PolicyStanding.IN_FORCE
