"""What is known of vulnerabilities, shown elsewhere: menu and search; and the KEV catalogue as a publisher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.notifications import NotificationKind, notification_kinds
from hygie.territory.advisories import AdvisorySource, advisory_sources
from hygie.territory.models import Organisation
from hygie.territory.queries.timeline import audited
from hygie.territory.registries import TimelineEntry, TimelineSource, timeline_sources
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources

from .actions.advisories import KIND
from .policies import ASSET, DEADLINE_POLICY, FINDING
from .queries.advisories import kev_advisories
from .queries.cves import begun, cves_that_begin

#: “CVE-2026”: shorter ones are the beginning of too many
SHORTEST = 8
#: the kinds of event that the timeline shows to those who read each resource whole
EVENTS = ((ASSET, ("products.imported", "products.removed")), (DEADLINE_POLICY, ("deadlines.changed",)))


def register() -> None:
    navigation.register(
        NavItem(
            "audits.cves", _("Vulnerabilities"), "audits:cves", "virus-search", 34, _reads, section=Section.ACTIVITIES
        )
    )
    search_sources.register(SearchSource("audits.cves", _("Vulnerabilities"), find_cves))
    timeline_sources.register(TimelineSource("audits.knowledge", _("Inventories and deadlines"), happened))
    notification_kinds.register(NotificationKind(KIND, _("Advisories that concern my establishment"), "alert-triangle"))
    advisory_sources.register(AdvisorySource("kev", kev_advisories))


def _context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _reads(request: HttpRequest) -> bool:
    return FINDING.may(_context_of(request).role).allows(see=Level.STATUS)


def find_cves(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    typed = begun(text)
    if len(typed) < SHORTEST or not _reads(request):
        return []
    found = cves_that_begin(_context_of(request), typed, limit)
    return [SearchHit(cve, reverse("audits:cve", args=[cve]), icon="virus-search") for cve in found]


def happened(
    context: Context, organisation: Organisation, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    """At most two queries."""
    kinds = [kind for resource, shown in EVENTS if context.sees(Level.DETAIL, resource, organisation) for kind in shown]
    return audited(context, organisation, kinds, before, limit) if kinds else []
