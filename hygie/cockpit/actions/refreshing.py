"""Refreshes what the regional home reads: who needs help, and today's counts. The only owner of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from hygie.core.clock import PARIS, now, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Nature
from hygie.obligations.models import ProgrammeSummary, Proof
from hygie.web.indicators import indicators
from hygie.web.tones import Tone

from ..models import HelpNeed, IndicatorDay
from ..rules import reasons_for_help
from .pictures import regions

SYSTEM = Scope.system()
AT_ONCE = 500
EVERY = timedelta(minutes=10)
#: the obligations are counted requirement by requirement: their indicators would count them twice
COUNTED_BY_REQUIREMENT = "obligations."


def is_due() -> bool:
    """Whether the last refresh is more than ten minutes old, or never was."""
    with aside(SYSTEM):
        last: datetime | None = IndicatorDay.objects.within(SYSTEM).aggregate(last=Max("counted_at"))["last"]
    return last is None or now() - last >= EVERY


def refresh() -> int:
    """Every region, one after the other. Returns how many establishments need help."""
    count_indicators_everywhere()
    return sum(refresh_needs(region) for region in regions())


def count_indicators_everywhere() -> None:
    """Today's counts of every region."""
    for region in regions():
        count_indicators(region)


def count_indicators(region: int) -> None:
    """Write what each indicator counts in the region now, as today's."""
    with aside(SYSTEM):
        counts = {one.code: one.count(SYSTEM, region) for one in indicators if one.count is not None}
    moment = now()
    rows = [
        IndicatorDay(
            organisation_id=region,
            region_id=region,
            day=today(),
            indicator=code,
            value=count.value,
            total=count.total,
            counted_at=moment,
        )
        for code, count in counts.items()
        if count is not None
    ]
    with aside(SYSTEM), transaction.atomic():
        IndicatorDay.objects.within(SYSTEM).filter(region_id=region, day=today()).delete()
        IndicatorDay.objects.bulk_create(rows)


def refresh_needs(region: int) -> int:
    """Write the needs of a region where they differ from what was written. Returns how many establishments have one."""
    with aside(SYSTEM):
        wanted = {need.organisation_id: need for need in needs_of(region)}
        rows = HelpNeed.objects.within(SYSTEM).filter(region_id=region).order_by("pk")
        written = {row.organisation_id: row for row in rows}
    gone = [row.pk for place, row in written.items() if not _same(row, wanted.get(place))]
    fresh = [need for place, need in wanted.items() if not _same(need, written.get(place))]
    with aside(SYSTEM), transaction.atomic():
        for start in range(0, len(gone), AT_ONCE):
            HelpNeed.objects.within(SYSTEM).filter(pk__in=gone[start : start + AT_ONCE]).delete()
        HelpNeed.objects.bulk_create(fresh, batch_size=AT_ONCE)
    return len(wanted)


def _same(one: HelpNeed, other: HelpNeed | None) -> bool:
    return other is not None and (one.points, one.overdue, one.reasons) == (other.points, other.overdue, other.reasons)


def needs_of(region: int) -> Iterator[HelpNeed]:
    """Every establishment of the region where something is overdue, from what stands now. Two queries, and two each
    indicator at most."""
    overdue, alarms, last = _overdue(region), _alarms(region), _last_deposits(region)
    for place, by_nature in overdue.items():
        silent = (today() - last[place].astimezone(PARIS).date()).days if place in last else None
        reasons = reasons_for_help(by_nature, alarms.get(place, ()), silent)
        yield HelpNeed(
            organisation_id=place,
            region_id=region,
            points=sum(reason.points for reason in reasons),
            overdue=sum(by_nature.values()),
            reasons=[[reason.kind.value, reason.code, reason.count, reason.points] for reason in reasons],
        )


def _overdue(region: int) -> Mapping[int, Mapping[Nature, int]]:
    natures = {programme.code: programme.nature for programme in load_catalogue().programmes}
    rows = ProgrammeSummary.objects.within(SYSTEM).filter(region_id=region, until__isnull=True, overdue__gt=0)
    found: dict[int, dict[Nature, int]] = defaultdict(lambda: defaultdict(int))
    for place, programme, count in rows.order_by("pk").values_list("organisation_id", "programme", "overdue"):
        if programme in natures:
            found[place][natures[programme]] += count
    return found


def _alarms(region: int) -> Mapping[int, list[str]]:
    """By establishment, the indicators of the other apps that are in the red."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in indicators:
        if not one.code.startswith(COUNTED_BY_REQUIREMENT):
            for value in one.values(SYSTEM, region):
                if value.tone == Tone.DANGER:
                    found[value.organisation_id].append(one.code)
    return found


def _last_deposits(region: int) -> Mapping[int, datetime]:
    rows = Proof.objects.within(SYSTEM).filter(region_id=region).order_by("organisation_id").values("organisation_id")
    return {row["organisation_id"]: row["last"] for row in rows.annotate(last=Max("deposited_at"))}
