"""When a remote access is to be reviewed, and when a contract deserves a look."""

from __future__ import annotations

from datetime import date, timedelta

from hygie.obligations.rules.calendar import add_months

from ..supplier_enums import AccessStanding, RemoteAccess

#: A supplier's remote access is reviewed at least every year: our own default; the texts give no period.
MONTHS_BETWEEN_REVIEWS = 12
SOON = timedelta(days=30)
CONTRACT_SOON = timedelta(days=90)


def review_due_on(reviewed_on: date | None) -> date | None:
    """The last day by which the access is reviewed again; None when it never was, which is due at once."""
    return None if reviewed_on is None else add_months(reviewed_on, MONTHS_BETWEEN_REVIEWS)


def oldest_good_review(today: date) -> date:
    """A review on that day or later is not overdue today: the other side of `review_due_on`, for a query."""
    day = add_months(today, -MONTHS_BETWEEN_REVIEWS)
    while add_months(day, MONTHS_BETWEEN_REVIEWS) < today:
        day += timedelta(days=1)
    return day


def access_standing(access: RemoteAccess, reviewed_on: date | None, today: date) -> AccessStanding:
    due_on = review_due_on(reviewed_on)
    if not access.is_open:
        return AccessStanding.NONE
    if due_on is None:
        return AccessStanding.NEVER
    if due_on < today:
        return AccessStanding.OVERDUE
    return AccessStanding.DUE if due_on <= today + SOON else AccessStanding.GOOD


def contract_needs_a_look(ends_on: date | None, today: date) -> bool:
    """It ends within 90 days, or has ended while the service runs on."""
    return ends_on is not None and ends_on <= today + CONTRACT_SOON
