import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from hygie.accounts import actions, sessions
from hygie.accounts.demo import demo_code, demo_person
from hygie.accounts.models import Person
from hygie.accounts.rules import totp_code, totp_step
from hygie.core import clock
from hygie.core.actions import Context
from tests.accounts.helpers import (
    MINE,
    SECOND_STEP,
    SIGN_OUT,
    is_signed_in,
    run_jobs,
    sign_in_fully,
    type_password,
    url,
)
from tests.factories.accounts import PASSWORD, PersonFactory, code_of, recovery_codes_of

pytestmark = pytest.mark.django_db
SYSTEM = Context.system("test")
OVERVIEW = "/account/second-factor/"


def enrol(client):
    """Set up an app as the page says."""
    page = client.get(url("add_app"))
    secret = page.context["form"].secret
    return client.post(url("add_app"), {"code": totp_code(secret, totp_step(clock.now()))})


def test_whoever_must_have_a_second_factor_reaches_nothing_before_setting_it_up(client):
    person = PersonFactory(second_factor_required=True)
    sign_in_fully(person, client)
    for path in [MINE, url("change_password"), url("sessions")]:
        assert client.get(path).url == OVERVIEW
    assert client.get(OVERVIEW).status_code == 200
    assert client.get(url("add_app")).status_code == 200


def test_once_set_up_everything_opens(client, django_capture_on_commit_callbacks):
    person = PersonFactory(second_factor_required=True)
    sign_in_fully(person, client)
    with django_capture_on_commit_callbacks(execute=True):
        assert enrol(client).url == url("recovery_codes")
    assert len(client.get(url("recovery_codes")).context["unused_codes"]) == 10
    assert client.get(MINE).status_code == 200
    run_jobs()
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_setting_up_right_after_signing_in_asks_for_no_second_password(client):
    sign_in_fully(PersonFactory(second_factor_required=True), client)
    assert client.get(url("add_app")).status_code == 200


def test_language_theme_and_sign_out_stay_within_reach_before_the_second_factor(client):
    person = PersonFactory(second_factor_required=True)
    sign_in_fully(person, client)
    assert client.post("/language/", {"language": "fr", "next": "/there/"}).url == "/there/"
    assert client.post("/theme/", {"theme": "dark", "next": "/there/"}).url == "/there/"
    client.post(SIGN_OUT)
    assert not is_signed_in(client)


def test_the_obligation_takes_effect_on_a_session_already_open(client):
    person = PersonFactory()
    sign_in_fully(person, client)
    assert client.get(MINE).status_code == 200
    actions.require_second_factor(SYSTEM, person)
    assert client.get(MINE).url == OVERVIEW


