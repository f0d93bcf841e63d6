from hygie.audits.models import Finding
from tests.factories.audits import FindingFactory

from .conftest import SYSTEM


def test_a_finding_is_read_within_the_reach_of_its_establishment_only(world):
    FindingFactory(organisation=world.neighbour)
    assert Finding.objects.within(SYSTEM).count() == 1
    assert not Finding.objects.within(world.ciso_context.scope).exists()
