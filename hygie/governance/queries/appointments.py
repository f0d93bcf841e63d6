"""Who answers for what, today and before; which establishments have nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Reach, Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..enums import Function
from ..models import Appointment, Coverage
from ..policies import APPOINTMENT

SYSTEM = Scope.system()
PLACES_AT_MOST = 200


def holding(day: date) -> Q:
    """Appointments and coverages that hold on a day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


@dataclass(frozen=True)
class Holder:
    """One appointment as an establishment's page shows it. `shared`: how many establishments it covers."""

    appointment: Appointment
    shared: int


@dataclass(frozen=True)
class FunctionLine:
    """One function of an establishment, with whoever holds it."""

    function: Function
    holders: list[Holder]

    @property
    def is_vacant(self) -> bool:
        return self.function.is_expected and not self.holders


def functions_of(organisation: Organisation) -> list[FunctionLine]:
    """Every function today, in the order in which they are called in a crisis. One query.

    Read beyond any reader's sight on purpose: an establishment knows who is appointed for it at its GHT.
    """
    with aside(SYSTEM):
        holders = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
        here = Coverage.objects.filter(holding(today()), organisation_id__in=holders).values("appointment_id")
        rows = Coverage.objects.within(SYSTEM).filter(appointment_id__in=here)
        found: dict[int, Holder] = {}
        for row in rows.select_related("appointment").order_by("appointment__last_name", "appointment_id", "pk"):
            known = found.get(row.appointment_id)
            found[row.appointment_id] = Holder(row.appointment, (known.shared if known else 0) + 1)
    return [
        FunctionLine(function, [one for one in found.values() if one.appointment.function == function])
        for function in sorted(Function, key=lambda function: function.called)
    ]


def past_appointments(context: Context, organisation: Organisation) -> list[Appointment]:
    """Those that ended or have not begun, made here, latest first."""
    rows = Appointment.objects.within(context.scope).filter(organisation=organisation)
    return list(rows.exclude(holding(today())).order_by("-starts_on", "-pk")[:50])


def appointment_or_404(context: Context, uid: UUID) -> Appointment:
    rows = Appointment.objects.within(context.scope).select_related("organisation", "letter")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def covered_by(context: Context, appointment: Appointment) -> list[Organisation]:
    """The establishments in sight that it covers."""
    pks = Coverage.objects.within(context.scope).filter(appointment=appointment).values("organisation_id")
    return list(Organisation.objects.within(context.scope).filter(pk__in=pks).order_by("name", "pk"))


def places_to_share(context: Context, organisation: Organisation) -> list[Organisation]:
    """The establishments that the reader may appoint for besides this one."""
    kinds = (OrganisationKind.ENTITY, OrganisationKind.GHT, OrganisationKind.SITE)
    rows = Organisation.objects.within(context.scope).filter(kind__in=kinds, closed_on__isnull=True)
    found = rows.select_related("region").order_by("kind", "name", "pk")[:PLACES_AT_MOST]
    return [one for one in found if one.pk == organisation.pk or context.may(Verb.EDIT, APPOINTMENT, one)]


def vacancies(scope: Scope, region: int | None, function: Function) -> Iterator[tuple[int, bool, bool]]:
    """Each legal entity, whether somebody holds the function for it, and whether it is shared. One query.

    A CISO shared by three hospitals counts for three; one appointed at the GHT counts for each of its members.
    """
    with aside(SYSTEM):
        # The register is public; appointments above what the reader sees count for those below.
        places = Organisation.objects.within(scope).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
        if region is not None:
            places = places.filter(region_id=region)
        above = Reach.objects.filter(organisation_id=OuterRef(OuterRef("pk"))).values("holder_id")
        covering = Coverage.objects.filter(holding(today()), function=function, organisation_id__in=above)
        others = Coverage.objects.filter(appointment_id=OuterRef("appointment_id")).exclude(
            organisation_id=OuterRef("organisation_id")
        )
        rows = places.order_by("pk").annotate(held=Exists(covering), shared=Exists(covering.filter(Exists(others))))
        yield from list(rows.values_list("pk", "held", "shared"))


def contacts_in(context: Context, limit: int = 500) -> list[tuple[Organisation, list[Appointment]]]:
    """Every establishment in sight with those who are appointed for it today, in the order of the call. Two queries."""
    kinds = (OrganisationKind.GHT, OrganisationKind.ENTITY)
    places = Organisation.objects.within(context.scope).filter(kind__in=kinds, closed_on__isnull=True)
    rows = Coverage.objects.within(context.scope).filter(holding(today()))
    held: dict[int, list[Appointment]] = {}
    for coverage in rows.select_related("appointment").order_by("pk"):
        held.setdefault(coverage.organisation_id, []).append(coverage.appointment)
    for found in held.values():
        found.sort(key=lambda one: (one.function_value.called, one.last_name, one.pk))
    return [(place, held.get(place.pk, [])) for place in places.order_by("name", "pk")[:limit]]
