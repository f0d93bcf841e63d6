"""By hand: seats and sessions that end, a second factor not done, and what a browser can be made to do."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.actions import deactivate
from hygie.accounts.models import Person, PersonSession
from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.core.models import StoredFile
from hygie.obligations.actions.statuses import reassess
from hygie.obligations.models import Proof, Review
from hygie.territory.middleware import ROLE_IN_SESSION
from hygie.territory.models import Organisation, Seat
from tests.factories.accounts import PersonFactory
from tests.factories.territory import SYSTEM, FactFactory, MandateFactory, seated

from .hostile import EXERCISE, SCRIPT, browser, counts, text_of
from .samples import SAMPLES, proof_of
from .walk import addresses

pytestmark = pytest.mark.django_db


# Seats and sessions


def test_a_role_that_one_does_not_hold_cannot_be_taken(w):
    client = browser(seated(Role.CISO, w.clinic))
    client.post(reverse("territory:seat"), {"role": "coordinator"})
    assert client.get(reverse("cockpit:home")).status_code == 403
    session = client.session
    session[ROLE_IN_SESSION] = "coordinator"
    session.save()
    assert client.get(reverse("cockpit:home")).status_code == 403


def test_a_seat_that_ends_closes_the_pages_of_a_session_that_goes_on(w):
    person = seated(Role.CISO, w.north)
    client, url = browser(person), reverse("obligations:establishment", args=[w.north.uid])
    assert client.get(url).status_code == 200
    Seat.objects.filter(person=person).update(ends_on=today())
    assert client.get(url).status_code == 404


def test_a_closed_account_is_signed_out_everywhere_at_once(w):
    person = seated(Role.CISO, w.north)
    client, url = browser(person), reverse("obligations:establishment", args=[w.north.uid])
    assert client.get(url).status_code == 200
    deactivate(Context.system("test"), person)
    assert client.get(url).status_code == 302
    assert not PersonSession.objects.filter(person=person).exists()


def test_an_account_closed_by_any_way_reads_nothing(w):
    """Also when only the column was changed: the session alone is not enough."""
    person = seated(Role.CISO, w.north)
    client = browser(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    response = client.get(reverse("obligations:establishment", args=[w.north.uid]))
    assert (response.status_code, response.url.split("?")[0]) == (302, "/sign-in/")


def test_the_session_of_another_person_cannot_be_ended(w):
    theirs = seated(Role.CISO, w.north)
    client, other = browser(theirs), browser(seated(Role.CISO, w.clinic))
    uid = PersonSession.objects.get(person=theirs).uid
    other.post(reverse("accounts:end_session", args=[uid]))
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_the_passkey_of_another_person_cannot_be_removed(w):
    passkey = SAMPLES["accounts:remove_passkey pk"].find(w.north, seated(Role.CISO, w.north))
    client = browser(PersonFactory())
    session = client.session
    session["hygie.proved"] = int(now().timestamp())
    session.save()
    assert client.post(reverse("accounts:remove_passkey", args=[passkey])).status_code == 404


def test_whoever_must_have_a_second_factor_reads_nothing_before_they_do(w):
    client = browser(seated(Role.COORDINATOR, w.region, second_factor_required=True))
    client.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    closed = []
    for address in addresses():
        access = address.access
        if access.over.value in {"public", "person"} and not address.name.startswith(("web:", "obligations:")):
            continue
        if access.over.value in {"public", "token"}:
            continue  # an address for tokens hears no session: the table sees it refuse each
        given = {name: sample.find(w.north, None) for name, sample in address.samples.items()}
        for method in (client.get, client.post):
            response = method(reverse(address.name, kwargs=given))
            closed.append((response.status_code, getattr(response, "url", "")))
    assert set(closed) == {(302, reverse("accounts:second_factor"))}


# The browser's side

PAGES = (
    "obligations:mine",
    "obligations:catalogue",
    "territory:organisations",
    "territory:organisations_csv",
    "web:search",
)


@pytest.mark.parametrize("name", PAGES)
def test_pages_with_data_are_kept_by_no_cache(name, hostile):
    response = hostile.get(reverse(name), follow=True)
    text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_a_download_is_never_shown_inside_a_page_nor_kept(w):
    proof = proof_of(w.north)
    proof.file.name = 'a".html\r\nX-Evil: 1'
    proof.file.save()
    response = browser(seated(Role.CISO, w.north)).get(reverse("obligations:proof_file", args=[proof.uid]))
    text_of(response)
    assert response["Content-Disposition"].startswith("attachment")
    assert "X-Evil" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete", "trace"])
def test_another_method_opens_nothing(method, hostile, w):
    before, proof = counts(), proof_of(w.north)
    for url in (
        reverse("obligations:proof", args=[proof.uid]),
        reverse("obligations:withdraw", args=[proof.uid]),
        reverse("territory:organisation", args=[w.north.uid]),
        reverse("territory:change", args=[w.north.uid]),
        reverse("territory:give_mandate", args=[w.north.uid]),
    ):
        response = getattr(hostile, method)(url)
        assert response.status_code in {404, 405}, url
        overridden = hostile.post(url, {"_method": method, "reason": "x"}, headers={"X-HTTP-Method-Override": method})
        assert overridden.status_code in {404, 405}, url
    assert counts()["Proof"] == before["Proof"] + 1


def test_a_fragment_is_guarded_as_its_page(hostile, w):
    htmx = {"HX-Request": "true", "HX-Target": "main", "HX-Boosted": "true"}
    assert hostile.get(reverse("obligations:region_map"), headers=htmx).status_code == 403
    assert hostile.get(reverse("obligations:establishment", args=[w.north.uid]), headers=htmx).status_code == 404
    assert Client().get(reverse("obligations:mine"), headers=htmx).content == b""


def test_a_form_without_its_token_is_refused(w):
    client, before = browser(seated(Role.CISO, w.north), enforce_csrf_checks=True), counts()
    url = f"{reverse('obligations:deposit', args=[w.north.uid])}?kind=crisis_exercise"
    assert client.post(url, EXERCISE).status_code == 403
    assert client.post(url, EXERCISE, headers={"Origin": "https://evil.example"}).status_code == 403
    assert counts() == before


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_page_leads_to_another_site(away, w):
    client = browser(seated(Role.CISO, w.north))
    for name, form in (("web:theme", {"theme": "dark"}), ("web:language", {"language": "fr"})):
        assert "evil" not in client.post(reverse(name), form | {"next": away})["Location"]
        assert "javascript" not in client.post(reverse(name), form | {"next": away})["Location"]
    for name in ("accounts:sign_in", "accounts:prove_by_password"):
        response = client.get(reverse(name), {"next": away})
        assert "evil" not in response.headers.get("Location", "")
        assert f'href="{away}"' not in text_of(response)


def test_what_people_write_is_shown_as_text(w):
    """Names, titles, comments, reasons and file names, on every page of whoever sees most."""
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(name=SCRIPT, short_name=SCRIPT[:60], city=SCRIPT)
    proof = proof_of(w.north, title=SCRIPT, comment=SCRIPT, withdrawn_because=SCRIPT)
    StoredFile.objects.within(SYSTEM).filter(pk=proof.file_id).update(name=f"{SCRIPT}.pdf")
    person = seated(Role.CISO, w.north, first_name=SCRIPT, last_name=SCRIPT)
    facts = {"organisation": w.north, "region_id": w.north.region_pk, "reviewed_by": person}
    Review.objects.create(proof=proof, decision="refused", reason=SCRIPT, reviewed_at=now(), **facts)
    Proof.objects.within(SYSTEM).filter(pk=proof.pk).update(deposited_by=person, decision="refused", decided_on=today())
    MandateFactory(organisation=w.north, purpose=SCRIPT, given_by=person)
    FactFactory(organisation=w.north, source=SCRIPT, recorded_by=person)
    reassess([w.north.pk, w.ght.pk])
    wounded = []
    for client in (browser(seated(Role.COORDINATOR, w.region)), browser(person)):
        for address in addresses():
            given = {name: sample.find(w.north, None) for name, sample in address.samples.items()}
            if address.name.startswith("obligations:") and "evidence/" in address.route and "uid" in given:
                given["uid"] = proof.uid
            url = reverse(address.name, kwargs=given)
            for query in ("", f"?q={SCRIPT}&next={SCRIPT}&programme={SCRIPT}&page={SCRIPT}"):
                response = client.get(url + query)
                is_html = response.headers.get("Content-Type", "").startswith("text/html")
                text = text_of(response)
                if is_html and ("<script>alert" in text or "<img src=x" in text):
                    wounded.append(url + query)
    assert wounded == []


def test_an_export_asks_nothing_of_the_database_once_the_page_has_answered(w, django_assert_num_queries):
    """On PostgreSQL the rows would be out of sight by then, and the file empty."""
    client = browser(seated(Role.COORDINATOR, w.region))
    for name in ("territory:organisations_csv", "obligations:matrix_csv"):
        response = client.get(reverse(name))
        with django_assert_num_queries(0):
            assert len(text_of(response).splitlines()) > 1
