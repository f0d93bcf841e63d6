"""A region with two hospitals and their people, for the tests of the audits."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from hygie.core.clock import frozen
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation
from tests.factories.obligations import EntityFactory
from tests.factories.territory import FactFactory
from tests.obligations.people_world import PeopleWorld

SYSTEM = Scope.system()
MORNING = datetime(2026, 10, 5, 9, tzinfo=UTC)


@dataclass
class AuditWorld(PeopleWorld):
    """The hospital is a candidate to CaRE domain 2; a neighbour in the same region has nothing to see of it."""

    neighbour: Organisation = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.neighbour = EntityFactory(name="CH voisin", region=self.region, department="77")
        FactFactory(organisation=self.hospital, kind="candidature", value="care-d2")
        self.refresh(self.neighbour)


@pytest.fixture
def morning(tmp_path, settings):
    """A fixed day and a private folder, for the tests that touch rows; pure tests do without."""
    settings.HYGIE_HOME = tmp_path
    with frozen(MORNING):
        yield


@pytest.fixture
def world(morning, db):
    return AuditWorld()
