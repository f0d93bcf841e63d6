"""A system from the register to its decision, its renewal and its end, and what it answers on the way."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.models import AuditEvent, LedgerEntry
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.accreditation_enums import AccreditationStanding, DecisionState, Outcome
from hygie.governance.actions import personal_data
from hygie.governance.actions.accreditations import DecisionFacts, SystemFacts
from hygie.governance.models import Accreditation, AccreditedSystem
from hygie.governance.offers import happened
from hygie.governance.register_offers import accreditation_tasks
from hygie.governance.rules.accreditations import SOON, accreditation_standing, latest_end
from hygie.obligations.actions.statuses import reassess_due
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.obligations.page_world import text_of

SYSTEM = Scope.system()
OSE_3 = "ose-03"
DAY = timedelta(days=1)


def recorded(world, name="Dossier patient", *, essential=True, place=None):
    place = place or world.hospital
    facts = SystemFacts(name, "Deux sites et leur liaison.", essential, "Audit de mars 2026")
    return actions.add_system(world.context(Role.CISO, place), place, facts)


def granted(**more):
    facts = {"outcome": Outcome.GRANTED, "authority": "Directeur", "decided_on": today()}
    return DecisionFacts(**{**facts, "valid_until": latest_end(today()), **more})


def fresh(system):
    return AccreditedSystem.objects.within(SYSTEM).select_related("organisation").get(pk=system.pk)


def decided(world, system, facts=None):
    system = fresh(system)
    return actions.decide(world.director_context, system, system.revision, world.director, facts or granted())


def withdrawn(world, system):
    system = fresh(system)
    return actions.withdraw_accreditation(world.director_context, system, system.revision, "Système remplacé")


# What it answers


def test_a_system_accredited_turns_rule_3_green_and_back_when_withdrawn(world):
    system = recorded(world)
    assert world.status(world.hospital, OSE_3) == "missing"
    decided(world, system)
    assert world.status(world.hospital, OSE_3) == "met"
    withdrawn(world, system)
    assert world.status(world.hospital, OSE_3) == "missing"


def test_an_accreditation_that_expires_turns_rule_3_back_by_itself(world):
    decided(world, recorded(world), granted(valid_until=today() + timedelta(days=400)))
    assert world.status(world.hospital, OSE_3) == "met"
    with frozen(now() + timedelta(days=400)):
        reassess_due()
        assert world.status(world.hospital, OSE_3) == "expires_soon"
    with frozen(now() + timedelta(days=401)):
        reassess_due()
        assert world.status(world.hospital, OSE_3) == "overdue"


def test_a_withdrawn_accreditation_granted_again_in_the_same_words_counts_again(world):
    system = recorded(world)
    decided(world, system)
    withdrawn(world, system)
    decided(world, system)
    assert world.status(world.hospital, OSE_3) == "met"


def test_a_renewal_replaces_the_decision_and_leaves_one_proof(world):
    system = recorded(world)
    first = decided(world, system)
    with frozen(now() + timedelta(days=700)):
        second = decided(world, system, granted())
        (proof,) = world.proofs("accreditation")
        assert (proof.happened_on, proof.expires_on) == (second.decided_on, second.valid_until)
    assert Accreditation.objects.within(SYSTEM).get(pk=first.pk).state == DecisionState.REPLACED
    assert second.number == 2


def test_a_refusal_ends_what_was_granted(world):
    system = recorded(world)
    decided(world, system)
    decided(world, system, granted(outcome=Outcome.REFUSED))
    assert world.proofs("accreditation") == []
    assert world.status(world.hospital, OSE_3) == "missing"


def test_a_system_outside_the_essential_ones_answers_nothing(world):
    decided(world, recorded(world, essential=False))
    assert world.proofs("accreditation") == []


def test_a_decision_keeps_the_scope_on_which_it_was_taken(world):
    system = recorded(world)
    decision = decided(world, system)
    system = fresh(system)
    facts = SystemFacts(system.name, "Trois sites.", False, "")
    actions.change_system(world.ciso_context, system, system.revision, facts)
    kept = Accreditation.objects.within(SYSTEM).get(pk=decision.pk)
    assert (kept.scope, kept.essential) == ("Deux sites et leur liaison.", True)
    assert world.status(world.hospital, OSE_3) == "met"


# Who may, and what is refused


def test_without_a_second_factor_there_is_no_decision(world):
    system, bare = recorded(world), PersonFactory()
    with pytest.raises(Refused):
        actions.decide(world.context(Role.DIRECTOR, person=bare), system, system.revision, bare, granted())


def test_a_ciso_prepares_and_does_not_decide(world):
    system, person = recorded(world), world.person_with_app(Role.CISO, world.hospital)
    with pytest.raises(Denied):
        actions.decide(world.context(Role.CISO, person=person), system, system.revision, person, granted())


def test_what_changed_since_it_was_read_is_not_decided(world):
    system = recorded(world)
    actions.change_system(world.ciso_context, system, 1, SystemFacts("Dossier patient", "Trois sites.", True))
    with pytest.raises(Stale):
        actions.decide(world.director_context, system, 1, world.director, granted())


def test_a_decision_pressed_twice_is_one_decision(world):
    system = recorded(world)
    first = decided(world, system)
    assert actions.decide(world.director_context, system, 1, world.director, granted()) == first
    assert AuditEvent.objects.within(SYSTEM).filter(kind="accreditation.decided").count() == 1
    assert LedgerEntry.objects.within(SYSTEM).filter(kind="accreditation.decided").count() == 1


def test_a_system_said_twice_is_one_system_and_another_of_its_name_is_refused(world):
    assert recorded(world) == recorded(world)
    with pytest.raises(Refused, match="name"):
        recorded(world, name="dossier  Patient", essential=False)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": date(2026, 10, 5)}, "valid_until"),
        ({"valid_until": date(2029, 10, 6)}, "valid_until"),
        ({"decided_on": date(2026, 10, 6)}, "decided_on"),
        ({"decided_on": date(2023, 10, 1), "valid_until": date(2026, 10, 6)}, "valid_until"),
        ({"outcome": Outcome.RESERVED}, "conditions"),
        ({"authority": " "}, "authority"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_by_its_field(world, more, field):
    with pytest.raises(Refused) as refused:
        decided(world, recorded(world), granted(**more))
    assert set(refused.value.problems) == {field}


def test_an_older_decision_does_not_replace_a_more_recent_one(world):
    system = recorded(world)
    decided(world, system)
    older = today() - timedelta(days=30)
    with pytest.raises(Refused, match="decided_on"):
        decided(world, system, granted(decided_on=older, valid_until=latest_end(older)))


# Rules


@given(decided_on=st.dates(date(2018, 9, 14), date(2090, 1, 1)))
def test_an_accreditation_lasts_three_years_at_most(decided_on):
    end = latest_end(decided_on)
    assert end.year == decided_on.year + 3
    assert (end.month, end.day) == (decided_on.month, decided_on.day) or (end.month, end.day) == (2, 28)


@given(outcome=st.sampled_from([Outcome.GRANTED, Outcome.RESERVED]), left=st.integers(-2000, 2000))
def test_the_last_day_still_counts_and_the_next_one_does_not(outcome, left):
    standing = accreditation_standing(outcome, date(2026, 10, 5) + left * DAY, date(2026, 10, 5))
    assert (standing is AccreditationStanding.EXPIRED) == (left < 0)
    assert (standing is AccreditationStanding.ENDS_SOON) == (0 <= left <= SOON.days)


def test_what_was_never_decided_is_told_from_what_was_withdrawn():
    assert accreditation_standing(None, None, date.max) is AccreditationStanding.AWAITED
    assert accreditation_standing(None, None, date.max, was_withdrawn=True) is AccreditationStanding.WITHDRAWN
    assert accreditation_standing(Outcome.REFUSED, None, date.max) is AccreditationStanding.REFUSED


# Elsewhere


def test_what_ends_within_ninety_days_is_a_next_thing_with_its_day(world):
    system = recorded(world)
    decision = decided(world, system, granted(valid_until=today() + timedelta(days=200)))
    assert accreditation_tasks(world.ciso_context, world.hospital) == []
    with frozen(now() + timedelta(days=110)):
        (task,) = accreditation_tasks(world.ciso_context, world.hospital)
        assert (task.due_on, task.url) == (decision.valid_until, to("accreditation", system.uid))
        (task,) = accreditation_tasks(world.director_context, world.hospital)
        assert task.url == to("decide_accreditation", system.uid)


def test_a_first_decision_is_the_directors_next_thing_and_not_the_cisos(world):
    recorded(world)
    assert len(accreditation_tasks(world.director_context, world.hospital)) == 1
    assert accreditation_tasks(world.ciso_context, world.hospital) == []


def test_decisions_are_in_the_timeline_of_those_who_see_the_register(world):
    system = recorded(world)
    decided(world, system)
    withdrawn(world, system)
    entries = happened(world.ciso_context, world.hospital, None, 10)
    assert [entry.detail for entry in entries] == ["Dossier patient · Granted"] * 2
    expert = world.context(Role.EXPERT, world.region)
    assert happened(expert, world.hospital, None, 10) == []


# Pages


def to(name, *args):
    return reverse(f"governance:{name}", args=args)


def test_from_the_register_to_the_decision_by_the_pages_alone(world):
    ciso, director = world.ciso, world.signing_client()
    page = ciso.get(to("add_accreditation", world.hospital.uid))
    assert page.context["form"].initial["essential"]
    typed = {"name": "Dossier patient", "scope": "Deux sites.", "essential": "on"}
    ciso.post(to("add_accreditation", world.hospital.uid), typed)
    system = AccreditedSystem.objects.within(SYSTEM).get(name="Dossier patient")
    page = director.get(to("decide_accreditation", system.uid))
    initial = {name: str(value) for name, value in page.context["form"].initial.items()}
    signature = initial | {"outcome": "granted", "authority": "Directeur", "read": "on"}
    answer = director.post(to("decide_accreditation", system.uid), signature, follow=True)
    assert "Accredited" in text_of(answer)
    assert world.status(world.hospital, OSE_3) == "met"
    director.post(to("withdraw_accreditation", system.uid), {"reason": "Remplacé", "seen": "2"})
    assert world.status(world.hospital, OSE_3) == "missing"


def test_deciding_asks_first_for_a_code(world):
    system, client = recorded(world), Client()
    client.force_login(world.director)
    for name in ("decide_accreditation", "withdraw_accreditation"):
        assert client.get(to(name, system.uid)).url.startswith(reverse("accounts:prove_by_code"))


def test_the_ars_sees_where_a_system_stands_and_neither_its_scope_nor_its_conditions(world):
    system = recorded(world)
    decided(world, system, granted(outcome=Outcome.RESERVED, conditions="Cloisonner"))
    page = text_of(world.coordinator.get(to("accreditations", world.hospital.uid)))
    assert "Accredited with reservations" in page
    assert "liaison" not in page
    assert "Cloisonner" not in page
    assert world.coordinator.get(to("accreditation", system.uid)).status_code == 404


def test_another_hospital_and_the_regional_expert_see_nothing_of_the_register(world):
    system = recorded(world)
    readers = [world.client(Role.CISO, world.stranger), world.client(Role.EXPERT, world.region)]
    for client in readers:
        assert client.get(to("accreditations", world.hospital.uid)).status_code == 404
        assert client.get(to("accreditation", system.uid)).status_code == 404


def test_the_register_keeps_its_budget_however_many_systems_it_has(world):
    for rank in range(6):
        decided(world, recorded(world, name=f"Système {rank}"))
    client = world.signing_client()
    with at_most(15):
        client.get(to("accreditations", world.hospital.uid))
    with at_most(16):
        client.get(to("accreditation", fresh(recorded(world, name="Système 1")).uid))


def test_a_name_typed_in_the_register_is_never_markup(world):
    recorded(world, name="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(world.ciso.get(to("accreditations", world.hospital.uid)))


def test_what_one_signed_is_handed_over(world):
    decided(world, recorded(world))
    (signed,) = personal_data.export(world.director.pk)["accreditations_signed"]
    assert signed["as"] == world.director.full_name
