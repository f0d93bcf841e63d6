from datetime import timedelta

import pytest
from django.test import Client

from hygie.accounts.models import Person, PersonSession
from hygie.core import clock
from tests.accounts.helpers import MINE, SIGN_IN, is_signed_in, sign_in_fully, url
from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def session_of(client):
    return PersonSession.objects.get(session_key=client.session.session_key)


def test_ending_a_session_signs_that_browser_out_at_once(client):
    person = PersonFactory()
    elsewhere = sign_in_fully(person, Client(HTTP_USER_AGENT=FIREFOX))
    sign_in_fully(person, client)
    assert b"Firefox \xc2\xb7 Linux" in client.get(url("sessions")).content
    client.post(url("end_session", session_of(elsewhere).uid))
    assert elsewhere.get(MINE).url.startswith(SIGN_IN)
    assert is_signed_in(client)


def test_ending_all_the_others_keeps_this_one(client):
    person = PersonFactory()
    others = [sign_in_fully(person) for _ in range(3)]
    sign_in_fully(person, client)
    client.post(url("end_other_sessions"))
    assert not any(is_signed_in(other) for other in others)
    assert client.get(MINE).status_code == 200


def test_nobody_ends_the_session_of_another(client):
    stranger = sign_in_fully(PersonFactory())
    sign_in_fully(PersonFactory(), client)
    client.post(url("end_session", session_of(stranger).uid))
    assert is_signed_in(stranger)


def test_the_present_session_is_ended_by_signing_out_only(client):
    sign_in_fully(PersonFactory(), client)
    client.post(url("end_session", session_of(client).uid))
    assert is_signed_in(client)


def test_a_session_keeps_its_public_name_from_page_to_page(client):
    sign_in_fully(PersonFactory(), client)
    uid = session_of(client).uid
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        client.get(MINE)
    assert session_of(client).uid == uid
    assert session_of(client).seen_at > session_of(client).started_at


def test_a_visit_is_written_at_most_every_five_minutes(client):
    sign_in_fully(PersonFactory(), client)
    before = session_of(client).seen_at
    with clock.frozen(clock.now() + timedelta(minutes=4)):
        client.get(MINE)
    assert session_of(client).seen_at == before


def test_a_session_ends_after_twelve_hours_however_busy(client):
    sign_in_fully(PersonFactory(), client)
    start = clock.now()
    for hours in (3, 6, 9, 11):
        with clock.frozen(start + timedelta(hours=hours)):
            assert client.get(MINE).status_code == 200
    with clock.frozen(start + timedelta(hours=12, minutes=1)):
        assert client.get(f"{MINE}?a=1").url == f"{SIGN_IN}?next=/account/%3Fa%3D1"
    assert not is_signed_in(client)


def test_a_session_unused_for_four_hours_has_expired(client, monkeypatch):
    sign_in_fully(PersonFactory(), client)
    later = clock.now() + timedelta(hours=4, minutes=1)
    monkeypatch.setattr("django.contrib.sessions.backends.db.timezone.now", lambda: later)
    assert client.get(MINE).url.startswith(SIGN_IN)


def test_a_session_ends_with_the_browser(client):
    sign_in_fully(PersonFactory(), client)
    assert client.cookies["hygie_session"]["expires"] == ""
    assert client.cookies["hygie_session"]["httponly"]


def test_changing_the_password_signs_the_others_out_and_keeps_this_one(client):
    person = PersonFactory()
    other = sign_in_fully(person)
    sign_in_fully(person, client)
    fresh = "une lanterne sous la pluie"
    wrong = client.post(url("change_password"), {"current": "not mine at all", "password": fresh, "again": fresh})
    assert wrong.status_code == 200
    right = client.post(url("change_password"), {"current": PASSWORD, "password": fresh, "again": fresh})
    assert right.url == url("profile")
    assert client.get(MINE).status_code == 200
    assert not is_signed_in(other)
    assert Person.objects.get(pk=person.pk).check_password(fresh)


def test_a_fragment_asked_after_the_session_ended_reloads_the_whole_page(client):
    answer = client.get(MINE, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")


def test_the_pages_speak_the_language_of_the_person(client):
    person = PersonFactory(language="en")
    client.cookies["hygie_language"] = "fr"
    sign_in_fully(person, client)
    assert b'lang="en"' in client.get(MINE).content
    client.post(MINE, {"first_name": "Zoé", "last_name": "Petit", "language": "fr"})
    assert b'lang="fr"' in client.get(MINE).content
    assert Person.objects.get(pk=person.pk).full_name == "Zoé Petit"


def test_the_language_switch_is_remembered_for_the_person(client):
    person = PersonFactory(language="en")
    sign_in_fully(person, client)
    client.post("/language/", {"language": "fr", "next": MINE})
    assert Person.objects.get(pk=person.pk).language == "fr"
    assert b'lang="fr"' in client.get(MINE).content
