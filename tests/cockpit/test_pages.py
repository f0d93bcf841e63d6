"""What the ARS reads of its region, on any day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from hygie.cockpit import actions
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from tests.budgets import at_most
from tests.factories.obligations import deposited
from tests.factories.territory import FactFactory
from tests.obligations.page_world import PageWorld, text_of

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def to(name):
    return reverse(f"cockpit:{name}")


@pytest.fixture
def world():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        found = PageWorld()
        FactFactory(organisation=found.hospital, kind="regime", value="ose")
        found.refresh()
    with frozen(datetime(2026, 10, 6, 9, tzinfo=UTC)):
        deposited(found.hospital, "self_assessment", today())
    with frozen(datetime(2026, 10, 8, 9, tzinfo=UTC)):
        actions.record_missing()
        yield found


def line_of(response, code):
    lines = [line for _nature, group in response.context["groups"] for line in group]
    return next(line for line in lines if line.programme.code == code)


def test_two_days_are_compared_as_each_was_recorded(world):
    days = {"on": "2026-10-07", "against": "2026-10-05"}
    page = world.coordinator.get(to("picture"), days)
    line = line_of(page, "dns-2025-12")
    assert (line.then.met, line.now.met) == (0, 1)
    assert line.points > 0
    assert "As recorded then" in text_of(page)


def test_a_day_out_of_what_is_known_is_brought_back_to_its_bounds(world):
    page = world.coordinator.get(to("picture"), {"on": "2031-01-01", "against": "1999-01-01"})
    assert (page.context["days"].on, page.context["days"].against) == (
        today(),
        datetime(2026, 10, 5, tzinfo=UTC).date(),
    )
    assert world.coordinator.get(to("picture"), {"on": "yesterday"}).status_code == 200


def test_the_export_holds_what_is_on_screen(world):
    days = {"on": "2026-10-07", "against": "2026-10-05"}
    sent = b"".join(world.coordinator.get(to("picture_csv"), days).streaming_content).decode("utf-8-sig")
    assert "2026-10-07" in sent
    assert "2026-10-05" in sent
    assert world.coordinator.get(to("picture_xlsx"), days).status_code == 200


def test_groups_show_intervals_and_say_what_cannot_be_told_apart(world):
    page = world.coordinator.get(to("groups"), {"programme": "dns-2025-12", "by": "department"})
    assert len(page.context["league"].lines) == 2
    assert "Cannot be told apart" in text_of(page)


def test_each_group_leads_to_its_establishments_and_the_export_holds_what_is_on_screen(world):
    client, asked = world.coordinator, {"programme": "dns-2025-12", "by": "department"}
    linked = client.get(to("groups"), asked).context["league"].linked
    for line, url in linked:
        rows = client.get(url).context["page"].rows
        assert [row.organisation.department for row in rows] == [line.key] * line.total.places
    sent = b"".join(client.get(to("groups_csv"), asked).streaming_content).decode("utf-8-sig")
    assert all(line.name in sent for line, _url in linked)
    assert client.get(to("groups_xlsx"), asked).content.startswith(b"PK")


@pytest.mark.parametrize("query", [{"by": "nonsense"}, {"programme": "nothing"}, {"on": "x"}, {"on": "1999-01-01"}])
def test_a_choice_that_means_nothing_is_answered_calmly(world, query):
    assert world.coordinator.get(to("groups"), query).status_code == 200


def test_designations_are_shown_to_the_ars_and_to_nobody_else(world):
    page = text_of(world.coordinator.get(to("designations")))
    assert world.hospital.name in page
    assert "Vacant" in page
    expert = world.client(Role.EXPERT, world.region)
    assert expert.get(to("designations")).status_code == 403
    assert world.ciso.get(to("designations")).status_code == 403


def test_a_hospital_does_not_read_the_regions_picture(world):
    assert world.ciso.get(to("picture")).status_code == 403


def test_the_pages_keep_their_budgets(world):
    client = world.coordinator
    for name, budget in (("picture", 10), ("groups", 9), ("designations", 8)):
        client.get(to(name))
        with at_most(budget):
            client.get(to(name), {"on": (now() - 2 * ONE_DAY).date().isoformat()})
