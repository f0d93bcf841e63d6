"""What whoever answers for an establishment sees and does."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.core.access import Level, Role
from hygie.core.clock import frozen
from hygie.core.tenancy import Scope
from hygie.obligations.enums import Decision, ProofState
from hygie.obligations.models import Proof
from hygie.territory.models import Grant
from tests.factories.obligations import GhtFactory, Upload, deposited, joins, reviewed, states
from tests.obligations.page_world import YEARLY_EXERCISE, PageWorld, exercise_form, seat, text_of, to

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


@pytest.fixture(autouse=True)
def in_autumn():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def world(in_autumn):
    return PageWorld()


def deposit_url(world, code=YEARLY_EXERCISE):
    return f"{to('deposit', world.hospital.uid)}?requirement={code}"


def test_the_home_of_whoever_answers_for_one_establishment_is_that_establishment(world):
    response = world.ciso.get(to("mine"))
    assert response.url == to("establishment", world.hospital.uid)


def test_the_establishment_page_offers_three_things_with_one_button_each(world):
    page = world.ciso.get(to("establishment", world.hospital.uid))
    assert len(page.context["offers"]) == 3
    assert all(offer.line.button for offer in page.context["offers"])


def test_the_natures_are_never_mixed_in_one_group(world):
    page = world.ciso.get(to("establishment", world.hospital.uid))
    for group in page.context["groups"]:
        lines = [*group.unmet_lines, *group.other_lines]
        assert {line.requirement.nature for line in lines} == {group.nature}


def test_filters_narrow_the_lines_and_never_the_totals(world):
    whole = world.ciso.get(to("establishment", world.hospital.uid)).context["groups"]
    page = world.ciso.get(to("establishment", world.hospital.uid), {"programme": "dns-2025-12"})
    (group,) = page.context["groups"]
    assert {line.requirement.programme for line in group.unmet_lines} == {"dns-2025-12"}
    assert group.judged == next(one.judged for one in whole if one.nature is group.nature)


def test_a_filter_written_by_hand_in_the_address_narrows_nothing_and_breaks_nothing(world):
    page = world.ciso.get(to("establishment", world.hospital.uid), {"programme": "../etc", "status": "x" * 5000})
    assert page.status_code == 200


def test_a_deposit_changes_the_status_before_the_readers_eyes_and_offers_the_next_thing(world):
    ciso = world.ciso
    file = SimpleUploadedFile("retex.pdf", b"%PDF-1.7 minutes")
    page = ciso.post(deposit_url(world), exercise_form(file=file), follow=True)
    assert "The status has changed" in text_of(page)
    assert page.context["changed"].before.value == "missing"
    assert page.context["changed"].after.value == "met"
    assert page.context["next_offer"].line.requirement.code != YEARLY_EXERCISE


def test_the_form_proposes_today_and_what_the_clause_already_says(world):
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    page = world.ciso.get(deposit_url(world, "care-d2-o1c"))
    assert page.context["form"].initial["happened_on"].isoformat() == "2026-10-05"
    assert page.context["form"].initial["measures.scope"] == "care_service"


def test_a_form_sent_twice_deposits_once(world):
    ciso = world.ciso
    for _press in range(2):
        ciso.post(deposit_url(world), exercise_form())
    assert Proof.objects.within(SYSTEM).count() == 1


def test_what_was_typed_stays_when_the_form_is_refused(world):
    typed = exercise_form(happened_on="2031-01-01", comment="Second exercise with the night team", title="Autumn")
    page = world.ciso.post(deposit_url(world), typed)
    assert page.status_code == 200
    assert "happened_on" in page.context["form"].errors
    assert "Second exercise with the night team" in text_of(page)
    assert not Proof.objects.within(SYSTEM).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("happened_on", "yesterday"),
        ("measures.participants", ["nobody"]),
        ("measures.review_written", "perhaps"),
        ("title", "x" * 201),
        ("comment", "x" * 2001),
    ],
)
def test_a_wrong_answer_is_named_with_its_field(world, field, value):
    page = world.ciso.post(deposit_url(world), exercise_form(**{field: value}))
    assert field in page.context["form"].errors


@pytest.mark.parametrize(("name", "content"), [("virus.exe", b"MZ"), ("fake.pdf", b"not a pdf"), ("empty.pdf", b"")])
def test_a_document_that_is_not_accepted_is_refused_with_its_reason(world, name, content):
    page = world.ciso.post(deposit_url(world), exercise_form(file=SimpleUploadedFile(name, content)))
    assert "file" in page.context["form"].errors
    assert not Proof.objects.within(SYSTEM).exists()


def test_of_two_people_who_correct_the_same_evidence_the_second_is_told_and_loses_nothing(world):
    proof = deposited(world.hospital, "crisis_exercise")
    first, second = world.ciso, world.ciso
    typed = exercise_form(seen=str(proof.version))
    first.post(to("revise", proof.uid), {**typed, "comment": "from the first"})
    page = second.post(to("revise", proof.uid), {**typed, "comment": "from the second"})
    assert page.status_code == 409
    assert "from the second" in text_of(page)
    assert Proof.objects.within(SYSTEM).get(comment="from the first").state == ProofState.STANDING


def test_evidence_sent_back_by_the_ars_leads_to_its_correction_with_the_reason(world):
    proof = deposited(world.hospital, "crisis_exercise")
    reviewed(proof, Decision.REFUSED, "The care team is not named.")
    ciso = world.ciso
    offer = ciso.get(to("establishment", world.hospital.uid)).context["offers"][0]
    assert offer.line.button.url == to("revise", proof.uid)
    assert "The care team is not named." in text_of(ciso.get(offer.line.button.url))


def test_withdrawn_evidence_stays_readable_with_its_reason(world):
    proof, ciso = deposited(world.hospital, "crisis_exercise"), world.ciso
    ciso.post(to("withdraw", proof.uid), {"seen": proof.version, "reason": "Wrong hospital"})
    assert "Wrong hospital" in text_of(ciso.get(to("proof", proof.uid)))


def test_a_document_is_downloaded_and_never_shown_inside_our_pages(world):
    proof = deposited(world.hospital, "crisis_exercise", upload=Upload())
    response = world.ciso.get(to("proof_file", proof.uid))
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_an_erased_document_is_offered_no_more(world):
    proof = deposited(world.hospital, "crisis_exercise", upload=Upload())
    director = world.client(Role.DIRECTOR)
    director.post(to("erase", proof.uid), {"reason": "It names a patient"})
    assert director.get(to("proof_file", proof.uid)).status_code == 404


def test_a_correction_of_evidence_whose_document_was_erased_leads_to_no_document(world):
    proof = deposited(world.hospital, "crisis_exercise", upload=Upload())
    world.client(Role.DIRECTOR).post(to("erase", proof.uid), {"reason": "It names a patient"})
    proof.refresh_from_db()
    world.ciso.post(to("revise", proof.uid), exercise_form(seen=str(proof.version), comment="corrected"))
    assert Proof.objects.within(SYSTEM).get(comment="corrected").file is None


def test_a_date_that_changes_proposes_another_end_and_leaves_a_typed_one_alone(world):
    ciso, url = world.ciso, to("validity", "appointment")
    moved = ciso.get(url, {"happened_on": "2026-01-10", "expires_on": "", "proposed": ""})
    typed = ciso.get(url, {"happened_on": "2026-01-10", "expires_on": "2026-05-05", "proposed": "2026-03-03"})
    assert moved.status_code == 200
    assert "2026-05-05" in text_of(typed)


def test_another_hospital_finds_nothing_of_it(world):
    proof = deposited(world.hospital, "crisis_exercise", upload=Upload())
    stranger = world.client(Role.CISO, world.stranger)
    uid = world.hospital.uid
    for address in (
        to("establishment", uid),
        to("requirement", uid, YEARLY_EXERCISE),
        to("not_concerned", uid),
        to("deposit", uid),
        to("proof", proof.uid),
        to("proof_file", proof.uid),
        to("revise", proof.uid),
        to("withdraw", proof.uid),
        to("erase", proof.uid),
        to("review", proof.uid),
        to("call_sheet", uid),
        to("waive", uid, YEARLY_EXERCISE),
    ):
        assert stranger.get(address).status_code == 404, address
    assert "CH premier" not in text_of(stranger.get(to("matrix")))


def test_a_contributor_sees_nothing_until_something_is_opened_to_them(world):
    contributor = world.client(Role.CONTRIBUTOR)
    assert contributor.get(to("establishment", world.hospital.uid)).status_code == 404
    assert "No establishment to show yet" in text_of(contributor.get(to("mine")))


def test_a_contributor_sees_the_establishment_that_was_opened_to_them(world):
    person = world.person(Role.CONTRIBUTOR, world.hospital)
    opened = {"resource": "obligations.status", "level": Level.STATUS, "verbs": []}
    Grant.objects.create(
        organisation=world.hospital,
        region=world.region,
        kind="contribution",
        person=person,
        starts_on="2026-01-01",
        ends_on="2027-01-01",
        **opened,
    )
    client = world.client(Role.CONTRIBUTOR)
    client.force_login(person)
    assert client.get(to("mine")).url == to("establishment", world.hospital.uid)
    assert client.get(to("establishment", world.hospital.uid)).status_code == 200


def test_whoever_answers_for_several_chooses_and_sees_the_most_urgent_of_all(world):
    person = world.person(Role.CISO, world.hospital)
    seat(Role.CISO, world.stranger, person)
    client = world.client(Role.CISO)
    client.force_login(person)
    page = client.get(to("mine"))
    assert {place.name for place in page.context["places"]} == {"CH premier", "Clinique autre"}
    assert page.context["offers"]


def test_what_does_not_concern_an_establishment_is_said_with_the_reason(world):
    page = world.ciso.get(to("not_concerned", world.hospital.uid))
    assert "This concerns only" in text_of(page)


def test_a_requirement_that_does_not_apply_says_so_instead_of_failing(world):
    page = world.ciso.get(to("requirement", world.hospital.uid, "care-d2-p1"))
    assert page.context["verdict"].status.value == "not_applicable"


def test_a_requirement_that_does_not_exist_is_not_found(world):
    assert world.ciso.get(to("requirement", world.hospital.uid, "no-such-thing")).status_code == 404


def test_a_ght_judged_by_its_members_leads_to_them_and_their_evidence_says_it_counts_there(world):
    ght = GhtFactory(region=world.region, name="GHT exemple")
    joins(world.hospital, ght)
    states(ght, "candidature", "care-d2")
    world.refresh(ght)
    ciso = world.client(Role.CISO, ght)
    page = ciso.get(to("requirement", ght.uid, "care-d2-o1c"))
    assert page.context["button"].url.endswith("#members")
    assert [(member.name, shows) for member, shows in page.context["members"]] == [("CH premier", False)]
    proof = deposited(world.hospital, "impact_analysis", measures={"scope": "care_service"})
    read_by = ciso.get(to("proof", proof.uid)).context["read_by"]
    assert "GHT exemple" in {held.organisation.name for held in read_by}


def test_a_member_that_deposits_for_its_ght_is_led_to_its_evidence(world):
    form = {"happened_on": "2026-09-15", "measures.scope": "care_service", "token": "0" * 32}
    response = world.ciso.post(f"{deposit_url(world, 'care-d2-o1c')}&kind=impact_analysis", form)
    assert response.url == to("proof", Proof.objects.within(SYSTEM).get().uid)
