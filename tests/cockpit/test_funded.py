"""What money changed: before and after each call, told without a cause."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from hygie.cockpit import actions
from hygie.cockpit.queries.funded import funded
from hygie.core.access import Role
from hygie.core.clock import frozen, now
from hygie.obligations.enums import Decision
from tests.budgets import at_most
from tests.factories.obligations import deposited, reviewed
from tests.factories.territory import FactFactory, context_at
from tests.obligations.page_world import PageWorld, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """The hospital applies on 5 October; a month later its PSSI and its exercise are accepted."""
    with frozen(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        found = PageWorld()
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        FactFactory(organisation=found.hospital, kind="candidature", value="care-d2", starts_on=now().date())
        found.refresh()
    with frozen(datetime(2026, 11, 5, 9, tzinfo=UTC)):
        reviewed(deposited(found.hospital, "security_policy"), Decision.ACCEPTED)
        reviewed(deposited(found.hospital, "crisis_exercise"), Decision.ACCEPTED)
    with frozen(datetime(2026, 11, 6, 9, tzinfo=UTC)):
        yield found


def test_those_who_applied_are_told_apart_from_the_others(world):
    (line,) = funded(context_at(Role.COORDINATOR, world.region))
    assert (line.programme.code, line.candidates) == ("care-d2", 1)
    assert line.own.points > 0
    assert line.instructed.points > 0
    assert line.others.points == 0


def test_the_page_shows_it_and_says_that_it_is_no_cause(world):
    with frozen(now() + timedelta(days=1)):
        actions.record_missing()
        client = world.coordinator
        page = client.get(reverse("cockpit:money"))
        assert "not why" in text_of(page)
        with at_most(16):
            client.get(reverse("cockpit:money"))


def test_the_presentation_names_no_establishment(world):
    with frozen(now() + timedelta(days=1)):
        actions.record_missing()
        actions.refresh()
        page = text_of(world.coordinator.get(reverse("cockpit:presentation")))
    assert "Île-de-France" in page
    assert "CH premier" not in page
