"""The whole chain: what is done here is seen everywhere that somebody looks, by itself, and taken back the same way."""

from datetime import timedelta

from django.urls import reverse

from hygie.cockpit import actions as cockpit
from hygie.cockpit.queries.bulletin import Week, bulletin_of
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from hygie.governance import actions
from hygie.governance.actions.appointments import Post
from hygie.governance.enums import Function
from hygie.obligations.actions.statuses import reassess_due
from tests.factories.api import client_at
from tests.factories.obligations import EntityFactory
from tests.governance.test_appointments import O4, appointed, restored
from tests.governance.test_policies import OSE_2, P1, signed, submitted

WEEK = timedelta(days=7)
ANSWERED = (P1, OSE_2)


def on_the_establishments_page(world):
    page = world.ciso.get(reverse("obligations:establishment", args=[world.hospital.uid]))
    lines = [line for group in page.context["groups"] for line in (*group.unmet_lines, *group.other_lines)]
    return {line.requirement.code: line.status.value for line in lines if line.requirement.code in ANSWERED}


def in_the_matrix(world):
    found = {}
    for code in ANSWERED:
        programme = "ose" if code == OSE_2 else "care-d2"
        page = world.coordinator.get(reverse("obligations:matrix"), {"programme": programme})
        row = next(row for row in page.context["page"].rows if row.organisation_id == world.hospital.pk)
        found[code] = row.statuses[code]
    return found


def on_the_map(world, indicator):
    page = world.coordinator.get(reverse("obligations:region_map"), {"indicator": indicator})
    return {dot.name: str(dot.tone) for dot in page.context["map"].dots}[str(world.hospital)]


def through_the_api(world):
    tool = client_at(Role.CISO, world.hospital)
    answer = tool.get(f"/api/v1/organisations/{world.hospital.uid}/statuses").json()
    return {one["requirement"]: one["status"] for one in answer if one["requirement"] in ANSWERED}


def test_a_signed_policy_is_seen_on_the_page_in_the_matrix_on_the_map_in_the_bulletin_and_through_the_api(world):
    for place in (on_the_establishments_page, in_the_matrix, through_the_api):
        assert place(world) == dict.fromkeys(ANSWERED, "missing"), place
    assert on_the_map(world, "governance.policy") == "danger"
    with frozen(now() + WEEK):
        signed(world, submitted(world))
        for place in (on_the_establishments_page, in_the_matrix, through_the_api):
            assert place(world) == dict.fromkeys(ANSWERED, "met"), place
        assert on_the_map(world, "governance.policy") == "success"
    with frozen(now() + 2 * WEEK):
        cockpit.record_missing()
        bulletin = bulletin_of(world.context(Role.COORDINATOR, world.region), Week.last())
        assert {change.requirement.code for change in bulletin.progress} >= set(ANSWERED)


def test_an_appointment_that_ends_turns_back_what_it_had_turned(world):
    restored(world)
    appointment = appointed(world)
    actions.end_appointment(world.context(Role.DIRECTOR), appointment, today() + timedelta(days=5), "")
    with frozen(now() + WEEK):
        reassess_due()
        cockpit.record_missing()
    with frozen(now() + 2 * WEEK):
        cockpit.record_missing()
        bulletin = bulletin_of(world.context(Role.COORDINATOR, world.region), Week(today() - 2 * WEEK))
        moved = [*bulletin.setbacks, *bulletin_of(world.context(Role.COORDINATOR, world.region), Week.last()).setbacks]
        assert O4 in {change.requirement.code for change in moved}


def test_a_ciso_shared_by_three_hospitals_takes_three_off_the_region_s_vacancies(world):
    third = EntityFactory(name="CH troisième", region=world.region)
    world.refresh(third)
    lacking = reverse("cockpit:indicator", args=["governance.ciso"])
    before = world.coordinator.get(lacking).context["lines"]
    places = [world.hospital, world.neighbour, third]
    post = Post(Function.CISO, "Karim", "Delorme")
    actions.appoint(world.context(Role.CISO, *places), world.hospital, post, places, today())
    cockpit.refresh()
    after = world.coordinator.get(lacking).context["lines"]
    assert {str(place) for place, _value in before} - {str(place) for place, _value in after} == {
        str(place) for place in places
    }
    tiles = world.coordinator.get(reverse("cockpit:home")).context["first_tiles"]
    assert next(tile.value for tile in tiles if str(tile.label) == "Without a CISO") == str(len(after))
