"""Who answers for what: proofs that begin and end with an appointment, and vacancies."""

from datetime import timedelta

import pytest

from hygie.core.access import Role
from hygie.core.actions import Context, Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.actions import personal_data
from hygie.governance.actions.appointments import Post, begin_appointments
from hygie.governance.enums import Function
from hygie.governance.indicators import count_cisos
from hygie.governance.models import Appointment
from hygie.governance.queries.appointments import functions_of, vacancies
from hygie.obligations.actions.statuses import reassess_due
from hygie.obligations.enums import Decision
from tests.factories.accounts import PersonFactory
from tests.factories.obligations import EntityFactory, deposited, reviewed

SYSTEM = Scope.system()
O4 = "care-d2-o4"
SYSTEM_CONTEXT = Context.system("test")
YESTERDAY = timedelta(days=1)


def referent(**more):
    return Post(Function.BUSINESS, "Inès", "Fauvel", **{"subject": "Pharmacie"} | more)


def ciso(**more):
    return Post(Function.CISO, "Karim", "Delorme", **more)


def restored(world):
    """The other half of the requirement."""
    reviewed(deposited(world.hospital, "restore_test", today()), Decision.ACCEPTED)


def appointed(world, post=None, places=(), starts=0, **more):
    ctx = world.context(Role.DIRECTOR, world.hospital, world.neighbour)
    day = today() + timedelta(days=starts)
    return actions.appoint(ctx, world.hospital, post or referent(), places or [world.hospital], day, **more)


def test_an_appointment_that_ends_turns_its_requirement_back(world):
    restored(world)
    appointment = appointed(world)
    assert world.status(world.hospital, O4) == "met"
    with frozen(now() + timedelta(days=10)):
        ctx = world.context(Role.DIRECTOR)
        actions.end_appointment(ctx, appointment, today() - YESTERDAY, "Mobilité")
        assert world.status(world.hospital, O4) == "overdue"


def test_an_end_to_come_turns_the_requirement_back_on_its_day_by_itself(world):
    restored(world)
    appointment = appointed(world)
    actions.end_appointment(world.context(Role.DIRECTOR), appointment, today() + timedelta(days=5), "")
    assert world.status(world.hospital, O4) in {"met", "expires_soon"}
    with frozen(now() + timedelta(days=6)):
        reassess_due()
        assert world.status(world.hospital, O4) == "overdue"


def test_a_ciso_shared_by_three_hospitals_counts_for_three(world):
    before = count_cisos(SYSTEM, world.region.pk)
    third = EntityFactory(name="CH troisième", region=world.region)
    world.refresh(third)
    places = [world.hospital, world.neighbour, third]
    ctx = world.context(Role.CISO, *places)
    actions.appoint(ctx, world.hospital, ciso(), places, today())
    after = count_cisos(SYSTEM, world.region.pk)
    assert after.value == before.value + 3
    shared = {pk: shared for pk, held, shared in vacancies(SYSTEM, world.region.pk, Function.CISO) if held}
    assert shared == dict.fromkeys((place.pk for place in places), True)


def test_a_ciso_appointed_at_the_ght_counts_for_each_of_its_members(world):
    ctx = world.context(Role.DIRECTOR, world.ght)
    actions.appoint(ctx, world.ght, ciso(), [world.ght], today())
    held = {pk for pk, held, _shared in vacancies(SYSTEM, world.region.pk, Function.CISO) if held}
    assert held == {world.member.pk, world.neighbour.pk}


def test_a_vacancy_is_seen_until_somebody_is_appointed_and_again_after(world):
    def vacant():
        lines = functions_of(world.hospital)
        return {line.function for line in lines if line.is_vacant}

    assert Function.CISO in vacant()
    appointment = appointed(world, ciso())
    assert Function.CISO not in vacant()
    with frozen(now() + timedelta(days=3)):
        actions.end_appointment(world.context(Role.DIRECTOR), appointment, today() - YESTERDAY, "")
        assert Function.CISO in vacant()


def test_nobody_is_appointed_for_a_hospital_that_the_reader_does_not_answer_for(world):
    ctx = world.context(Role.CISO, world.hospital)
    with pytest.raises(Denied):
        actions.appoint(ctx, world.hospital, ciso(), [world.hospital, world.stranger], today())
    assert not Appointment.objects.within(SYSTEM).exists()


def test_an_appointment_said_twice_is_one_appointment(world):
    first = appointed(world)
    assert appointed(world) == first
    assert len(world.proofs("appointment")) == 1


def test_an_appointment_to_come_is_proved_on_its_first_day_and_once(world):
    appointed(world, starts=7)
    assert world.proofs("appointment") == []
    with frozen(now() + timedelta(days=7)):
        assert begin_appointments(SYSTEM_CONTEXT) == 1
        assert begin_appointments(SYSTEM_CONTEXT) == 0
        assert len(world.proofs("appointment")) == 1


def test_the_proof_of_an_appointment_names_nobody(world):
    appointed(world)
    (proof,) = world.proofs("appointment")
    assert proof.measures == {"role": "business_referent"}
    assert "Fauvel" not in proof.title + proof.comment


@pytest.mark.parametrize(
    ("post", "field"),
    [
        (Post(Function.CISO, "A", " "), "last_name"),
        (Post(Function.BUSINESS, "A", "B"), "subject"),
        (Post(Function.CISO, "A", "B", share=101), "share"),
    ],
)
def test_a_post_that_lacks_something_is_refused_by_its_field(world, post, field):
    with pytest.raises(Refused) as refused:
        appointed(world, post)
    assert field in refused.value.problems


def test_the_last_day_does_not_come_before_the_first(world):
    appointment = appointed(world)
    with pytest.raises(Refused):
        actions.end_appointment(world.context(Role.DIRECTOR), appointment, today() - timedelta(days=2), "")
    with pytest.raises(Refused):
        appointed(world, ciso(), ends_on=today() - YESTERDAY)


def test_a_number_corrected_on_an_old_reading_is_refused(world):
    appointment, ctx = appointed(world), world.context(Role.DIRECTOR)
    actions.change_appointment(ctx, appointment, 1, referent(phone_at_night="01 99 00 00 24"))
    with pytest.raises(Stale):
        actions.change_appointment(ctx, appointment, 1, referent(phone="01"))


def test_a_person_erased_is_named_by_no_appointment_any_more(world):
    person = PersonFactory(email="karim@hopital-exemple.fr")
    appointment = appointed(world, ciso(email=person.email, phone_at_night="01 99 00 00 24"))
    assert personal_data.export(person.pk)["appointments"][0]["name"] == "Karim Delorme"
    assert personal_data.erase(person.pk) == 1
    erased = Appointment.objects.within(SYSTEM).get(pk=appointment.pk)
    assert (erased.name, erased.email, erased.phone_at_night) == ("", "", "")
    assert erased.starts_on == appointment.starts_on
