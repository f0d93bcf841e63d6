from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from hygie.accounts.models import SignIn, SignInAddress
from hygie.accounts.tasks import purge
from hygie.core import clock
from hygie.core.models import Job
from hygie.core.tenancy import Scope
from tests.accounts.helpers import (
    MINE,
    SECOND_STEP,
    SIGN_IN,
    SIGN_OUT,
    is_signed_in,
    link_in,
    run_jobs,
    sign_in_fully,
    type_password,
    url,
)
from tests.factories.accounts import PASSWORD, PersonFactory, code_of, recovery_codes_of

pytestmark = pytest.mark.django_db
FAILURES = 5


def outcomes():
    return list(SignIn.objects.order_by("pk").values_list("outcome", flat=True))


def test_the_address_is_accepted_in_any_case_and_the_password_in_its_own(client):
    person = PersonFactory(email="camille@exemple.fr")
    type_password(client, " Camille@EXEMPLE.fr ")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert not is_signed_in(sign_in_with(person, PASSWORD.upper()))


def sign_in_with(person, password):
    client = Client()
    type_password(client, person.email, password)
    return client


def test_an_unknown_address_and_a_wrong_password_get_the_same_page(client):
    person = PersonFactory()
    wrong = type_password(Client(), person.email, "not this one at all")
    unknown = type_password(Client(), "nobody@exemple.fr", "not this one at all")
    closed = PersonFactory(is_active=False)
    inactive = type_password(Client(), closed.email)
    bodies = {
        page.content.replace(email.encode(), b"").split(b'name="csrfmiddlewaretoken"')[1].split(b">", 1)[1]
        for page, email in [(wrong, person.email), (unknown, "nobody@exemple.fr"), (inactive, closed.email)]
    }
    assert len(bodies) == 1
    assert {wrong.status_code, unknown.status_code, inactive.status_code} == {200}


def test_an_unknown_address_costs_a_password_hash_too(client, monkeypatch):
    hashed = []
    from hygie.accounts.models import Person

    real = Person.set_password
    monkeypatch.setattr(Person, "set_password", lambda self, raw: hashed.append(raw) or real(self, raw))
    type_password(client, "nobody@exemple.fr", "not this one at all")
    assert hashed == ["not this one at all"]


def test_five_failures_close_sign_in_for_that_address_from_there_even_with_the_right_password(client):
    person = PersonFactory()
    answers = [type_password(client, person.email, "wrong wrong wrong") for _ in range(FAILURES)]
    assert [answer.status_code for answer in answers] == [200] * (FAILURES - 1) + [429]
    assert type_password(client, person.email.upper()).status_code == 429
    assert not is_signed_in(client)
    assert b"15 minutes" in answers[-1].content
    assert outcomes()[-1] == "locked_out"


def test_an_unknown_address_is_locked_out_like_a_known_one(client):
    answers = [type_password(client, "nobody@exemple.fr", "wrong wrong wrong") for _ in range(FAILURES)]
    assert answers[-1].status_code == 429


def test_whoever_knows_an_address_cannot_keep_its_owner_out(client):
    person = PersonFactory()
    for _ in range(FAILURES):
        client.post(SIGN_IN, {"login": person.email, "password": "wrong wrong"}, REMOTE_ADDR="192.0.2.66")
    type_password(client, person.email)
    assert is_signed_in(client)


def test_a_lock_opens_by_itself(client, monkeypatch):
    person = PersonFactory()
    for _ in range(FAILURES):
        type_password(client, person.email, "wrong wrong wrong")
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later)
    type_password(client, person.email)
    assert is_signed_in(client)


def test_sign_in_leads_where_the_reader_was_going(client):
    person = PersonFactory()
    assert client.get(MINE).url == f"{SIGN_IN}?next={MINE}"
    assert type_password(client, person.email, next=MINE).url == MINE


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_and_sign_out_lead_to_no_other_site(client, elsewhere):
    person = PersonFactory()
    assert type_password(client, person.email, next=elsewhere).url == "/"
    assert client.post(SIGN_OUT, {"next": elsewhere}).url == SIGN_IN


def test_the_session_key_changes_at_sign_in(client):
    person = PersonFactory()
    client.get(SIGN_IN)
    client.session.save()
    planted = client.session.session_key
    client.cookies["hygie_session"] = planted
    type_password(client, person.email)
    assert is_signed_in(client)
    assert client.session.session_key != planted


def test_signing_out_takes_a_post(client):
    sign_in_fully(PersonFactory(), client)
    assert client.get(SIGN_OUT).status_code == 200
    assert is_signed_in(client)
    client.post(SIGN_OUT)
    assert not is_signed_in(client)
    assert outcomes() == ["succeeded", "signed_out"]


