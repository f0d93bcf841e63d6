"""How soon a region wants weaknesses fixed, and the days on which nobody repairs: changed with what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..models import ClosingDay, DeadlinePolicy
from ..policies import DEADLINE_POLICY
from ..queries.priorities import latest_policy
from ..rules.timelines import are_days

AFTERWARDS = "audits.reprioritise"
SYSTEM = Scope.system()
CLOSING_DAYS_AT_MOST = 200
"""Of one place: more would be a calendar of another kind, and might leave no day to fix anything."""
FURTHEST = timedelta(days=3 * 366)


def set_timelines(
    ctx: Context, region: Organisation, rows: Sequence[int | None], reason: str, seen: int
) -> DeadlinePolicy:
    """A new version of the region's 16 rows, with its reason; deadlines follow in a job.

    `seen`: key of the version that was on screen, 0 for the published table. The same rows again change nothing.
    Raises Stale, or Refused.
    """
    days = list(rows)
    if region.kind != OrganisationKind.REGION or not are_days(days):
        raise Refused(_("Timelines are 16 numbers of days of a region."))
    if not reason.strip():
        raise Refused({"reason": _("Say why: establishments read it.")})
    with ctx.recording(Verb.EDIT, DEADLINE_POLICY, region) as record:
        lock_organisations(region)
        before = latest_policy(region.pk)
        if before is not None and before.rows == days:
            record.nothing_changed()
            return before
        demand_version(before.pk if before else 0, seen)
        made = DeadlinePolicy.objects.create(
            organisation=region,
            region=region,
            rows=days,
            reason=reason.strip()[:300],
            made_by_id=ctx.person_id,
            made_at=now(),
        )
        record.event("deadlines.changed", made, what="timelines")
        _judge_again(record, region.pk)
    return made


def add_closing_day(ctx: Context, place: Organisation, day: date, label: str = "") -> ClosingDay:
    """Of a region or of one establishment. The same day twice is one. Raises Refused on `day`."""
    if not today() <= day <= today() + FURTHEST:
        raise Refused({"day": _("Choose a day to come, within three years.")})
    with ctx.recording(Verb.EDIT, DEADLINE_POLICY, place) as record:
        lock_organisations(place)
        known = ClosingDay.objects.within(SYSTEM).filter(organisation=place)
        if found := known.filter(day=day).first():
            record.nothing_changed()
            return found
        if known.filter(day__gte=today()).count() >= CLOSING_DAYS_AT_MOST:
            raise Refused({"day": _("There are %(count)s days already.") % {"count": CLOSING_DAYS_AT_MOST}})
        made = ClosingDay.objects.create(
            organisation=place, region_id=place.region_pk, day=day, label=label.strip()[:80]
        )
        record.event("deadlines.changed", made, what="closing day", day=day.isoformat())
        _judge_again(record, place.region_pk)
    return made


def remove_closing_day(ctx: Context, closing: ClosingDay) -> None:
    """Removed already, that is well."""
    with ctx.recording(Verb.EDIT, DEADLINE_POLICY, closing.organisation) as record:
        gone, _models = ClosingDay.objects.within(SYSTEM).filter(pk=closing.pk).delete()
        if not gone:
            record.nothing_changed()
            return
        record.event("deadlines.changed", closing, what="closing day removed", day=closing.day.isoformat())
        _judge_again(record, closing.region_id)


def _judge_again(record: Recording, region: int) -> None:
    record.after_commit(AFTERWARDS, once=f"{AFTERWARDS}:{region}", region=region)
