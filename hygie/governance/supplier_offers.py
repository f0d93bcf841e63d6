"""What suppliers show elsewhere: next things, search."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.access import REGIONAL_ROLES, Level, Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.models import Organisation
from hygie.territory.registries import (
    GrantOffer,
    Task,
    TaskSource,
    grant_offers,
    task_sources,
)
from hygie.web.formats import day
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources
from hygie.web.tones import Tone

from .models import Engagement
from .policies import SUPPLIER
from .queries.supplier_concentration import suppliers_named
from .queries.suppliers import due_of, engagements_named
from .supplier_enums import AccessStanding


def register() -> None:
    navigation.register(
        NavItem(
            "governance.suppliers",
            gettext_lazy("Suppliers"),
            "governance:supplier_concentration",
            "building-factory-2",
            60,
            _follows,
            section=Section.REGION,
        )
    )
    grant_offers.register(
        GrantOffer(
            SUPPLIER.code,
            gettext_lazy("Suppliers"),
            gettext_lazy("what they run, their remote accesses, contracts and contacts"),
        )
    )
    task_sources.register(TaskSource("governance.suppliers", tasks_of))
    search_sources.register(SearchSource("governance.suppliers", gettext_lazy("Suppliers"), find_suppliers))


def _context(request: HttpRequest) -> Context:
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _follows(request: HttpRequest) -> bool:
    """Those of the region; an establishment's own people have their register among its governance."""
    context = _context(request)
    return context.role in REGIONAL_ROLES and SUPPLIER.may(context.role).allows(see=Level.COUNTS)


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """Accesses to review and contracts that end, for those who can do it."""
    if organisation.is_closed or not organisation.kind_value.is_establishment:
        return []
    if not context.may(Verb.EDIT, SUPPLIER, organisation):
        return []
    return [task for engagement in due_of(context, organisation) for task in _tasks(engagement)]


def _tasks(engagement: Engagement) -> list[Task]:
    url, name = reverse("governance:engagement", args=[engagement.uid]), engagement.supplier.name
    tasks, standing = [], engagement.access_standing
    if standing.is_to_review:
        title = _("Review the remote access: %(supplier)s") % {"supplier": name}
        tasks.append(Task(title, _why(standing), url, engagement.review_due_on, standing.tone, key="access"))
    if engagement.contract_needs_a_look and engagement.contract_ends_on:
        ends_on = engagement.contract_ends_on
        has_ended = ends_on < today()
        words = _("It ended on %(day)s.") if has_ended else _("It ends on %(day)s.")
        title = _("Renew or end the contract: %(supplier)s") % {"supplier": name}
        tone = Tone.DANGER if has_ended else Tone.WARNING
        tasks.append(Task(title, words % {"day": day(ends_on)}, url, ends_on, tone, key="contract"))
    return tasks


def _why(standing: AccessStanding) -> str:
    if standing is AccessStanding.NEVER:
        return _("Nobody has reviewed it here yet.")
    return _("Hygie asks for a review every 12 months.")


def find_suppliers(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    """An establishment's own people find its engagements; the ARS finds who depends on the supplier."""
    context = _context(request)
    line = SUPPLIER.may(context.role)
    if line.allows(see=Level.DETAIL):
        return [_own(one) for one in engagements_named(context, text, limit)]
    if not line.allows(see=Level.STATUS):
        return []
    return [
        SearchHit(one.name, reverse("governance:supplier_dependents", args=[one.uid]), icon="building-factory-2")
        for one in suppliers_named(context, text, limit)
    ]


def _own(engagement: Engagement) -> SearchHit:
    return SearchHit(
        engagement.supplier.name,
        reverse("governance:engagement", args=[engagement.uid]),
        f"{engagement.services} – {engagement.organisation}",
        badge=engagement.criticality_value,
        icon="building-factory-2",
    )
