"""One establishment's own level: where it stands by nature, its past, and its peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet, Sum

from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Nature
from hygie.obligations.models import ProgrammeSummary
from hygie.obligations.queries.visible import codes_of, programmes_for
from hygie.territory.enums import size_of
from hygie.territory.models import Fact, Organisation
from hygie.territory.queries import running
from hygie.territory.registries import Task, task_sources
from hygie.web.indicators import IndicatorValue, indicators

from ..days import end_of
from ..enums import PeerGroup
from ..models import PeerConsent
from ..rules.peers import FEWEST, Standing, standing_among

SYSTEM = Scope.system()
MONTH = timedelta(days=30)
MONTHS = 12
NEXT = 5


@dataclass(frozen=True)
class NatureLevel:
    """Requirements of one nature at an establishment; `past` is its share at the end of each of `months_shown`."""

    nature: Nature
    met: int
    judged: int
    overdue: int
    past: Sequence[float | None]

    @property
    def share(self) -> float:
        return self.met / self.judged


@dataclass(frozen=True)
class Peers:
    """Among whom, and where it stands by nature; a nature is absent where too few are bound."""

    group: PeerGroup
    standings: Mapping[Nature, Standing]


def months_shown() -> list[date]:
    """A year back, month by month; the last is yesterday, the last day that is over."""
    return [today() - timedelta(days=1) - MONTH * back for back in range(MONTHS, -1, -1)]


def levels_of(context: Context, organisation: Organisation) -> list[NatureLevel]:
    """By nature, the most binding first, of what the reader may know. One query: the establishment's whole history."""
    natures = {one.code: one.nature for one in programmes_for(context)}
    rows = ProgrammeSummary.objects.within(context.scope).filter(
        organisation=organisation, programme__in=codes_of(programmes_for(context))
    )
    columns = ("programme", "since", "until", "met", "applicable", "waived", "overdue")
    history = [(natures[row[0]], *row[1:]) for row in rows.order_by("pk").values_list(*columns)]
    found = []
    for nature in sorted(Nature, key=lambda nature: nature.rank):
        mine = [row for row in history if row[0] is nature]
        met, judged, overdue = _stood(mine, now())
        if judged:
            past = [_share(*_stood(mine, end_of(day))[:2]) for day in months_shown()]
            found.append(NatureLevel(nature, met, judged, overdue, past))
    return found


def _stood(rows: Sequence[tuple[Nature, datetime, datetime | None, int, int, int, int]], at: datetime) -> list[int]:
    """Met, judged, overdue, at a moment."""
    standing = [row for row in rows if row[1] <= at and (row[2] is None or row[2] > at)]
    return [sum(row[3] for row in standing), sum(row[4] - row[5] for row in standing), sum(row[6] for row in standing)]


def _share(met: int, judged: int) -> float | None:
    return met / judged if judged else None


def is_compared(organisation: Organisation) -> bool:
    """Whether the establishment agreed to be compared. One query."""
    with aside(SYSTEM):
        return PeerConsent.objects.within(SYSTEM).filter(organisation=organisation).exists()


def peers_of(context: Context, organisation: Organisation, levels: Sequence[NatureLevel]) -> Peers | None:
    """The narrowest group with five others who agreed; None when there is none. Read past the reader's own sight.

    Only positions and rounded medians leave this function. Sensitive programmes are in nobody's comparison. Those whose
    figures the reader sees are left out: beside four of their own, the fifth could be read from the position.
    """
    with aside(SYSTEM):
        group, members = _group_of(context, organisation)
        shares = _shares_of(members) if group else {}
        own = _shares_of([organisation.pk])
    if group is None:
        return None
    standings = {
        level.nature: standing
        for level in levels
        if (mine := own.get((organisation.pk, level.nature))) is not None
        and (standing := standing_among(mine, [v for (_pk, n), v in shares.items() if n is level.nature]))
    }
    return Peers(group, standings) if standings else None


def _group_of(context: Context, organisation: Organisation) -> tuple[PeerGroup | None, list[int]]:
    agreed = PeerConsent.objects.within(SYSTEM).filter(region_id=organisation.region_pk)
    others = agreed.exclude(organisation=organisation).exclude(context.scope.condition())
    candidates = others.filter(organisation__kind=organisation.kind, organisation__closed_on__isnull=True)
    rows = list(candidates.order_by("organisation_id").values_list("organisation_id", "organisation__category"))
    beds = _beds([organisation.pk, *(pk for pk, _category in rows)])
    size = size_of(beds.get(organisation.pk))
    same_category = {pk for pk, category in rows if category and category == organisation.category}
    same_size = {pk for pk, _category in rows if size_of(beds.get(pk)) is size}
    for group, members in (
        (PeerGroup.BOTH, same_category & same_size),
        (PeerGroup.CATEGORY, same_category),
        (PeerGroup.SIZE, same_size),
        (PeerGroup.REGION, {pk for pk, _category in rows}),
    ):
        if len(members) >= FEWEST:
            return group, sorted(members)
    return None, []


def _beds(organisations: Sequence[int]) -> dict[int, float]:
    facts = Fact.objects.within(SYSTEM).filter(running(today()), kind="beds", organisation_id__in=organisations)
    return dict(facts.order_by("pk").values_list("organisation_id", "value"))


def _shares_of(organisations: Sequence[int]) -> dict[tuple[int, Nature], float]:
    natures = {one.code: one.nature for one in load_catalogue().programmes if not one.sensitive}
    rows: QuerySet[ProgrammeSummary] = ProgrammeSummary.objects.within(SYSTEM).filter(
        organisation_id__in=organisations, programme__in=natures, until__isnull=True
    )
    sums: dict[tuple[int, Nature], list[int]] = {}
    judged = F("applicable") - F("waived")
    grouped = rows.order_by("organisation_id", "programme").values("organisation_id", "programme")
    for row in grouped.annotate(n_met=Sum("met"), n_judged=Sum(judged)):
        found = sums.setdefault((row["organisation_id"], natures[row["programme"]]), [0, 0])
        found[0] += row["n_met"]
        found[1] += row["n_judged"]
    return {key: met / count for key, (met, count) in sums.items() if count}


def looked_at(organisation: Organisation) -> list[tuple[str, IndicatorValue]]:
    """What each app says of the establishment, by the indicator's name; programmes apart. One query each, or two."""
    scope, told = Scope(holders=frozenset([organisation.pk])), []
    for one in indicators:
        if not one.code.startswith("obligations."):
            told += [(str(one.label), v) for v in one.values(scope, None) if v.organisation_id == organisation.pk]
    return told


def next_tasks(context: Context, organisation: Organisation) -> list[Task]:
    """The next things of every app, those with a date first."""
    found = [task for source in task_sources for task in source.find(context, organisation)]
    return sorted(found, key=lambda task: (task.due_on is None, task.due_on or date.max))[:NEXT]
