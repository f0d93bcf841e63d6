"""Suppliers of an establishment: recorded once, reviewed, ended; seen as the policy says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.actions import personal_data
from hygie.governance.actions.suppliers import Terms
from hygie.governance.models import Engagement, Supplier
from hygie.governance.supplier_enums import AccessStanding, Clause, Criticality, RemoteAccess
from hygie.governance.supplier_offers import tasks_of
from hygie.territory.queries import organisation_or_404
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.obligations.page_world import text_of

SYSTEM = Scope.system()
NIGHT = "01 99 00 77 24"


def to(name, *args):
    return reverse(f"governance:{name}", args=args)


def terms(**more):
    facts = {"services": "Dossier patient", "criticality": Criticality.VITAL, "access": RemoteAccess.VPN}
    return Terms(**facts | {"night_phone": NIGHT} | more)


def engaged(world, name="Orvélis", place=None, **more):
    place = place or world.hospital
    return actions.engage(world.context(Role.CISO, place), place, name, terms(**more))


def running():
    return Engagement.objects.within(SYSTEM).filter(ended_on__isnull=True).count()


def typed(**more):
    return {"name": "Orvélis", "services": "Dossier patient", "criticality": "vital", "access": "vpn"} | more


def test_a_supplier_is_one_name_for_the_whole_region(world):
    first = engaged(world, "Orvélis")
    second = engaged(world, "ORVELIS S.A.S.", world.neighbour)
    assert first.supplier == second.supplier
    assert Supplier.objects.count() == 1


def test_a_supplier_recorded_twice_is_one_engagement(world):
    assert engaged(world) == engaged(world)
    assert running() == 1


def test_a_hospital_records_suppliers_for_itself_alone(world):
    with pytest.raises(Denied):
        actions.engage(world.context(Role.CISO), world.stranger, "Orvélis", terms())
    with pytest.raises(Denied):
        actions.engage(world.context(Role.COORDINATOR, world.region), world.hospital, "Orvélis", terms())


@pytest.mark.parametrize(
    ("name", "more", "field"),
    [
        ("  ", {}, "name"),
        ("Orvélis", {"services": " "}, "services"),
        ("Orvélis", {"contract_starts_on": 2, "contract_ends_on": 1}, "contract_ends_on"),
    ],
)
def test_what_lacks_is_refused_by_its_field(world, name, more, field):
    dates = {
        key: today() + timedelta(days=value) if key.startswith("contract") else value for key, value in more.items()
    }
    with pytest.raises(Refused) as refused:
        engaged(world, name, **dates)
    assert field in refused.value.problems


def test_a_review_counts_once_a_day_and_grows_old_in_twelve_months(world):
    engagement, ctx = engaged(world), world.ciso_context
    assert engagement.access_standing is AccessStanding.NEVER
    reviewed = actions.review_access(ctx, engagement, 1)
    assert reviewed.access_standing is AccessStanding.GOOD
    assert actions.review_access(ctx, engagement, 1).revision == reviewed.revision
    with frozen(now() + timedelta(days=370)):
        assert reviewed.access_standing is AccessStanding.OVERDUE


def test_an_access_that_changed_has_not_been_reviewed(world):
    engagement, ctx = engaged(world), world.ciso_context
    reviewed = actions.review_access(ctx, engagement, 1)
    changed = actions.change_engagement(ctx, reviewed, 2, terms(access=RemoteAccess.DIRECT))
    assert changed.access_standing is AccessStanding.NEVER
    with pytest.raises(Stale):
        actions.review_access(ctx, reviewed, 2)


def test_a_supplier_without_remote_access_has_none_to_review(world):
    with pytest.raises(Refused):
        actions.review_access(world.ciso_context, engaged(world, access=RemoteAccess.NONE), 1)


def test_the_end_of_a_service_takes_its_contacts_away_and_the_supplier_may_come_back(world):
    ended = actions.end_engagement(world.ciso_context, engaged(world), today(), "Fin de marché")
    assert (ended.night_phone, ended.services) == ("", "Dossier patient")
    assert engaged(world) != ended
    with pytest.raises(Refused):
        actions.end_engagement(world.ciso_context, engaged(world), today() + timedelta(days=1), "")


def test_a_change_on_an_old_reading_is_refused(world):
    engagement, ctx = engaged(world), world.ciso_context
    actions.change_engagement(ctx, engagement, 1, terms(services="Imagerie"))
    with pytest.raises(Stale):
        actions.change_engagement(ctx, engagement, 1, terms(services="Biologie"))


def test_accesses_and_contracts_become_tasks_with_their_days(world):
    ends_on = today() + timedelta(days=40)
    engaged(world, contract_ends_on=ends_on)
    place = organisation_or_404(world.ciso_context, world.hospital.uid)
    review, contract = tasks_of(world.ciso_context, place)
    assert "Orvélis" in review.title
    assert contract.due_on == ends_on
    assert review.key != contract.key
    assert tasks_of(world.context(Role.COORDINATOR, world.region), place) == []


def test_what_the_platform_knows_of_a_contact_is_handed_over_and_erased(world):
    person = PersonFactory(email="garde@orvelis.example")
    engagement = engaged(world, night_name="Jean Orsini", night_email="Garde@orvelis.example")
    (known,) = personal_data.export(person.pk)["supplier_contacts"]
    assert (known["name"], known["phone"]) == ("Jean Orsini", NIGHT)
    assert personal_data.erase(person.pk) == 1
    engagement.refresh_from_db()
    assert (engagement.night_name, engagement.night_phone, engagement.night_email) == ("", "", "")


def test_the_pages_lead_from_a_first_supplier_to_its_end(world):
    client = world.ciso
    client.post(to("engage", world.hospital.uid), typed(clauses=["audit", "incidents"], night_phone=NIGHT))
    engagement = Engagement.objects.within(SYSTEM).get()
    assert engagement.clauses == [Clause.INCIDENTS, Clause.AUDIT]
    page = text_of(client.get(to("suppliers", world.hospital.uid)))
    assert "Never reviewed" in page
    assert NIGHT in text_of(client.get(to("engagement", engagement.uid)))
    answer = client.post(to("review_access", engagement.uid), {"seen": 1}, follow=True)
    assert "Remote access reviewed: Orvélis." in text_of(answer)
    client.post(to("change_engagement", engagement.uid), typed(services="Biologie", seen=2))
    assert "Biologie" in text_of(client.get(to("engagement", engagement.uid)))
    client.post(to("end_engagement", engagement.uid), {"last_day": today().isoformat()})
    assert running() == 0
    assert "Orvélis" in text_of(client.get(to("suppliers", world.hospital.uid)))


def test_a_name_that_looks_like_one_of_the_region_is_asked_about_before_it_is_kept(world):
    known, client = engaged(world, "Orvélis", world.neighbour), world.ciso
    address = to("engage", world.hospital.uid)
    asked = text_of(client.post(address, typed(name="Orvlis")))
    assert "Did you mean" in asked
    assert str(known.supplier.uid) in asked
    client.post(address, typed(name="Orvlis", same_as=str(known.supplier.uid)))
    assert Supplier.objects.count() == 1
    client.post(address, typed(name="Orvlis", same_as="another"))
    assert Supplier.objects.count() == 2


def test_names_are_suggested_while_somebody_types(world):
    engaged(world, "Orvélis", world.neighbour)
    answer = world.ciso.get(to("supplier_names", world.hospital.uid), {"name": "Orvlis"})
    assert "Orvélis" in text_of(answer)


def test_the_ars_sees_names_services_and_accesses_and_neither_contacts_nor_contracts(world):
    ends_on = today() + timedelta(days=40)
    engagement = engaged(world, contract_ends_on=ends_on)
    page = text_of(world.coordinator.get(to("suppliers", world.hospital.uid)))
    assert "Orvélis" in page
    assert "VPN" in page
    assert NIGHT not in page
    assert "Never reviewed" not in page
    assert str(engagement.uid) not in page
    assert world.coordinator.get(to("engagement", engagement.uid)).status_code == 404


def test_another_hospital_sees_no_supplier_of_this_one(world):
    engagement, stranger = engaged(world), world.client(Role.CISO, world.stranger)
    assert stranger.get(to("suppliers", world.hospital.uid)).status_code == 404
    assert stranger.get(to("engagement", engagement.uid)).status_code == 404
    assert "Orvélis" not in text_of(stranger.get(reverse("web:search"), {"q": "orvélis"}))


def test_the_search_finds_a_supplier_by_its_name_and_by_what_it_runs(world):
    engaged(world)
    client = world.ciso
    for text in ("orvélis", "dossier pat"):
        assert "Orvélis" in text_of(client.get(reverse("web:search"), {"q": text}))


def test_the_register_keeps_its_budget_however_long_it_is(world):
    for rank in range(60):
        engaged(world, f"Éditeur {rank} {'abcdefghij'[rank % 10] * 9}")
    client = world.ciso
    with at_most(13):
        client.get(to("suppliers", world.hospital.uid))
