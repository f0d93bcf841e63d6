from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from hygie.accounts import actions
from hygie.accounts.models import Invitation, Person
from hygie.accounts.registries import InvitationHandler, invitation_handlers
from hygie.core import clock
from hygie.core.actions import Context, Refused
from tests.accounts.helpers import MINE, is_signed_in, link_in, run_jobs, sign_in_fully, type_password
from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
ACCEPTED = {"first_name": "Ada", "last_name": "Byron", "language": "en", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def host():
    return PersonFactory(first_name="Sam", last_name="Leroy")


def invite(host, **changes):
    """An invitation and the path of its link."""
    facts = {"email": "Ada@Exemple.fr", "first_name": "Ada", "language": "en"} | changes
    invitation = actions.invite(actions.own(host), **facts)
    run_jobs()
    return invitation, link_in(mail.outbox[-1])


def test_an_invitation_becomes_an_account_and_opens_the_door(client, host):
    _, link = invite(host)
    page = client.get(link)
    assert b"Sam Leroy" in page.content
    assert b"ada@exemple.fr" in page.content
    assert client.post(link, ACCEPTED).url == "/"
    person = Person.objects.get(email="ada@exemple.fr")
    assert (person.full_name, person.language) == ("Ada Byron", "en")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.sign_ins.get().method == "invitation"
    assert client.get(MINE).status_code == 200


def test_the_link_works_once(client, host):
    invitation, link = invite(host)
    client.post(link, ACCEPTED)
    assert Client().get(link).status_code == 404
    assert Client().post(link, ACCEPTED).status_code == 404
    with pytest.raises(Refused):
        actions.accept_invitation(invitation, first_name="A", last_name="B", language="fr", password=PASSWORD)
    assert Person.objects.filter(email="ada@exemple.fr").count() == 1


def test_the_link_ends_after_fourteen_days(client, host):
    _, link = invite(host)
    with clock.frozen(clock.now() + timedelta(days=13, hours=23)):
        assert client.get(link).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=14, seconds=1)):
        assert client.get(link).status_code == 404


def test_a_withdrawn_invitation_opens_nothing_and_withdrawing_twice_is_withdrawing_once(client, host):
    invitation, link = invite(host)
    actions.revoke_invitation(actions.own(host), invitation)
    actions.revoke_invitation(actions.own(host), invitation)
    assert client.get(link).status_code == 404


def test_an_accepted_invitation_cannot_be_withdrawn(client, host):
    invitation, link = invite(host)
    client.post(link, ACCEPTED)
    with pytest.raises(Refused):
        actions.revoke_invitation(actions.own(host), invitation)


def test_the_link_cannot_be_read_in_the_database(host):
    invitation, link = invite(host)
    token = link.strip("/").split("/")[-1]
    stored = Invitation.objects.filter(pk=invitation.pk).values_list("token_digest", "payload").get()
    assert token not in str(stored)
    assert len(token) >= 43


def test_inviting_twice_is_one_invitation_with_a_new_delay(host):
    first, link = invite(host)
    with clock.frozen(clock.now() + timedelta(days=10)):
        second, again = invite(host)
    assert first == second
    assert link == again
    assert second.expires_at > first.expires_at
    assert len(mail.outbox) == 2


def test_whoever_has_an_account_is_not_invited(host):
    with pytest.raises(Refused) as refusal:
        actions.invite(actions.own(host), email=PersonFactory().email.upper())
    assert set(refusal.value.problems) == {"email"}


@pytest.mark.parametrize(
    "change", [{"password": "court", "again": "court"}, {"again": "another one entirely"}, {"last_name": " "}]
)
def test_a_refused_form_keeps_what_was_typed_and_the_link_stays_good(client, host, change):
    _, link = invite(host)
    page = client.post(link, ACCEPTED | {"first_name": "Augusta"} | change)
    assert page.status_code == 200
    assert b"Augusta" in page.content
    assert not is_signed_in(client)
    assert client.post(link, ACCEPTED).status_code == 302


def test_the_page_and_the_mail_speak_the_language_chosen_by_the_host(client, host):
    _, link = invite(host, language="fr")
    assert b'lang="fr"' in client.get(link).content
    client.cookies["hygie_language"] = "en"
    assert b'lang="en"' in client.get(link).content


def test_accepting_while_signed_in_as_another_changes_person(client, host):
    _, link = invite(host)
    sign_in_fully(host, client)
    assert b"Sam Leroy" in client.get(link).content
    client.post(link, ACCEPTED)
    assert client.session["_auth_user_id"] == str(Person.objects.get(email="ada@exemple.fr").pk)


def test_an_invitation_that_requires_a_second_factor_leads_to_it(client, host):
    _, link = invite(host, second_factor_required=True)
    client.post(link, ACCEPTED)
    assert client.get(MINE).url == "/account/second-factor/"
    assert client.get("/account/second-factor/app/").status_code == 200


@pytest.fixture
def kept(monkeypatch):
    """A handler of an upper floor, and what it was told."""
    told = []

    def keep(ctx, person, payload):
        if payload.get("closed"):
            raise Refused("this establishment has closed")
        told.append((ctx.reason, person.email, payload["role"]))

    handler = InvitationHandler("test.seat", keep, lambda payload: f"You will be {payload['role']}.")
    monkeypatch.setattr(invitation_handlers, "_items", {"test.seat": handler})
    return told


def test_what_an_upper_floor_promised_is_kept_at_acceptance(client, host, kept):
    _, link = invite(host, handler="test.seat", payload={"role": "ciso"})
    assert "You will be ciso." in mail.outbox[0].body
    assert b"You will be ciso." in client.get(link).content
    client.post(link, ACCEPTED)
    assert kept == [("invitation accepted", "ada@exemple.fr", "ciso")]


def test_accepting_one_invitation_keeps_every_promise_made_to_that_address(client, host, kept):
    _, link = invite(host, handler="test.seat", payload={"role": "ciso"})
    invite(host, handler="test.seat", payload={"role": "director"})
    client.post(link, ACCEPTED)
    assert [role for *_, role in kept] == ["ciso", "director"]
    assert not Invitation.objects.filter(accepted_at=None).exists()


def test_a_promise_that_can_no_longer_be_kept_creates_no_account(client, host, kept):
    _, link = invite(host, handler="test.seat", payload={"role": "ciso", "closed": True})
    page = client.post(link, ACCEPTED)
    assert b"this establishment has closed" in page.content
    assert not Person.objects.filter(email="ada@exemple.fr").exists()
    assert client.get(link).status_code == 200


def test_another_invitation_that_can_no_longer_be_kept_is_withdrawn_and_blocks_nothing(client, host, kept):
    _, link = invite(host, handler="test.seat", payload={"role": "ciso"})
    other, _ = invite(host, handler="test.seat", payload={"role": "director", "closed": True})
    client.post(link, ACCEPTED)
    other.refresh_from_db()
    assert [role for *_, role in kept] == ["ciso"]
    assert (other.accepted_at, other.revoked_at is None) == (None, False)


def test_an_address_that_got_an_account_meanwhile_is_told_so(client, host):
    _, link = invite(host)
    actions.create_person(
        Context.system("test"), email="ada@exemple.fr", first_name="Ada", last_name="B", password=PASSWORD
    )
    page = client.post(link, ACCEPTED)
    assert b"already an account" in page.content
    assert type_password(Client(), "ada@exemple.fr").url == "/"