@pytest.mark.parametrize("path", [SIGN_IN, "/password/forgotten/", "/password/forgotten/sent/", "/invitation/none/"])
def test_pages_of_the_entrance_are_not_kept_by_the_browser(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_nobody_signs_up_alone(client):
    assert client.get("/signup/").status_code == 404
    assert b"signup" not in client.get(SIGN_IN).content


def test_the_second_step_comes_before_the_session(client):
    person = PersonFactory(app=True)
    assert type_password(client, person.email).url == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get(MINE).url.startswith(SIGN_IN)
    client.post(SECOND_STEP, {"code": f" {code_of(person)[:3]} {code_of(person)[3:]} "})
    assert is_signed_in(client)
    assert SignIn.objects.get(outcome="succeeded").method == "totp"


def test_a_code_of_the_app_serves_once(client):
    person = PersonFactory(app=True)
    code = code_of(person)
    sign_in_fully(person, client)
    other = Client()
    type_password(other, person.email)
    assert other.post(SECOND_STEP, {"code": code}).status_code == 200
    assert not is_signed_in(other)
    other.post(SECOND_STEP, {"code": code_of(person, later=1)})
    assert is_signed_in(other)


def test_a_recovery_code_serves_once(client):
    person = PersonFactory(app=True)
    code = recovery_codes_of(person)[0]
    for _, expected in [(1, True), (2, False)]:
        browser = Client()
        type_password(browser, person.email)
        browser.post(SECOND_STEP, {"code": f"{code[:4]} {code[4:]}"})
        assert is_signed_in(browser) == expected
    assert len(recovery_codes_of(person)) == 9
    assert SignIn.objects.get(outcome="succeeded").method == "recovery_codes"


def test_five_wrong_codes_close_the_second_step_for_that_person_from_anywhere(client):
    person = PersonFactory(app=True)
    type_password(client, person.email)
    for _ in range(FAILURES):
        client.post(SECOND_STEP, {"code": "000000"}, REMOTE_ADDR="192.0.2.66")
    other = Client()
    type_password(other, person.email)
    answer = other.post(SECOND_STEP, {"code": code_of(person)})
    assert not is_signed_in(other)
    assert b"15 minutes" in answer.content


def test_the_second_step_asks_for_the_first(client):
    assert client.get(SECOND_STEP).url == SIGN_IN


def test_a_forgotten_password_answers_the_same_page_to_everyone_and_writes_only_to_those_who_exist(client):
    person = PersonFactory()
    known = client.post("/password/forgotten/", {"email": person.email.upper()})
    unknown = client.post("/password/forgotten/", {"email": "nobody@exemple.fr"})
    closed = client.post("/password/forgotten/", {"email": PersonFactory(is_active=False).email})
    assert known.url == unknown.url == closed.url == "/password/forgotten/sent/"
    assert run_jobs() == ["accounts.send_password_reset"] * 3
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_the_queue_holds_neither_the_link_nor_the_address_typed(client):
    client.post("/password/forgotten/", {"email": PersonFactory().email})
    client.post("/password/forgotten/", {"email": "nobody@exemple.fr"})
    payloads = [job.payload for job in Job.objects.within(Scope.system()).order_by("pk")]
    assert [set(payload) for payload in payloads] == [{"person"}, {"person"}]
    assert payloads[1] == {"person": None}


def test_the_link_of_a_forgotten_password_works_once_and_signs_out_elsewhere(client):
    person = PersonFactory()
    elsewhere = sign_in_fully(person)
    client.post("/password/forgotten/", {"email": person.email})
    run_jobs()
    link = link_in(mail.outbox[0])
    form = client.get(link).url
    assert b"dorment" not in client.get(form).content
    refused = client.post(form, {"password": "court", "again": "court"})
    assert b"12" in refused.content
    fresh = "une lanterne sous la pluie"
    assert client.post(form, {"password": fresh, "again": fresh}).url == SIGN_IN
    assert is_signed_in(sign_in_with(person, fresh))
    assert elsewhere.get(MINE).url.startswith(SIGN_IN)
    assert not Client().get(link).context["validlink"]
    run_jobs()
    assert mail.outbox[-1].to == [person.email]


def test_the_link_of_a_forgotten_password_works_for_an_hour(client, settings):
    person = PersonFactory()
    client.post("/password/forgotten/", {"email": person.email})
    run_jobs()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not client.get(link_in(mail.outbox[0])).context["validlink"]


def test_a_new_password_does_not_stand_in_for_the_second_factor(client):
    person = PersonFactory(app=True)
    client.post("/password/forgotten/", {"email": person.email})
    run_jobs()
    form = client.get(link_in(mail.outbox[0])).url
    fresh = "une lanterne sous la pluie"
    client.post(form, {"password": fresh, "again": fresh})
    assert type_password(client, person.email, fresh).url == SECOND_STEP


def test_mails_lead_to_the_configured_address_whatever_host_was_asked(client, settings):
    settings.HYGIE_PUBLIC_URL = "https://hygie.exemple.fr/"
    client.post("/password/forgotten/", {"email": PersonFactory().email}, headers={"host": "localhost"})
    run_jobs()
    assert "https://hygie.exemple.fr/password/reset/" in mail.outbox[0].body


def test_a_mail_says_the_same_in_text_and_in_plain_html(client):
    client.post("/password/forgotten/", {"email": PersonFactory(first_name="Zoé <b>").email})
    run_jobs()
    message = mail.outbox[0]
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert link_in(message) in html
    assert "Zoé <b>" in message.body
    assert "Zoé &lt;b&gt;" in html
    assert not any(tag in html for tag in ("<img", "<script", "style="))


def test_what_was_typed_as_an_address_is_not_stored(client):
    type_password(client, "my-password-by-mistake@exemple.fr", "x" * 12)
    line = SignIn.objects.get()
    assert line.person is None
    assert "mistake" not in line.attempted_digest
    assert len(line.attempted_digest) == 64


def test_network_addresses_are_forgotten_before_the_sign_ins_they_came_with(client):
    person = PersonFactory()
    type_password(client, person.email)
    assert SignInAddress.objects.get().address == "127.0.0.1"
    for days, addresses, sign_ins in [(89, 1, 1), (91, 0, 1), (364, 0, 1), (366, 0, 0)]:
        with clock.frozen(clock.now() + timedelta(days=days)):
            purge(None)
        assert (SignInAddress.objects.count(), SignIn.objects.count()) == (addresses, sign_ins)


def test_a_page_of_the_account_shows_the_latest_sign_ins(client):
    person = PersonFactory()
    type_password(Client(), person.email, "wrong wrong wrong")
    sign_in_fully(person, client)
    assert b"Wrong address or password" in client.get(MINE).content
    assert client.get(url("sessions")).status_code == 200
