"""By hand, as a hostile CISO of another hospital, and as people who hold a right and try to use it further."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.actions import deactivate
from hygie.accounts.models import Person, PersonSession
from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.core.files import private_folder
from hygie.core.models import StoredFile
from hygie.obligations.actions.statuses import reassess
from hygie.obligations.models import Proof, Review, StatusInterval
from hygie.territory.middleware import ROLE_IN_SESSION
from hygie.territory.models import Fact, Grant, Membership, Organisation, Seat
from tests.factories.accounts import PersonFactory
from tests.factories.territory import SYSTEM, FactFactory, MandateFactory, SeatFactory, seated

from .samples import SAMPLES, proof_of
from .walk import addresses

pytestmark = pytest.mark.django_db
TABLES = (Proof, Review, StatusInterval, Fact, Grant, Membership, StoredFile)
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def w(walker):
    return walker.world


@pytest.fixture
def hostile(w):
    """The CISO of the clinic, who knows every id of the hospital in the north."""
    return browser(seated(Role.CISO, w.clinic))


def browser(person, **options):
    client = Client(**options)
    client.force_login(person)
    return client


def counts():
    rows = {model.__name__: model.objects.within(SYSTEM).count() for model in TABLES}
    return rows | {"Seat": Seat.objects.count(), "Organisation": Organisation.objects.within(SYSTEM).count()}


def text_of(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode(errors="replace")


EXERCISE = {
    "happened_on": "2026-09-15",
    "measures.participants": ["direction", "it", "care", "communication"],
    "measures.review_written": "true",
    "measures.review_in_quality_plan": "true",
    "token": "0" * 32,
}


# Ids of others


def test_a_whole_form_sent_for_another_hospital_writes_nothing(hostile, w):
    proof, fact = proof_of(w.north), FactFactory(organisation=w.north)
    mandate, before = MandateFactory(organisation=w.north), counts()
    forms = {
        f"{reverse('obligations:deposit', args=[w.north.uid])}?kind=crisis_exercise": EXERCISE,
        reverse("obligations:revise", args=[proof.uid]): EXERCISE | {"seen": "1"},
        reverse("obligations:withdraw", args=[proof.uid]): {"reason": "It is not ours.", "seen": "1"},
        reverse("obligations:review", args=[proof.uid]): {"decision": "refused", "reason": "No.", "seen": "1"},
        reverse("obligations:erase", args=[proof.uid]): {"reason": "Asked for."},
        reverse("territory:record_fact", args=[w.north.uid, "beds"]): {"value": "9", "starts_on": "2026-01-01"},
        reverse("territory:end_fact", args=[w.north.uid, fact.uid]): {"last_day": "2026-01-01"},
        reverse("territory:end_mandate", args=[w.north.uid, mandate.uid]): {},
        reverse("territory:give_mandate", args=[w.north.uid]): {"purpose": "x", "last_day": "2027-01-01"},
    }
    assert {url: code for url, form in forms.items() if (code := hostile.post(url, form).status_code) != 404} == {}
    assert counts() == before
    assert Proof.objects.within(SYSTEM).get(pk=proof.pk).version == proof.version
    assert Grant.objects.within(SYSTEM).get(pk=mandate.pk).ended_at is None


def test_a_thing_of_another_hospital_is_not_reached_through_ones_own(w):
    """The address names one's own organisation, and the other's seat, fact, grant or membership."""
    fact, mandate = FactFactory(organisation=w.north), MandateFactory(organisation=w.north)
    contribution = MandateFactory(organisation=w.north, kind="contribution", role="", person=PersonFactory())
    theirs, asked = SeatFactory(organisation=w.north), []
    membership = Membership.objects.within(SYSTEM).get(organisation=w.north)
    administrator = browser(seated(Role.ADMINISTRATOR, w.clinic))
    director = browser(seated(Role.DIRECTOR, w.clinic))
    coordinator = browser(seated(Role.COORDINATOR, w.region))
    invitation = SAMPLES["invitation"].find(w.north, None)
    for client, name, uid in (
        (administrator, "end_seat", theirs.uid),
        (administrator, "withdraw_invitation", invitation),
        (director, "end_fact", fact.uid),
        (director, "end_mandate", mandate.uid),
        (director, "end_mandate", contribution.uid),
        (director, "end_contribution", contribution.uid),
        (coordinator, "leave", membership.uid),
    ):
        asked.append(client.post(reverse(f"territory:{name}", args=[w.clinic.uid, uid])).status_code)
    assert asked == [404] * len(asked)
    theirs.refresh_from_db()
    assert theirs.ends_on is None


def test_a_contribution_is_not_ended_as_if_it_were_a_mandate(w):
    contribution = MandateFactory(organisation=w.north, kind="contribution", role="", person=PersonFactory())
    url = reverse("territory:end_mandate", args=[w.north.uid, contribution.uid])
    assert browser(seated(Role.DIRECTOR, w.north)).post(url).status_code == 404


def test_a_person_of_another_hospital_cannot_be_entrusted_with_ones_own_things(w):
    stranger = seated(Role.CONTRIBUTOR, w.clinic)
    client, before = browser(seated(Role.DIRECTOR, w.north)), counts()
    form = {"person": str(stranger.uid), "resource": "obligations.proof", "last_day": str(today() + timedelta(days=9))}
    url = reverse("territory:give_contribution", args=[w.north.uid])
    for person in (str(stranger.uid), str(stranger.pk), stranger.email):
        assert client.post(url, form | {"person": person}).status_code == 200
    assert counts() == before


@pytest.mark.parametrize(
    "resource", ["obligations.waiver", "territory.people", "*", "obligations.proof,territory.fact"]
)
def test_a_resource_that_is_not_offered_cannot_be_entrusted(resource, w):
    client, before = browser(seated(Role.DIRECTOR, w.north)), counts()
    last = str(today() + timedelta(days=9))
    person = seated(Role.CONTRIBUTOR, w.north)
    mandate = {"purpose": "Audit", "resource": resource, "last_day": last, "first_day": str(today())}
    client.post(reverse("territory:give_mandate", args=[w.north.uid]), mandate)
    contribution = {"person": str(person.uid), "resource": resource, "last_day": last, "verbs": "administer"}
    client.post(reverse("territory:give_contribution", args=[w.north.uid]), contribution)
    assert counts() == before | {"Seat": before["Seat"] + 1}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT, Role.OBSERVER, Role.ANALYST, Role.INSTRUCTOR])
def test_the_administrator_of_a_hospital_makes_nobody_an_authority(role, w):
    client, before = browser(seated(Role.ADMINISTRATOR, w.north)), counts()["Seat"]
    known = PersonFactory()
    person = {"first_name": "A", "last_name": "B", "language": "en", "email": known.email, "role": role.value}
    assert client.post(reverse("territory:invite", args=[w.north.uid]), person).status_code == 200
    assert client.post(reverse("territory:invite", args=[w.region.uid]), person).status_code == 404
    assert Seat.objects.count() == before + 0


def test_a_coordinator_of_one_department_creates_nothing_in_the_region(w):
    client = browser(seated(Role.COORDINATOR, w.paris))
    form = {"kind": "ght", "name": "GHT inventé", "region": str(w.region.pk), "seen": "0"}
    before = counts()
    client.post(reverse("territory:create"), form)
    assert counts() == before


# Lists, filters, cursors, search, exports

LISTS = ("territory:organisations", "territory:organisations_csv", "obligations:matrix", "obligations:matrix_csv")


@pytest.mark.parametrize("name", LISTS)
def test_no_filter_of_a_list_shows_another_hospital(name, hostile, w):
    reassess([w.north.pk, w.south.pk, w.ght.pk, w.clinic.pk])
    proof_of(w.north)
    cursor = "WyJuIiwgIkEiLCAwXQ"  # ["n", "A", 0]: begin before everyone
    asked = (
        "",
        "?q=Nord",
        f"?ght={w.ght.uid}",
        f"?ght={w.ght.pk}",
        "?department=75",
        f"?page={cursor}",
        "?closed=on",
        "?kind=region",
        "?kind=delegation",
        "?group=mandated&predicate=mandated",
        f"?organisation={w.north.uid}&region={w.region.pk}&scope=everything&holders={w.north.pk}",
    )
    for query in asked:
        text = text_of(hostile.get(reverse(name) + query))
        for other in (w.north, w.south, w.north_site, w.ght, w.far, w.paris):
            assert other.name not in text, (query, other.name)
            assert f"/{other.uid}/" not in text, (query, other.name)


@pytest.mark.parametrize("words", ["Nord", "Secret", "minutes", "GHT", "Délégation", "%", "_", "'", "Île"])
def test_search_finds_nothing_of_others(words, hostile, w):
    proof_of(w.north, title="Secret du Nord")
    text = text_of(hostile.get(reverse("web:search"), {"q": words}))
    for other in (w.north, w.south, w.ght, w.paris, w.region):
        assert str(other.uid) not in text
    assert "Secret du Nord" not in text


def test_a_cursor_of_somebody_elses_list_shows_only_ones_own(hostile, w):
    theirs = browser(seated(Role.COORDINATOR, w.region)).get(reverse("territory:organisations"))
    cursor = theirs.context["page"].next_cursor or "WyJuIiwgIkEiLCAwXQ"
    text = text_of(hostile.get(reverse("territory:organisations"), {"page": cursor}))
    assert str(w.north.uid) not in text


def test_the_timeline_and_the_map_of_ones_own_name_no_stranger(hostile, w):
    for name in ("organisation", "timeline", "people", "facts"):
        assert str(w.north.uid) not in text_of(hostile.get(reverse(f"territory:{name}", args=[w.clinic.uid])))


def test_another_persons_import_is_theirs_to_follow(w, walker):
    job = SAMPLES["job"].find(w.north, seated(Role.COORDINATOR, w.region))
    client = browser(seated(Role.COORDINATOR, w.region))
    assert client.get(reverse("territory:import_job", args=[job])).status_code == 404
    assert client.post(reverse("territory:import_cancel", args=[job])).status_code == 404


def test_the_import_of_another_region_is_theirs_to_read(w):
    run = SAMPLES["run"].find(w.far, None)
    client = browser(seated(Role.COORDINATOR, w.region))
    for name in ("import_run", "import_report"):
        assert client.get(reverse(f"territory:{name}", args=[run])).status_code == 404
    assert str(run) not in text_of(client.get(reverse("territory:imports")))


def test_no_private_file_has_an_address_of_its_own(hostile, w):
    file = proof_of(w.north).file
    for path in (f"/files/{file.path}", f"/static/{file.path}", f"/media/{file.path}", f"/static/../files/{file.path}"):
        assert hostile.get(path).status_code == 404
    assert (private_folder() / file.path).exists()


# Whoever sees no status by their role

WITHOUT_STATUS = [
    (Role.ADMINISTRATOR, "region"),
    (Role.ADMINISTRATOR, "north"),
    (Role.ANALYST, "nation"),
    (Role.INSTRUCTOR, "nation"),
    (Role.OBSERVER, "nation"),
    (Role.AUDITOR, "north"),
    (Role.CONTRIBUTOR, "north"),
]


@pytest.mark.parametrize(("role", "holder"), WITHOUT_STATUS)
def test_a_role_without_a_status_line_learns_no_status_on_its_home(role, holder, w):
    assert StatusInterval.objects.within(SYSTEM).filter(organisation=w.north).exists()
    client = browser(seated(role, getattr(w, holder)))
    response = client.get(reverse("obligations:mine"))
    assert response.status_code == 200
    assert str(w.north.uid) not in text_of(response)
    assert w.north.name not in text_of(response).split("</nav>")[-1]


# Seats and sessions


def test_a_role_that_one_does_not_hold_cannot_be_taken(w):
    client = browser(seated(Role.CISO, w.clinic))
    client.post(reverse("territory:seat"), {"role": "coordinator"})
    assert client.get(reverse("obligations:region")).status_code == 403
    session = client.session
    session[ROLE_IN_SESSION] = "coordinator"
    session.save()
    assert client.get(reverse("obligations:region")).status_code == 403


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
        if access.over.value == "public":
            continue
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
