"""Suppliers of an establishment: what runs, what is to review, what ended; names that look alike in the region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation

from ..models import Engagement, Supplier
from ..rules.supplier_dates import CONTRACT_SOON, SOON, oldest_good_review
from ..rules.supplier_names import did_you_mean, key_of
from ..supplier_enums import RemoteAccess

NAMES_AT_MOST = 5_000
TASKS_AT_MOST = 6
ENDED_ORDER = ("-ended_on", "-pk")


def access_to_review(today: date) -> Q:
    """Never reviewed, overdue, or due within the month."""
    never_or_old = Q(access_reviewed_on__isnull=True) | Q(access_reviewed_on__lt=oldest_good_review(today + SOON))
    return never_or_old & ~Q(access=RemoteAccess.NONE)


def contract_to_look_at(today: date) -> Q:
    return Q(contract_ends_on__lte=today + CONTRACT_SOON)


@dataclass(frozen=True)
class SupplierCounts:
    running: int
    accesses: int
    to_review: int
    contracts: int


def _running(context: Context, organisation: Organisation) -> TenantQuerySet[Engagement]:
    return Engagement.objects.within(context.scope).filter(organisation=organisation, ended_on__isnull=True)


def counts_of(context: Context, organisation: Organisation) -> SupplierCounts:
    """One query."""
    counted = _running(context, organisation).aggregate(
        running=Count("pk"),
        accesses=Count("pk", filter=~Q(access=RemoteAccess.NONE)),
        to_review=Count("pk", filter=access_to_review(today())),
        contracts=Count("pk", filter=contract_to_look_at(today())),
    )
    return SupplierCounts(**counted)


def register_of(context: Context, organisation: Organisation, show: str, cursor: str) -> Page[Engagement]:
    """The running ones by name; `show`: "accesses" or "contracts" keeps those that are to be looked at."""
    rows = _running(context, organisation).select_related("supplier", "access_reviewed_by")
    if show == "accesses":
        rows = rows.filter(access_to_review(today()))
    elif show == "contracts":
        rows = rows.filter(contract_to_look_at(today()))
    return paginate(rows, ("supplier__name", "pk"), cursor)


def ended_of(context: Context, organisation: Organisation) -> list[Engagement]:
    """The latest that ended, latest first."""
    return list(_ended(context, organisation).order_by(*ENDED_ORDER)[:20])


def ended_page(context: Context, organisation: Organisation, cursor: str) -> Page[Engagement]:
    """All that ended, latest first."""
    return paginate(_ended(context, organisation), ENDED_ORDER, cursor)


def _ended(context: Context, organisation: Organisation) -> TenantQuerySet[Engagement]:
    rows = Engagement.objects.within(context.scope).filter(organisation=organisation, ended_on__isnull=False)
    return rows.select_related("supplier")


def engagement_or_404(context: Context, uid: UUID) -> Engagement:
    rows = Engagement.objects.within(context.scope).filter(uid=uid)
    found = rows.select_related("organisation", "supplier", "access_reviewed_by", "recorded_by").first()
    if found is None:
        raise Http404
    return found


def due_of(context: Context, organisation: Organisation) -> list[Engagement]:
    """The running ones with an access to review or a contract to look at, those that wait longest first."""
    wanted = access_to_review(today()) | contract_to_look_at(today())
    rows = _running(context, organisation).filter(wanted).select_related("supplier")
    return list(rows.order_by("access_reviewed_on", "pk")[:TASKS_AT_MOST])


def names_like(organisation: Organisation, name: str) -> Sequence[Supplier]:
    """Suppliers of the region whose name looks like this one, nearest first; none when the very name is known."""
    rows = Supplier.objects.filter(region_id=organisation.region_pk)
    if not key_of(name) or rows.filter(key=key_of(name)).exists():
        return []
    known = list(rows.order_by("key").values_list("key", flat=True)[:NAMES_AT_MOST])
    keys = did_you_mean(name, known)
    return sorted(rows.filter(key__in=keys).order_by("key"), key=lambda one: keys.index(one.key))


def engagements_named(context: Context, text: str, limit: int) -> list[Engagement]:
    """Running engagements by the supplier's name or what it runs."""
    named = Q(supplier__name__icontains=text) | Q(services__icontains=text)
    rows = Engagement.objects.within(context.scope).filter(named, ended_on__isnull=True)
    return list(rows.select_related("supplier", "organisation").order_by("supplier__name", "pk")[:limit])
