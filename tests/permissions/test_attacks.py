"""By hand: a hostile CISO of another hospital, and people who hold a right and try to use it further."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.files import private_folder
from hygie.obligations.actions.statuses import reassess
from hygie.obligations.models import Proof, StatusInterval
from hygie.territory.models import Grant, Membership, Seat
from tests.factories.accounts import PersonFactory
from tests.factories.territory import SYSTEM, FactFactory, MandateFactory, SeatFactory, seated

from .hostile import EXERCISE, browser, counts, text_of
from .samples import SAMPLES, proof_of

pytestmark = pytest.mark.django_db


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