def test_an_administrator_may_reset_a_lost_second_factor(client):
    person = PersonFactory(app=True, second_factor_required=True)
    sign_in_fully(person, client)
    actions.reset_second_factor(SYSTEM, person)
    assert not is_signed_in(client)
    assert type_password(client, person.email).url == "/"
    assert client.get(MINE).url == OVERVIEW
    run_jobs()
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_a_wrong_code_sets_up_nothing(client):
    person = PersonFactory()
    sign_in_fully(person, client)
    client.get(url("add_app"))
    assert client.post(url("add_app"), {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_secret_of_an_app_is_not_readable_in_the_database():
    person = PersonFactory(app=True)
    stored = json.dumps(list(Authenticator.objects.filter(user=person).order_by("pk").values_list("data", flat=True)))
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert not any(code in stored for code in recovery_codes_of(person))


def test_a_key_that_was_replaced_still_opens_what_it_sealed(client, settings):
    person = PersonFactory(app=True)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "0123456789" * 5
    sign_in_fully(person, client)
    assert is_signed_in(client)


def prove_stale(client):
    session = client.session
    session[sessions.PROVED] = 0
    session.save()


@pytest.mark.parametrize("page", ["add_app", "remove_app", "recovery_codes", "renew_recovery_codes", "add_passkey"])
def test_a_sensitive_page_asks_again_who_is_there(client, page):
    person = PersonFactory(app=True) if page != "add_app" else PersonFactory()
    sign_in_fully(person, client)
    prove_stale(client)
    client.defaults["HTTP_HOST"] = "localhost"
    answer = client.get(url(page))
    assert answer.url.startswith(url("prove_by_password"))
    back = client.post(answer.url, {"password": PASSWORD, "next": url(page)})
    assert back.url == url(page)
    assert client.get(url(page)).status_code == 200


def test_a_wrong_proof_opens_nothing(client):
    sign_in_fully(PersonFactory(), client)
    prove_stale(client)
    assert client.post(url("prove_by_password"), {"password": "wrong wrong wrong"}).status_code == 200
    assert client.get(url("add_app")).status_code == 302


def test_a_code_proves_as_well_as_the_password(client):
    person = PersonFactory(app=True)
    sign_in_fully(person, client)
    prove_stale(client)
    answer = client.post(url("prove_by_code"), {"code": code_of(person, later=1), "next": url("recovery_codes")})
    assert answer.url == url("recovery_codes")
    assert client.get(url("recovery_codes")).status_code == 200


def test_new_recovery_codes_end_the_old_ones(client, django_capture_on_commit_callbacks):
    person = PersonFactory(app=True)
    sign_in_fully(person, client)
    old = set(recovery_codes_of(person))
    assert client.get(url("renew_recovery_codes")).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("renew_recovery_codes"))
    assert not old & set(recovery_codes_of(person))
    run_jobs()
    assert len(mail.outbox) == 1


def test_recovery_codes_can_be_taken_away_as_a_file(client):
    person = PersonFactory(app=True)
    sign_in_fully(person, client)
    answer = client.get(url("download_recovery_codes"))
    code = recovery_codes_of(person)[0]
    assert f"{code[:4]} {code[4:]}" in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_an_optional_app_can_be_removed_and_its_codes_go_with_it(client):
    person = PersonFactory(app=True)
    sign_in_fully(person, client)
    assert client.get(url("remove_app")).status_code == 200
    client.post(url("remove_app"))
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_only_second_factor_of_whoever_must_have_one_cannot_be_removed(client):
    person = PersonFactory(app=True, second_factor_required=True)
    sign_in_fully(person, client)
    client.post(url("remove_app"))
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    passkey = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key", "credential": {}})
    Authenticator.objects.filter(user=person, type="totp").delete()
    client.post(url("remove_passkey", passkey.pk))
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_nobody_touches_the_passkey_of_another(client):
    passkey = Authenticator.objects.create(
        user=PersonFactory(), type="webauthn", data={"name": "Key", "credential": {}}
    )
    sign_in_fully(PersonFactory(), client)
    assert client.post(url("remove_passkey", passkey.pk)).status_code == 404


def test_passkeys_are_offered_where_browsers_accept_them(client):
    sign_in_fully(PersonFactory(), client)
    assert client.get(OVERVIEW, headers={"host": "localhost:8000"}).context["passkeys_work"]
    assert not client.get(OVERVIEW, headers={"host": "127.0.0.1:8000"}).context["passkeys_work"]


def test_a_person_of_the_demonstration_gets_the_code_on_the_page_and_nobody_else_does(client, settings):
    settings.HYGIE_DEMO = True
    invented = demo_person("rssi@demo.exemple", "Lou", "Petit", password=PASSWORD, second_factor_required=True)
    type_password(client, invented.email)
    page = client.get(SECOND_STEP)
    assert page.context["demo_code"] == demo_code(invented)
    client.post(SECOND_STEP, {"code": page.context["demo_code"]})
    assert is_signed_in(client)
    real, other = PersonFactory(app=True), Client()
    type_password(other, real.email)
    assert other.get(SECOND_STEP).context["demo_code"] is None


def test_outside_the_demonstration_no_code_is_shown(client, settings):
    settings.HYGIE_DEMO = False
    invented = demo_person("rssi@demo.exemple", "Lou", "Petit", password=PASSWORD, second_factor_required=True)
    type_password(client, invented.email)
    assert client.get(SECOND_STEP).context["demo_code"] is None


def test_loading_the_demonstration_again_finds_the_same_people():
    first = demo_person("rssi@demo.exemple", "Lou", "Petit", password=PASSWORD, second_factor_required=True)
    again = demo_person("rssi@demo.exemple", "Lou", "Petit", password=PASSWORD, second_factor_required=True)
    assert first == again
    assert Person.objects.count() == Authenticator.objects.count() == 1
