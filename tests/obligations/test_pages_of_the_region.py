"""What the ARS and the regional expert see and do."""

from datetime import UTC, datetime

import pytest

from hygie.core.access import Role
from hygie.core.clock import frozen
from hygie.core.tenancy import Scope
from hygie.obligations.enums import Decision
from hygie.obligations.models import Proof, Review, Waiver
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from tests.factories.obligations import EntityFactory, GhtFactory, Upload, deposited, joins, reviewed, states
from tests.obligations.page_world import YEARLY_EXERCISE, PageWorld, text_of, to

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def world(in_autumn):
    world = PageWorld()
    states(world.hospital, "candidature", "care-d2")
    states(world.stranger, "candidature", "care-d2")
    world.refresh()
    return world


def waiting_proof(world, kind="security_policy", organisation=None, **facts):
    return deposited(organisation or world.hospital, kind, **facts)


def answer(client, proof, decision, reason="", seen=None):
    version = proof.version if seen is None else seen
    return client.post(to("review", proof.uid), {"decision": decision, "reason": reason, "seen": version})


def test_the_queue_holds_what_a_requirement_that_binds_the_establishment_asks_to_review(world):
    proof = waiting_proof(world)
    deposited(world.hospital, "digital_budget", measures={"year": 2026, "share": 3})
    page = world.coordinator.get(to("review_queue"))
    assert [row.uid for row, _label in page.context["rows"]] == [proof.uid]
    everything = world.coordinator.get(to("review_queue"), {"everything": "on"})
    assert len(everything.context["rows"]) == 2


def test_a_members_evidence_is_in_the_queue_when_its_ght_answers_for_it(world):
    ght, member = GhtFactory(region=world.region), EntityFactory(region=world.region)
    joins(member, ght)
    states(ght, "candidature", "care-d2")
    world.refresh(ght, member)
    proof = waiting_proof(world, "impact_analysis", member, measures={"scope": "care_service"})
    page = world.coordinator.get(to("review_queue"))
    assert proof.uid in [row.uid for row, _label in page.context["rows"]]


def test_a_review_compares_each_condition_with_what_was_recorded(world):
    proof = waiting_proof(world, measures={"approved": False})
    ((_standing, (asked, *_more)), *_others) = world.coordinator.get(to("review", proof.uid)).context["compared"]
    assert [expectation.holds for expectation in asked.expectations] == [True, False]


def test_an_answer_changes_the_status_and_leads_to_the_next_in_the_queue(world):
    proof, following = waiting_proof(world), waiting_proof(world, organisation=world.stranger)
    coordinator = world.coordinator
    response = answer(coordinator, proof, "accepted")
    assert response.url == to("review", following.uid)
    page = coordinator.get(to("requirement", world.hospital.uid, "care-d2-p1"))
    assert page.context["verdict"].status.value == "met"


def test_the_last_answer_leads_back_to_the_queue(world):
    response = answer(world.coordinator, waiting_proof(world), "accepted")
    assert response.url == to("review_queue")


def test_a_refusal_without_a_reason_is_not_sent(world):
    proof = waiting_proof(world)
    page = answer(world.coordinator, proof, "refused")
    assert "reason" in page.context["form"].errors
    assert not Review.objects.within(SYSTEM).exists()


def test_of_two_reviewers_the_second_is_told_and_what_was_typed_is_kept(world):
    proof = waiting_proof(world)
    answer(world.coordinator, proof, "accepted")
    page = answer(world.coordinator, proof, "refused", "The signature is missing.", seen=proof.version)
    assert page.status_code == 409
    assert "The signature is missing." in text_of(page)
    assert Proof.objects.within(SYSTEM).get().decision == Decision.ACCEPTED


def test_the_second_reviewer_who_insists_is_heard(world):
    proof, second = waiting_proof(world), world.coordinator
    answer(world.coordinator, proof, "accepted")
    page = answer(second, proof, "refused", "The signature is missing.", seen=proof.version)
    answer(second, proof, "refused", "The signature is missing.", seen=page.context["form"]["seen"].value())
    assert Proof.objects.within(SYSTEM).get().decision == Decision.REFUSED


def test_the_matrix_shows_each_establishment_bound_and_its_share(world):
    reviewed(waiting_proof(world))
    page = world.coordinator.get(to("matrix"), {"programme": "care-d2"})
    assert "CH premier" in text_of(page)
    assert ">1/13<" in text_of(page)
    assert "P1: Met" in text_of(page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"department": "92"}, ["Clinique autre"]),
        ({"q": "premier"}, ["CH premier"]),
        ({"status": "met"}, ["CH premier"]),
        ({"status": "missing"}, ["CH premier", "Clinique autre"]),
        ({"status": "refused"}, []),
        ({"category": "355"}, ["CH premier", "Clinique autre"]),
        ({"category": "nonsense"}, ["CH premier", "Clinique autre"]),
    ],
)
def test_the_matrix_is_filtered_in_its_address(world, query, shown):
    reviewed(waiting_proof(world))
    page = world.coordinator.get(to("matrix"), {"programme": "care-d2", **query})
    assert [row.organisation.name for row in page.context["page"].rows] == shown


def test_the_matrix_of_a_ght_shows_it_and_its_members(world):
    ght = GhtFactory(region=world.region, name="GHT exemple")
    joins(world.hospital, ght)
    states(ght, "candidature", "care-d2")
    world.refresh(ght)
    page = world.coordinator.get(to("matrix"), {"programme": "dns-2025-12", "ght": str(ght.uid)})
    assert [row.organisation.name for row in page.context["page"].rows] == ["CH premier"]


