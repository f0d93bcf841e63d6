"""Your twenty minutes this week: the few things that most deserve them, and why each comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..enums import Status
from ..requirements import Requirement
from .verdict import Verdict


class NextWhy(StrEnum):
    """Why a thing is offered; the order is the order of urgency."""

    REFUSED = "refused"
    ASKED = "asked"
    OVERDUE = "overdue"
    EXPIRES = "expires"
    DUE = "due"
    MISSING = "missing"


_BANDS: dict[NextWhy, int] = {
    NextWhy.REFUSED: 0,
    NextWhy.ASKED: 0,
    NextWhy.OVERDUE: 1,
    NextWhy.EXPIRES: 2,
    NextWhy.DUE: 2,
    NextWhy.MISSING: 3,
}


@dataclass(frozen=True, slots=True)
class NextThing:
    """One thing to do next. `by`: the day before which it is wanted, where there is one."""

    requirement: Requirement
    verdict: Verdict
    why: NextWhy
    by: date | None


def next_things(judged: Iterable[tuple[Requirement, Verdict]], today: date, limit: int | None = 3) -> list[NextThing]:
    """The most urgent things first: what the ARS sent back, what is overdue, what lapses or falls due soon, what is
    missing.

    Within the same urgency: law before instruction before condition of a call, then the nearest date, then the least
    effort, then the code, so that the same facts always give the same list. What waits for the ARS, is waived or
    belongs to a closed programme is nobody's next thing.
    """
    things = [thing for requirement, verdict in judged if (thing := _thing(requirement, verdict, today))]
    return sorted(things, key=_rank)[:limit]


def _thing(requirement: Requirement, verdict: Verdict, today: date) -> NextThing | None:
    why = None if verdict.closed else _why(requirement, verdict, today)
    if why is None:
        return None
    by = verdict.lasts_until if why is NextWhy.EXPIRES else verdict.due_on
    return NextThing(requirement, verdict, why, by)


def _why(requirement: Requirement, verdict: Verdict, today: date) -> NextWhy | None:
    if verdict.status is Status.REFUSED:
        return NextWhy.REFUSED
    if verdict.asked:
        return NextWhy.ASKED
    match verdict.status:
        case Status.OVERDUE:
            return NextWhy.OVERDUE
        case Status.EXPIRES_SOON:
            return NextWhy.EXPIRES
        case Status.MISSING:
            return NextWhy.DUE if _falls_due_soon(requirement, verdict, today) else NextWhy.MISSING
        case _:
            return None


def _falls_due_soon(requirement: Requirement, verdict: Verdict, today: date) -> bool:
    return verdict.due_on is not None and verdict.due_on - today <= timedelta(days=requirement.warn_days)


def _rank(thing: NextThing) -> tuple[int, int, date, int, str]:
    requirement = thing.requirement
    by = thing.by or date.max
    return _BANDS[thing.why], requirement.nature.rank, by, requirement.effort.rank, requirement.code
