"""How long an accreditation may last, and where a system stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

from hygie.obligations.rules.calendar import add_months

from ..accreditation_enums import AccreditationStanding, Outcome

#: Order of 14 September 2018 (NIS 1), rule 3: the accreditation is re-examined at least every three years.
MONTHS_AT_MOST = 36
SOON = timedelta(days=90)


def latest_end(decided_on: date) -> date:
    """The last day that an accreditation decided that day may reach: three years later, the 28th for a 29 February."""
    return add_months(decided_on, MONTHS_AT_MOST)


def accreditation_standing(
    outcome: Outcome | None, valid_until: date | None, today: date, *, was_withdrawn: bool = False
) -> AccreditationStanding:
    """`outcome` and `valid_until` are those of the decision that stands, None where none does; the last day counts."""
    if outcome is None:
        return AccreditationStanding.WITHDRAWN if was_withdrawn else AccreditationStanding.AWAITED
    if not outcome.grants:
        return AccreditationStanding.REFUSED
    if valid_until is None or valid_until < today:
        return AccreditationStanding.EXPIRED
    if valid_until <= today + SOON:
        return AccreditationStanding.ENDS_SOON
    return AccreditationStanding.GRANTED if outcome is Outcome.GRANTED else AccreditationStanding.RESERVED
