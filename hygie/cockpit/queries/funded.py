"""What moved since each call was answered, among those who answered it and among the others.

It says what changed, never why: whoever applies is often ahead already. Nothing is added to what was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, Q, Sum

from hygie.core.actions import Context
from hygie.core.clock import PARIS, today
from hygie.core.tenancy import TenantQuerySet
from hygie.obligations.enums import Nature
from hygie.obligations.models import ProgrammeSummary
from hygie.obligations.queries.visible import programmes_for
from hygie.obligations.requirements import Programme
from hygie.territory.enums import MembershipKind
from hygie.territory.models import Fact, Membership
from hygie.territory.queries import running

from ..days import ONE_DAY, end_of


@dataclass(frozen=True)
class Moved:
    """A share of requirements before the call was answered (None: nothing was judged then), and now."""

    before: float | None
    now: float | None

    @property
    def points(self) -> int | None:
        if self.before is None or self.now is None:
            return None
        return round(100 * (self.now - self.before))


@dataclass(frozen=True)
class Funded:
    """One call: since when, how many answered; its own requirements, and what every establishment is asked anyway.

    Its own bind nobody before the call is answered: `before` is then the day on which they were first judged.
    """

    programme: Programme
    since: date
    candidates: int
    own: Moved
    instructed: Moved
    others: Moved


def funded(context: Context) -> list[Funded]:
    """Each call that somebody in sight has answered. Nine queries for each."""
    calls = [one for one in programmes_for(context) if one.nature is Nature.CONDITION]
    return [line for call in calls if (line := _line(context, call)) is not None]


def _line(context: Context, call: Programme) -> Funded | None:
    rows = Fact.objects.within(context.scope).filter(running(today()), kind="candidature", value=call.code)
    answered = dict(rows.order_by("pk").values_list("organisation_id", "starts_on"))
    if not answered:
        return None
    since = min(answered.values())
    members = Membership.objects.within(context.scope).filter(
        running(today()), kind=MembershipKind.GHT, group_id__in=answered
    )
    concerned = set(answered) | set(members.order_by("pk").values_list("organisation_id", flat=True))
    instructions = [one.code for one in programmes_for(context) if one.nature is Nature.INSTRUCTION]
    asked = ProgrammeSummary.objects.within(context.scope).filter(programme__in=instructions)
    own = ProgrammeSummary.objects.within(context.scope).filter(programme=call.code)
    first = own.aggregate(first=Min("since"))["first"]
    before = max(since - ONE_DAY, first.astimezone(PARIS).date()) if first else since - ONE_DAY
    return Funded(
        call,
        since,
        len(answered),
        _moved(own, before),
        _moved(asked.filter(organisation_id__in=concerned), before),
        _moved(asked.exclude(organisation_id__in=concerned), before),
    )


def _moved(rows: TenantQuerySet[ProgrammeSummary], day: date) -> Moved:
    moment = end_of(day)
    then = rows.filter(Q(until__isnull=True) | Q(until__gte=moment), since__lt=moment)
    return Moved(_share(then), _share(rows.filter(until__isnull=True)))


def _share(rows: TenantQuerySet[ProgrammeSummary]) -> float | None:
    sums = rows.aggregate(met=Sum("met", default=0), judged=Sum(F("applicable") - F("waived"), default=0))
    return sums["met"] / sums["judged"] if sums["judged"] else None
