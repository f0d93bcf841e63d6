"""What people change from the pages of the territory."""

from datetime import timedelta

import pytest

from hygie.accounts.models import Invitation
from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.territory.models import Fact, Grant, Membership, Seat
from tests.factories.territory import (
    SeatFactory,
    seated,
)
from tests.territory.pages import text_of, url

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


def test_an_administrator_invites_and_the_mail_is_queued(w, as_):
    sent = {"email": "a@hopital.fr", "first_name": "Ada", "last_name": "Morel", "role": "ciso", "language": "fr"}
    response = as_(Role.ADMINISTRATOR, w.north).post(url("invite", w.north), sent)
    assert response.url == url("people", w.north)
    assert Invitation.objects.get().payload["role"] == "ciso"


def test_a_refused_form_keeps_what_was_typed(w, as_):
    sent = {"email": "nobody", "first_name": "Ada", "last_name": "Morel", "role": "ciso", "language": "fr"}
    page = text_of(as_(Role.ADMINISTRATOR, w.north).post(url("invite", w.north), sent))
    assert 'value="Morel"' in page
    assert not Invitation.objects.exists()


def test_ending_the_last_administrator_says_why_not(w, as_):
    browser = as_(Role.ADMINISTRATOR, w.north)
    seat = Seat.objects.get(role=Role.ADMINISTRATOR)
    page = text_of(browser.post(url("end_seat", w.north, seat), follow=True))
    assert "last administrator" in page
    assert Seat.objects.get(pk=seat.pk).ends_on is None


def test_a_seat_of_another_organisation_is_not_ended_through_ones_own(w, as_):
    elsewhere = SeatFactory(organisation=w.south)
    browser = as_(Role.ADMINISTRATOR, w.north)
    assert browser.post(url("end_seat", w.north, elsewhere)).status_code == 404


def test_a_director_gives_a_mandate_and_ends_it(w, as_):
    browser = as_(Role.DIRECTOR, w.north)
    last = today() + timedelta(days=90)
    sent = {"purpose": "Audit", "first_day": today().isoformat(), "last_day": last.isoformat(), "with_sites": "on"}
    browser.post(url("give_mandate", w.north), sent)
    mandate = Grant.objects.within(SYSTEM).get(organisation=w.north)
    assert mandate.ends_on == last + timedelta(days=1)
    assert "Audit" in text_of(browser.get(url("mandates", w.north)))
    browser.post(url("end_mandate", w.north, mandate))
    assert not Grant.objects.within(SYSTEM).filter(ended_at__isnull=True).exists()


def test_too_long_a_mandate_is_refused_beside_its_date(w, as_):
    last = today() + timedelta(days=500)
    sent = {"purpose": "Audit", "first_day": today().isoformat(), "last_day": last.isoformat()}
    response = as_(Role.DIRECTOR, w.north).post(url("give_mandate", w.north), sent)
    assert "last_day" in response.context["form"].errors


def test_a_ciso_entrusts_something_to_a_contributor(w, as_):
    contributor = seated(Role.CONTRIBUTOR, w.north)
    last = (today() + timedelta(days=90)).isoformat()
    sent = {"person": str(contributor.uid), "resource": "obligations.proof", "may_edit": "on", "last_day": last}
    as_(Role.CISO, w.north).post(url("give_contribution", w.north), sent)
    assert Grant.objects.within(SYSTEM).get().verbs == ["edit"]


def test_a_fact_is_recorded_and_the_second_editor_keeps_what_was_typed(w, as_):
    browser = as_(Role.CISO, w.north)
    sent = {"value": "120", "starts_on": today().isoformat(), "source": "SAE", "seen": ""}
    assert browser.post(url("record_fact", w.north, "beds"), sent).status_code == 302
    page = text_of(browser.post(url("record_fact", w.north, "beds"), sent | {"value": "90"}))
    assert "Someone else recorded" in page
    assert 'value="90"' in page
    assert [fact.value for fact in Fact.objects.within(SYSTEM).order_by("pk")] == [120]


def test_an_ars_officer_states_a_fact_and_a_ciso_declares_it(w, as_):
    for role, place, provider in ((Role.COORDINATOR, w.region, "ars"), (Role.CISO, w.north, "declared")):
        sent = {"value": "care-d1", "starts_on": today().isoformat()}
        as_(role, place).post(url("record_fact", w.north, "candidature"), sent)
        assert Fact.objects.within(SYSTEM).latest("pk").provider == provider


def test_a_coordinator_has_a_clinic_join_a_ght_and_leave_it(w, as_):
    browser = as_(Role.COORDINATOR, w.region)
    sent = {"group": str(w.ght.uid), "kind": "ght", "starts_on": today().isoformat()}
    browser.post(url("join", w.clinic), sent)
    membership = Membership.objects.within(SYSTEM).get(organisation=w.clinic, group=w.ght)
    browser.post(url("leave", w.clinic, membership), {"last_day": ""})
    membership.refresh_from_db()
    assert membership.ends_on == today()


def test_a_renamed_ght_tells_the_second_editor(w, as_):
    browser = as_(Role.COORDINATOR, w.region)
    sent = {"name": "GHT des Monts", "short_name": "", "department": "", "seen": "1"}
    assert browser.post(url("change", w.ght), sent).status_code == 302
    assert "Someone else changed" in text_of(browser.post(url("change", w.ght), sent | {"name": "GHT des Vaux"}))
