"""Organisations, relations and roles for tests: invented hospitals, valid FINESS keys.

`world()` builds the smallest region in which every rule of sight can be told.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count

import factory
from factory.django import DjangoModelFactory

from hygie.core.access import Level, Role
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.actions import rebuild_reach
from hygie.territory.enums import GrantKind, MembershipKind, OrganisationKind
from hygie.territory.finess.numbers import key_of
from hygie.territory.models import Fact, Grant, Membership, Organisation, Seat
from tests.factories.accounts import PersonFactory

LONG_AGO = date(2020, 1, 1)
SYSTEM = Scope.system()
_ranks = count(1)


def finess_of(department):
    """An invented number with a valid key."""
    eight = f"{department}9{next(_ranks):05d}"[:8]
    return eight + key_of(eight)


class OrganisationFactory(DjangoModelFactory):
    """An entity in no particular relation. `region=` a region; `entity=` makes a site's parent."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.ENTITY
    name = factory.Sequence(lambda n: f"Centre hospitalier de Valmont-{n}")
    department = "75"
    city = "Valmont"

    class Params:
        site = factory.Trait(
            kind=OrganisationKind.SITE, finess=factory.LazyAttribute(lambda place: finess_of(place.department))
        )
        ght = factory.Trait(
            kind=OrganisationKind.GHT, name=factory.Sequence(lambda n: f"GHT des Coteaux {n}"), department="", city=""
        )
        group = factory.Trait(
            kind=OrganisationKind.GROUP, name=factory.Sequence(lambda n: f"Groupe Lilas {n}"), department="", city=""
        )
        office = factory.Trait(
            kind=OrganisationKind.DELEGATION, name=factory.Sequence(lambda n: f"Délégation {n}"), city=""
        )


def make_region(name="Île-de-France", code="11"):
    """A region points to itself."""
    region = Organisation.objects.create(kind=OrganisationKind.REGION, name=name, code=code, region=make_nation())
    region.region = region
    region.save(update_fields=["region"])
    return region


def make_nation():
    found = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.NATION).order_by("pk").first()
    return found or Organisation.objects.create(kind=OrganisationKind.NATION, name="France", code="FR")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    kind = MembershipKind.GHT
    starts_on = LONG_AGO
    region = factory.LazyAttribute(lambda o: o.organisation.region)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    person = factory.SubFactory(PersonFactory)
    role = Role.CISO
    starts_on = LONG_AGO


class FactFactory(DjangoModelFactory):
    class Meta:
        model = Fact

    kind = "beds"
    value = 100
    starts_on = LONG_AGO
    provider = "declared"
    recorded_at = factory.LazyFunction(now)
    region = factory.LazyAttribute(lambda o: o.organisation.region)


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Grant

    kind = GrantKind.MANDATE
    role = Role.EXPERT
    level = Level.DETAIL
    purpose = "Prepare the declaration"
    starts_on = LONG_AGO
    ends_on = date(2099, 1, 1)
    region = factory.LazyAttribute(lambda o: o.organisation.region)


def context_at(role, *organisations, person=None):
    """The context of somebody who holds a role at these organisations, without signing in."""
    found = person or PersonFactory()
    return context_of(found.pk, ActiveSeat(role, organisations), today())


def seated(role, *organisations, **person):
    """A person who holds the role at each of these organisations."""
    someone = PersonFactory(**person)
    for organisation in organisations:
        SeatFactory(person=someone, role=role, organisation=organisation)
    return someone


@dataclass(frozen=True)
class World:
    """Two hospitals of one GHT, one private hospital outside, two offices, two regions.

    `north` (department 75) has sites in 75 and 92; `south` (78) one in 78; `clinic` (92) belongs to `group`;
    `far` is in another region.
    """

    nation: Organisation
    region: Organisation
    other_region: Organisation
    paris: Organisation
    hauts_de_seine: Organisation
    ght: Organisation
    group: Organisation
    north: Organisation
    north_site: Organisation
    north_annex: Organisation
    south: Organisation
    south_site: Organisation
    clinic: Organisation
    clinic_site: Organisation
    far: Organisation


def world():
    nation, region = make_nation(), make_region()
    other_region = make_region("Bretagne", "53")
    paris = OrganisationFactory(office=True, region=region, department="75", name="Délégation de Paris")
    hauts_de_seine = OrganisationFactory(office=True, region=region, department="92", name="Délégation du 92")
    ght = OrganisationFactory(ght=True, region=region, name="GHT des Coteaux", code="ght-TST-01")
    group = OrganisationFactory(group=True, region=region, name="Groupe Lilas")
    north = OrganisationFactory(region=region, name="Centre hospitalier du Nord", department="75")
    south = OrganisationFactory(region=region, name="Centre hospitalier du Sud", department="78")
    clinic = OrganisationFactory(region=region, name="Clinique des Lilas", department="92")
    far = OrganisationFactory(region=other_region, name="Centre hospitalier de la Côte", department="29")
    made = World(
        nation=nation,
        region=region,
        other_region=other_region,
        paris=paris,
        hauts_de_seine=hauts_de_seine,
        ght=ght,
        group=group,
        north=north,
        north_site=OrganisationFactory(site=True, region=region, entity=north, name="Hôpital du Nord", department="75"),
        north_annex=OrganisationFactory(site=True, region=region, entity=north, name="Annexe du Nord", department="92"),
        south=south,
        south_site=OrganisationFactory(site=True, region=region, entity=south, name="Hôpital du Sud", department="78"),
        clinic=clinic,
        clinic_site=OrganisationFactory(site=True, region=region, entity=clinic, name="Les Lilas", department="92"),
        far=far,
    )
    MembershipFactory(organisation=north, group=ght, lead=True)
    MembershipFactory(organisation=south, group=ght)
    MembershipFactory(organisation=clinic, group=group, kind=MembershipKind.GROUP)
    rebuild_reach()
    return made
