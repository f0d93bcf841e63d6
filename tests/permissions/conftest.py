"""One small world for a whole file: what a request writes is undone at once."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from hygie.core.access import Role
from hygie.obligations.actions.statuses import reassess
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from tests.factories.obligations import HOSPITAL
from tests.factories.territory import SYSTEM, FactFactory, World, seated, world

from .hostile import browser
from .walk import Walker


def bind(world: World) -> None:
    """Hospitals that requirements bind, so that there is something to hide: a status of each, in each programme."""
    organisations = Organisation.objects.within(SYSTEM)
    organisations.filter(kind=OrganisationKind.ENTITY).update(category=HOSPITAL)
    for hospital in (world.north, world.south, world.clinic, world.far):
        FactFactory(organisation=hospital, kind="candidature", value="care-d2")
    reassess(list(organisations.order_by("pk").values_list("pk", flat=True)))


@pytest.fixture(scope="module")
def everyone(django_db_setup, django_db_blocker) -> Iterator[Walker]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = Walker(world())
        bind(made.world)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def walker(everyone, db) -> Walker:
    """The same world and people for each test, with samples of its own."""
    everyone.forget_samples()
    return everyone


@pytest.fixture
def w(walker) -> World:
    return walker.world


@pytest.fixture
def hostile(w) -> Client:
    """The CISO of the clinic, who knows every id of the hospital in the north."""
    return browser(seated(Role.CISO, w.clinic))
