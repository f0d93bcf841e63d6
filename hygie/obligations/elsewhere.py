"""What the territory's pages show of the obligations: next things, and the past of an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.models import Organisation
from hygie.territory.registries import (
    GrantOffer,
    GroupPredicate,
    Task,
    TaskSource,
    TimelineEntry,
    TimelineSource,
    grant_offers,
    group_predicates,
    task_sources,
    timeline_sources,
)

from .catalogue_reader import load_catalogue
from .enums import Decision
from .expectations import kind_label
from .lazy import lazy_text
from .lines import Reader, name_of, offer_of
from .policies import PROOF, STATUS, WAIVER
from .queries.proofs import last_proofs_of, last_reviews_in, last_waivers_in
from .queries.standings import standings_of
from .queries.visible import bound_by, programmes_for
from .requirements import Programme
from .rules import next_things

OFFERED = 3


def register() -> None:
    task_sources.register(TaskSource("obligations", tasks_of, deadlines_of))
    for resource, label, opens in (
        (STATUS, gettext_lazy("Obligations"), gettext_lazy("each requirement, its rule and why it is met or not")),
        (PROOF, gettext_lazy("Evidence"), gettext_lazy("the documents and measures that were deposited")),
    ):
        grant_offers.register(GrantOffer(resource.code, label, opens))
    timeline_sources.register(TimelineSource("obligations", gettext_lazy("Evidence and reviews"), exchanges_of))
    for programme in load_catalogue().programmes:
        group_predicates.register(_bound_by(programme))


def _bound_by(programme: Programme) -> GroupPredicate:
    """A sensitive programme tells of a designation: only for who may know it."""
    title = lazy_text(programme.title)
    return GroupPredicate(
        f"bound-{programme.code}",
        format_lazy(gettext_lazy("Bound by: {programme}"), programme=title),
        lambda _today: bound_by(programme.code),
        lambda context: programme in programmes_for(context),
    )


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """The same next things as on the establishment's own page."""
    return _next_tasks(context, organisation, OFFERED)


def deadlines_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """All of them that have a day, and not the most urgent only: what is late never hides what falls due."""
    return [task for task in _next_tasks(context, organisation, limit=None) if task.due_on is not None]


def _next_tasks(context: Context, organisation: Organisation, limit: int | None) -> list[Task]:
    if not context.sees(Level.STATUS, STATUS, organisation):
        return []
    standings = standings_of(context, organisation)
    by_code = {standing.requirement.code: standing for standing in standings}
    reader = Reader.of(context, organisation, standings)
    offers = [
        (thing, offer_of(reader.line(by_code[thing.requirement.code]), thing))
        for thing in next_things(((s.requirement, s.verdict) for s in standings), today(), limit)
    ]
    return [
        Task(
            name_of(thing.requirement),
            offer.because,
            offer.line.button.url if offer.line.button else offer.line.url,
            offer.by,
            offer.tone,
            key=thing.requirement.code,
        )
        for thing, offer in offers
    ]


def exchanges_of(
    context: Context, organisation: Organisation, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    """Evidence received, answers given, waivers before a moment (None: until now), newest first. Three queries."""
    entries: list[TimelineEntry] = []
    if context.sees(Level.DETAIL, PROOF, organisation):
        entries += _deposits(context, organisation, before, limit) + _answers(context, organisation, before, limit)
    if context.sees(Level.STATUS, WAIVER, organisation):
        entries += _waivers(context, organisation, before, limit)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _deposits(context: Context, organisation: Organisation, before: datetime | None, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            proof.deposited_at,
            _("Evidence received: %(kind)s") % {"kind": kind_label(proof.kind)},
            who=str(proof.deposited_by or ""),
            icon="file-certificate",
            url=reverse("obligations:proof", args=[proof.uid]),
        )
        for proof in last_proofs_of(context, organisation, limit, before)
    ]


def _answers(context: Context, organisation: Organisation, before: datetime | None, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            review.reviewed_at,
            _("%(decision)s: %(kind)s")
            % {"decision": Decision(review.decision).label, "kind": kind_label(review.proof.kind)},
            who=str(review.reviewed_by or ""),
            detail=review.reason,
            icon="message",
            url=reverse("obligations:proof", args=[review.proof.uid]),
        )
        for review in last_reviews_in(context, organisation, limit, before)
    ]


def _waivers(context: Context, organisation: Organisation, before: datetime | None, limit: int) -> list[TimelineEntry]:
    explains = context.sees(Level.DETAIL, STATUS, organisation)
    return [
        TimelineEntry(
            waiver.granted_at,
            _("Waiver granted"),
            who=str(waiver.granted_by or ""),
            detail=waiver.reason if explains else "",
            icon="calendar-off",
            url=reverse("obligations:requirement", args=[organisation.uid, waiver.requirement]),
        )
        for waiver in last_waivers_in(context, organisation, limit, before)
    ]
