"""What audits show elsewhere: menu, homes, next things, timeline, search, ways to narrow a list, an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from hygie.core.access import Level, Role
from hygie.core.actions import Context
from hygie.territory.models import Organisation
from hygie.territory.registries import (
    GrantOffer,
    GroupPredicate,
    TaskSource,
    TimelineEntry,
    TimelineSource,
    grant_offers,
    group_predicates,
    task_sources,
    timeline_sources,
)
from hygie.web.homes import Home, homes
from hygie.web.indicators import indicators
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources

from .actions.campaigns import RUNNERS
from .audit_indicators import REGULAR_AUDITS
from .audit_tasks import tasks_of
from .policies import AUDIT, AUDITOR_ROOM, CAMPAIGN
from .queries.elsewhere import audit_events, audited_within_a_year, audits_named

EVENTS = (
    "audit.planned",
    "audit.moved",
    "audit.report_received",
    "audit.opened_to_auditor",
    "audit.closed_to_auditor",
)
#: what the timeline tells those who see so much of each resource
TOLD = (
    (AUDIT, Level.STATUS, EVENTS),
    (AUDIT, Level.DETAIL, ("audit.changed", "audit.question_asked", "audit.question_answered")),
    (CAMPAIGN, Level.DETAIL, ("campaign.opened", "campaign.changed", "campaign.closed")),
)


def register() -> None:
    for item in (
        NavItem(
            "audits.campaigns",
            gettext_lazy("Audit campaigns"),
            "audits:campaigns",
            "calendar-event",
            50,
            _runs_campaigns,
            section=Section.REGION,
        ),
        NavItem("audits.room", gettext_lazy("My audits"), "audits:room", "clipboard-check", 10, _audits, app="audits"),
    ):
        navigation.register(item)
    homes.register(Home(Role.AUDITOR, "audits:room"))
    group_predicates.register(
        GroupPredicate("audited", gettext_lazy("Audited within 12 months"), audited_within_a_year, _hears_of_audits)
    )
    indicators.register(REGULAR_AUDITS)
    task_sources.register(TaskSource("audits.audits", tasks_of))
    timeline_sources.register(TimelineSource("audits.audits", gettext_lazy("Audits"), happened))
    search_sources.register(SearchSource("audits.audits", gettext_lazy("Audits"), find_audits))
    grant_offers.register(
        GrantOffer(AUDIT.code, gettext_lazy("Audits"), gettext_lazy("their reports, summaries and questions"))
    )


def context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _audits(request: HttpRequest) -> bool:
    return AUDITOR_ROOM.may(context_of(request).role).allows(see=Level.DETAIL)


def _runs_campaigns(request: HttpRequest) -> bool:
    """Authorities and groupings: an establishment alone has its audits."""
    seat = getattr(request, "seat", None)
    if seat is None or not CAMPAIGN.may(context_of(request).role).allows(see=Level.DETAIL):
        return False
    return any(holder.kind_value in RUNNERS for holder in seat.holders)


def _hears_of_audits(context: Context) -> bool:
    return AUDIT.may(context.role).allows(see=Level.STATUS)


def happened(
    context: Context, organisation: Organisation, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    """What of audits the reader may know to have happened: kinds and states, never a title. At most two queries."""
    kinds = [kind for resource, level, told in TOLD if context.sees(level, resource, organisation) for kind in told]
    return audit_events(context, organisation, before, limit, kinds) if kinds else []


def find_audits(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    """By name, for those who see what an audit is named; the ARS finds the audits of its campaigns."""
    context = context_of(request)
    if not AUDIT.may(context.role).allows(see=Level.STATUS):
        return []
    whole = AUDIT.may(context.role).allows(see=Level.DETAIL)
    return [
        SearchHit(
            one.title,
            reverse("audits:audit", args=[one.uid]),
            f"{one.kind_value.label} – {one.organisation}",
            badge=one.state_value,
            icon=one.kind_value.icon,
        )
        for one in audits_named(context, text, limit, whole=whole)
    ]
