"""A region with two hospitals and their people, for the tests of governance."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from hygie.core.clock import frozen
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation
from tests.factories.obligations import EntityFactory, GhtFactory, joins
from tests.factories.territory import FactFactory
from tests.obligations.people_world import PeopleWorld

SYSTEM = Scope.system()
MORNING = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_autumn(tmp_path, settings):
    settings.HYGIE_HOME = tmp_path
    with frozen(MORNING):
        yield


@dataclass
class GovernanceWorld(PeopleWorld):
    """The hospital is an OSE and a candidate to domain 2: its PSSI answers two requirements. Two others share a GHT."""

    ght: Organisation = field(init=False)
    neighbour: Organisation = field(init=False)
    member: Organisation = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ght = GhtFactory(name="GHT des Collines", region=self.region)
        self.neighbour = EntityFactory(name="CH voisin", region=self.region, department="77")
        self.member = EntityFactory(name="CH membre", region=self.region, department="77")
        joins(self.member, self.ght)
        joins(self.neighbour, self.ght)
        FactFactory(organisation=self.hospital, kind="regime", value="ose")
        FactFactory(organisation=self.hospital, kind="candidature", value="care-d2")
        self.refresh(self.ght, self.neighbour, self.member)


@pytest.fixture
def world(in_autumn, db):
    return GovernanceWorld()
