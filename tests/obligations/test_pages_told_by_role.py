"""How much each role is told on the obligations' pages: statuses for some, reasons for fewer, nothing for others."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from hygie.core.access import Level, Role
from hygie.core.clock import frozen
from hygie.obligations import actions
from hygie.obligations.queries.reviews import awaiting_in, waiting
from hygie.obligations.situation import situation_of
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Grant, Organisation
from tests.factories.obligations import EntityFactory, GhtFactory, coordinator, deposited, joins, states
from tests.obligations.page_world import YEARLY_EXERCISE, PageWorld, text_of, to

pytestmark = pytest.mark.django_db

NEVER = {Role.OBSERVER, Role.INSTRUCTOR, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.CONTRIBUTOR}
NATIONAL = {Role.OBSERVER, Role.INSTRUCTOR, Role.ANALYST}
REGIONAL = {Role.COORDINATOR, Role.EXPERT, Role.ADMINISTRATOR}
OPENED_BY_A_MANDATE = "A mandate from the establishment would open"


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def world(in_autumn):
    world = PageWorld()
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    return world


@pytest.fixture
def expert(world):
    return world.client(Role.EXPERT, world.region)


def mandate(organisation):
    Grant.objects.create(
        organisation=organisation,
        region_id=organisation.region_id,
        kind="mandate",
        role=Role.EXPERT,
        resource="obligations.status",
        level=Level.DETAIL,
        verbs=[],
        starts_on="2026-01-01",
        ends_on="2027-01-01",
    )


def too_few(world):
    """Evidence that measures something, and does not suffice."""
    proof = deposited(world.hospital, "crisis_exercise", date(2025, 1, 7))
    world.refresh()
    return proof


@pytest.mark.parametrize("role", Role)
def test_the_list_of_establishments_holds_statuses_for_those_alone_whose_role_sees_them(world, role):
    seats_at = world.nation if role in NATIONAL else world.region if role in REGIONAL else world.hospital
    response = world.client(role, seats_at).get(to("mine"), follow=True)
    if role in NEVER:
        assert not response.context["places"]
        assert to("establishment", world.hospital.uid) not in text_of(response)
    else:
        assert "CH premier" in text_of(response)


def test_the_expert_without_a_mandate_reads_statuses_and_no_reason(world, expert):
    too_few(world)
    explained = world.ciso.get(to("requirement", world.hospital.uid, YEARLY_EXERCISE)).context["reasons"]
    assert explained
    for address in (
        to("establishment", world.hospital.uid),
        to("requirement", world.hospital.uid, YEARLY_EXERCISE),
        to("requirement_region", YEARLY_EXERCISE),
    ):
        page = text_of(expert.get(address))
        assert not [reason for reason in explained if reason in page], address
        assert "7 January 2025" not in page, address
    page = expert.get(to("requirement", world.hospital.uid, YEARLY_EXERCISE))
    assert OPENED_BY_A_MANDATE in text_of(page)
    assert (page.context["reasons"], page.context["advice"], page.context["counted"]) == ([], "", [])
    assert not any(moment.text for moment in page.context["history"])
    assert OPENED_BY_A_MANDATE in text_of(expert.get(to("establishment", world.hospital.uid)))


def test_a_mandate_opens_the_reasons_of_its_establishment_and_of_no_other(world, expert):
    too_few(world)
    mandate(world.hospital)
    page = expert.get(to("requirement", world.hospital.uid, YEARLY_EXERCISE))
    assert page.context["reasons"]
    rows = expert.get(to("requirement_region", YEARLY_EXERCISE)).context["rows"]
    assert {str(place): bool(why) for place, _standing, why, _when in rows} == {
        "CH premier": True,
        "Clinique autre": False,
    }


def test_a_mandate_on_one_establishment_explains_no_other(world, expert):
    mandate(world.hospital)
    page = expert.get(to("establishment", world.stranger.uid))
    lines = [line for group in page.context["groups"] for line in (*group.unmet_lines, *group.other_lines)]
    assert lines
    assert not any(line.why for line in lines)


def test_the_expert_reads_no_reason_of_a_waiver(world, expert):
    actions.grant_waiver(coordinator(world.hospital), world.hospital, YEARLY_EXERCISE, "Merger", date(2027, 1, 31))
    assert "Merger" not in text_of(expert.get(to("requirement", world.hospital.uid, YEARLY_EXERCISE)))
    assert "Merger" in text_of(world.ciso.get(to("requirement", world.hospital.uid, YEARLY_EXERCISE)))


def test_the_call_sheet_counts_what_the_review_queue_holds(world):
    deposited(world.hospital, "digital_budget", measures={"year": 2026, "share": 3})
    reader = coordinator(world.hospital)
    assert awaiting_in(reader, world.hospital) == (0, None)
    with frozen(datetime(2026, 10, 5, 22, 30, tzinfo=UTC)):
        deposited(world.hospital, "security_policy")
        assert awaiting_in(reader, world.hospital) == (1, date(2026, 10, 6))
        assert waiting(reader).count() == 1
        assert "1 piece of evidence" in " ".join(fact.text for fact in situation_of(reader, world.hospital, []))


def test_a_departments_coordinator_reviews_what_a_member_shows_for_a_ght_out_of_sight(world):
    office = Organisation.objects.create(
        kind=OrganisationKind.DELEGATION, name="DD 77", code="77", department="77", region=world.region
    )
    ght, member = GhtFactory(region=world.region), EntityFactory(region=world.region, department="77")
    joins(member, ght)
    states(ght, "candidature", "care-d2")
    world.refresh(office, ght, member)
    proof = deposited(member, "impact_analysis", measures={"scope": "care_service"})
    page = world.client(Role.COORDINATOR, office).get(to("review_queue"))
    assert [row.uid for row, _label in page.context["rows"]] == [proof.uid]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["obligations:matrix_csv", "territory:organisations_csv"])
def test_an_export_holds_its_rows_though_it_is_sent_after_the_request(name):
    response = PageWorld().coordinator.get(reverse(name), {"programme": "dns-2025-12"})
    assert "CH premier" in b"".join(response.streaming_content).decode()
