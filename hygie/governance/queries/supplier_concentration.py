"""Suppliers over a territory: how many depend on each, who depends on one, and whom to call when it is attacked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Reach, Scope, TenantQuerySet

from ..models import Appointment, Coverage, Engagement, Supplier
from ..supplier_enums import Criticality, RemoteAccess
from .appointments import holding

SYSTEM = Scope.system()
WORST_FIRST = Case(
    *(When(criticality=one.value, then=Value(rank)) for rank, one in enumerate(Criticality)),
    default=Value(len(Criticality)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Sum:
    """The register of a whole territory in three figures."""

    suppliers: int
    establishments: int
    direct: int


def _running(context: Context) -> TenantQuerySet[Engagement]:
    rows = Engagement.objects.within(context.scope)
    return rows.filter(ended_on__isnull=True, organisation__closed_on__isnull=True)


def whole_register(context: Context) -> Sum:
    """One query."""
    counted = _running(context).aggregate(
        suppliers=Count("supplier", distinct=True),
        establishments=Count("organisation", distinct=True),
        direct=Count("pk", filter=Q(access=RemoteAccess.DIRECT)),
    )
    return Sum(**counted)


def concentration(context: Context, text: str, cursor: str) -> Page[Supplier]:
    """Suppliers by the number of establishments in sight that depend on them, most first. One query.

    Each row carries `places`, `vital` (care stops) and `reached` (with a remote access).
    """
    mine = _running(context).filter(supplier_id=OuterRef("pk"))
    rows = Supplier.objects.annotate(
        places=_how_many(mine),
        vital=_how_many(mine.filter(criticality=Criticality.VITAL)),
        reached=_how_many(mine.exclude(access=RemoteAccess.NONE)),
    ).filter(places__gt=0)
    if text:
        rows = rows.filter(name__icontains=text)
    return paginate(rows, ("-places", "name", "pk"), cursor)


def _how_many(rows: QuerySet[Engagement]) -> Coalesce:
    counted = rows.order_by().values("supplier_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def supplier_or_404(uid: UUID) -> Supplier:
    """Any name of the shared list: who depends on it is what sight decides."""
    found = Supplier.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _dependents(context: Context, supplier: Supplier) -> TenantQuerySet[Engagement]:
    return _running(context).filter(supplier=supplier)


def dependents_of(context: Context, supplier: Supplier, cursor: str) -> Page[Engagement]:
    """The establishments in sight that depend on it, those whose care stops first. One query."""
    rows = _dependents(context, supplier).select_related("organisation").annotate(rank=WORST_FIRST)
    return paginate(rows, ("rank", "organisation__name", "pk"), cursor)


def all_dependents(context: Context, supplier: Supplier) -> list[Engagement]:
    """The same whole, for paper and spreadsheets. One query."""
    rows = _dependents(context, supplier).select_related("organisation").annotate(rank=WORST_FIRST)
    return list(rows.order_by("rank", "organisation__name", "pk"))


@dataclass(frozen=True)
class DependentCounts:
    places: int
    vital: int
    reached: int


def counts_of_dependents(context: Context, supplier: Supplier) -> DependentCounts:
    counted = _dependents(context, supplier).aggregate(
        places=Count("pk"),
        vital=Count("pk", filter=Q(criticality=Criticality.VITAL)),
        reached=Count("pk", filter=~Q(access=RemoteAccess.NONE)),
    )
    return DependentCounts(**counted)


@dataclass(frozen=True)
class NightDesk:
    """A number that the supplier answers at night; `given_by`: how many establishments in sight have recorded it."""

    name: str
    phone: str
    given_by: int


def night_desks(context: Context, supplier: Supplier) -> list[NightDesk]:
    """The supplier's own numbers at night, the most often given first. One query."""
    rows = _dependents(context, supplier).exclude(night_phone="").order_by().values("night_name", "night_phone")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "night_phone", "night_name")
    return [NightDesk(row["night_name"], row["night_phone"], row["n"]) for row in counted]


@dataclass(frozen=True)
class CallLine:
    """One establishment to warn: what it loses, and who answers there at any hour, in the order of the call."""

    engagement: Engagement
    contacts: Sequence[Appointment]

    @property
    def switchboard(self) -> str:
        """The establishment's own number, where nobody is appointed with one that answers at night."""
        return "" if self.contacts else self.engagement.organisation.phone_in_pairs


def call_lines(engagements: Iterable[Engagement]) -> list[CallLine]:
    """Whom to call in each establishment, there or above. Two queries.

    Read beyond the reader's sight on purpose: whoever is appointed at the GHT answers for its members too.
    """
    found = list(engagements)
    with aside(SYSTEM):
        above = Reach.objects.filter(organisation_id__in={one.organisation_id for one in found})
        pairs = list(above.order_by("pk").values_list("organisation_id", "holder_id"))
        rows = Coverage.objects.within(SYSTEM).filter(
            holding(today()), organisation_id__in={holder for _place, holder in pairs}
        )
        answered = rows.exclude(appointment__phone_at_night="").select_related("appointment").order_by("pk")
        by_holder: dict[int, list[Appointment]] = {}
        for coverage in answered:
            by_holder.setdefault(coverage.organisation_id, []).append(coverage.appointment)
    by_place: dict[int, dict[int, Appointment]] = {}
    for place, holder in pairs:
        by_place.setdefault(place, {}).update((one.pk, one) for one in by_holder.get(holder, ()))
    return [CallLine(one, _in_order(by_place.get(one.organisation_id, {}).values())) for one in found]


def _in_order(appointments: Iterable[Appointment]) -> list[Appointment]:
    return sorted(appointments, key=lambda one: (one.function_value.called, one.last_name, one.pk))


def suppliers_named(context: Context, text: str, limit: int) -> list[Supplier]:
    """Names on which somebody in sight depends."""
    wanted = _running(context).values("supplier_id")
    return list(Supplier.objects.filter(name__icontains=text, pk__in=wanted).order_by("name", "pk")[:limit])