def test_the_export_says_what_the_filters_say_and_runs_no_formula(world):
    world.hospital.name = "=HYPERLINK(1)"
    world.hospital.save()
    response = world.coordinator.get(to("matrix_csv"), {"programme": "care-d2", "department": "75"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK")


def test_the_spreadsheet_opens(world):
    response = world.coordinator.get(to("matrix_xlsx"), {"programme": "care-d2"})
    assert response.content.startswith(b"PK")


def test_a_requirement_across_the_region_counts_every_status(world):
    reviewed(waiting_proof(world))
    page = world.coordinator.get(to("requirement_region", "care-d2-p1"))
    assert {status.value: number for status, number in page.context["counts"].items()} == {"met": 1, "missing": 1}
    narrowed = world.coordinator.get(to("requirement_region", "care-d2-p1"), {"status": "met"})
    assert [row[0].name for row in narrowed.context["rows"]] == ["CH premier"]


def test_the_map_colours_every_establishment_and_answers_as_a_fragment_too(world):
    coordinator = world.coordinator
    whole = coordinator.get(to("region_map"), {"indicator": "obligations.share.dns-2025-12"})
    part = coordinator.get(to("region_map"), headers={"HX-Request": "true"})
    assert {dot.name for dot in whole.context["map"].dots} == {"CH premier", "Clinique autre"}
    assert "<html" not in text_of(part)


def test_the_call_sheet_tells_the_situation_in_five_lines_and_whom_to_call(world):
    director = world.person(Role.DIRECTOR, world.hospital)
    page = world.coordinator.get(to("call_sheet", world.hospital.uid))
    assert len(page.context["situation"]) == 5
    assert [person.name for person in page.context["people"]] == [director.full_name]
    assert page.context["questions"]


def test_a_waiver_sets_the_requirement_aside_and_its_end_judges_it_again(world):
    coordinator, uid = world.coordinator, world.hospital.uid
    typed = {"reason": "Merger under way", "starts_on": "2026-10-05", "ends_on": "2027-01-31"}
    coordinator.post(to("waive", uid, YEARLY_EXERCISE), typed)
    page = coordinator.get(to("requirement", uid, YEARLY_EXERCISE))
    assert page.context["verdict"].status.value == "waived"
    waiver = Waiver.objects.within(SYSTEM).get()
    coordinator.post(to("revoke_waiver", waiver.uid), {"reason": "The merger is off"})
    page = coordinator.get(to("requirement", uid, YEARLY_EXERCISE))
    assert page.context["verdict"].status.value == "missing"


def test_a_waiver_that_ends_before_it_begins_keeps_what_was_typed(world):
    typed = {"reason": "Merger under way", "starts_on": "2027-01-31", "ends_on": "2026-10-05"}
    page = world.coordinator.post(to("waive", world.hospital.uid, YEARLY_EXERCISE), typed)
    assert "ends_on" in page.context["form"].errors
    assert "Merger under way" in text_of(page)


def test_the_expert_sees_statuses_and_no_evidence(world):
    proof = waiting_proof(world, title="PSSI 2026", upload=Upload())
    expert = world.client(Role.EXPERT, world.region)
    page = expert.get(to("requirement", world.hospital.uid, "care-d2-p1"))
    assert page.status_code == 200
    assert "PSSI 2026" not in text_of(page)
    assert expert.get(to("proof", proof.uid)).status_code == 404
    assert expert.get(to("call_sheet", world.hospital.uid)).status_code == 404
    assert expert.get(to("review_queue")).status_code == 403


def test_a_sensitive_designation_is_for_the_establishment_and_the_ars_only(world):
    states(world.hospital, "regime", "ose")
    world.refresh()
    expert = world.client(Role.EXPERT, world.region)
    address = to("requirement", world.hospital.uid, "ose-01")
    assert world.ciso.get(address).status_code == 200
    assert world.coordinator.get(address).status_code == 200
    assert expert.get(address).status_code == 404
    assert expert.get(to("requirement_region", "ose-01")).status_code == 404
    assert "Operators of essential services" not in text_of(expert.get(to("establishment", world.hospital.uid)))
    assert "ose" not in {str(v) for v, _label in expert.get(to("matrix")).context["form"].fields["programme"].choices}


def test_a_coordinator_of_one_department_sees_that_department_only(world):
    office = Organisation.objects.create(
        kind=OrganisationKind.DELEGATION, name="DD 92", code="92", department="92", region=world.region
    )
    world.refresh(office)
    page = world.client(Role.COORDINATOR, office).get(to("matrix"), {"programme": "dns-2025-12"})
    assert [row.organisation.name for row in page.context["page"].rows] == ["Clinique autre"]


def test_the_catalogue_tells_the_source_of_every_requirement(world):
    page = world.ciso.get(to("catalogue"))
    assert "Instruction DNS/2025/12" in text_of(page)


def test_search_finds_requirements_by_words_and_evidence_within_sight_only(world):
    waiting_proof(world, title="Annual policy of the year")
    found = text_of(world.ciso.get("/search/", {"q": "annual policy"}))
    assert "Annual policy of the year" in found
    stranger = world.client(Role.CISO, world.stranger)
    assert "Annual policy of the year" not in text_of(stranger.get("/search/", {"q": "annual policy"}))
    assert "Yearly cyber-crisis exercise" in text_of(world.ciso.get("/search/", {"q": "yearly cyber"}))
