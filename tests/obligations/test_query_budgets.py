"""How many queries each page may ask: committed, and the same whatever the number of establishments.

Raise a budget only with a reason; `bench/obligations.py` measures what they cost.
"""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from hygie.core.clock import frozen
from hygie.obligations.enums import Decision
from tests.budgets import at_most
from tests.factories.obligations import EntityFactory, deposited, reviewed, states
from tests.obligations.page_world import YEARLY_EXERCISE, PageWorld, to

pytestmark = pytest.mark.django_db

#: session, person, seats; then the page's own. What can be narrowed to a saved group asks which ones there are
AS_CISO = {
    "mine": 5,
    "establishment": 9,
    "not_concerned": 12,
    "requirement": 11,
    "deposit": 6,
    "proof": 9,
    "revise": 6,
    "catalogue": 3,
}
AS_COORDINATOR = {
    "region_map": 8,
    "matrix": 9,
    "requirement_region": 7,
    "review_queue": 7,
    "review": 12,
    "establishment": 9,
    "requirement": 12,
    "call_sheet": 13,
    "waive": 6,
}


@pytest.fixture(autouse=True)
def in_autumn():
    cache.clear()
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def world(in_autumn):
    world = PageWorld()
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    return world


@pytest.fixture
def addresses(world):
    proof, uid = deposited(world.hospital, "security_policy"), world.hospital.uid
    arguments = {
        "establishment": [uid],
        "not_concerned": [uid],
        "requirement": [uid, YEARLY_EXERCISE],
        "deposit": [uid],
        "call_sheet": [uid],
        "waive": [uid, YEARLY_EXERCISE],
        "proof": [proof.uid],
        "revise": [proof.uid],
        "review": [proof.uid],
        "requirement_region": [YEARLY_EXERCISE],
    }
    query = {"deposit": f"?requirement={YEARLY_EXERCISE}"}
    names = {*AS_CISO, *AS_COORDINATOR}
    return {name: to(name, *arguments.get(name, [])) + query.get(name, "") for name in names}


def visit(client, address, budget):
    """A second visit: what a process learns once (catalogue, last month's sums) is not asked again."""
    client.get(address)
    with at_most(budget):
        assert client.get(address).status_code in {200, 302}


@pytest.mark.parametrize("name", AS_CISO)
def test_a_page_of_the_establishment_keeps_to_its_budget(world, addresses, name):
    visit(world.ciso, addresses[name], AS_CISO[name])


@pytest.mark.parametrize("name", AS_COORDINATOR)
def test_a_page_of_the_region_keeps_to_its_budget(world, addresses, name):
    visit(world.coordinator, addresses[name], AS_COORDINATOR[name])


@pytest.mark.parametrize("name", ["region_map", "matrix", "requirement_region", "review_queue"])
def test_ten_more_establishments_ask_no_more_queries(world, addresses, name):
    more = [EntityFactory(region=world.region) for _ in range(10)]
    for place in more:
        states(place, "candidature", "care-d2")
    world.refresh(*more)
    for place in [world.hospital, *more]:
        reviewed(deposited(place, "crisis_exercise"), Decision.REFUSED)
        deposited(place, "security_policy")
    visit(world.coordinator, addresses[name], AS_COORDINATOR[name])
