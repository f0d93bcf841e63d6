"""What a dated grant opens, to whom and for how long: rows beside the table, whose readers have none."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Level, Role
from hygie.core.clock import frozen, now, today
from hygie.territory.enums import GrantKind
from tests.factories.territory import LONG_AGO, MandateFactory, seated

from .hostile import browser, text_of
from .samples import REQUIREMENT, proof_of

pytestmark = pytest.mark.django_db


def page(name, *arguments):
    return reverse(f"obligations:{name}", args=[getattr(one, "uid", one) for one in arguments])


def pages_of(place):
    """Address → what it needs: status, detail of proofs, or to edit them."""
    proof = proof_of(place)
    return {
        "establishment": page("establishment", place),
        "requirement": page("requirement", place, REQUIREMENT),
        "proof": page("proof", proof),
        "file": page("proof_file", proof),
        "deposit": page("deposit", place),
        "revise": page("revise", proof),
        "withdraw": page("withdraw", proof),
        "review": page("review", proof),
        "erase": page("erase", proof),
        "call_sheet": page("call_sheet", place),
        "people": reverse("territory:people", args=[place.uid]),
        "mandates": reverse("territory:give_mandate", args=[place.uid]),
    }


def opened(client, place):
    return {name for name, url in pages_of(place).items() if is_open(client.get(url))}


def is_open(response):
    text_of(response)
    return response.status_code == 200


STATUS = {"establishment", "requirement"}
PROOFS = {"proof", "file"}
EDITS = {"deposit", "revise", "withdraw"}
EXPERT_ALONE = STATUS | {"people"}
CONTRIBUTOR_ALONE = {"people"}


def contribution(place, person, resource="", verbs=(), **dates):
    facts = {"kind": GrantKind.CONTRIBUTION, "role": "", "person": person, "resource": resource, "verbs": list(verbs)}
    return MandateFactory(organisation=place, **facts, **dates)


def test_an_expert_reads_the_proofs_of_who_mandated_them_and_of_nobody_else(w):
    MandateFactory(organisation=w.north)
    client = browser(seated(Role.EXPERT, w.region))
    assert opened(client, w.north) == EXPERT_ALONE | PROOFS
    for other in (w.south, w.clinic, w.north_site):
        assert opened(client, other) == EXPERT_ALONE
    assert opened(client, w.far) == set()


def test_a_mandate_is_for_the_experts_of_its_own_region(w):
    MandateFactory(organisation=w.north)
    assert opened(browser(seated(Role.EXPERT, w.other_region)), w.north) == set()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.INSTRUCTOR, Role.ANALYST])
def test_a_mandate_opens_nothing_to_national_roles(role, w):
    MandateFactory(organisation=w.north)
    assert opened(browser(seated(role, w.nation)), w.north) == set()


def test_a_mandate_for_the_statuses_does_not_open_the_proofs(w):
    MandateFactory(organisation=w.north, resource="obligations.status")
    assert opened(browser(seated(Role.EXPERT, w.region)), w.north) == EXPERT_ALONE


@pytest.mark.parametrize(
    "dates",
    [
        {"starts_on": LONG_AGO, "ends_on": today()},
        {"starts_on": today() + timedelta(days=1)},
        {"ended_at": now()},
    ],
    ids=["ends today", "begins tomorrow", "ended early"],
)
def test_a_mandate_that_does_not_run_today_opens_nothing(dates, w):
    MandateFactory(organisation=w.north, **dates)
    assert opened(browser(seated(Role.EXPERT, w.region)), w.north) == EXPERT_ALONE


def test_a_mandate_closes_by_itself_on_its_last_day_in_a_session_that_goes_on(w):
    MandateFactory(organisation=w.north, ends_on=today() + timedelta(days=1))
    client, proof = browser(seated(Role.EXPERT, w.region)), proof_of(w.north)
    assert client.get(page("proof", proof)).status_code == 200
    with frozen(now() + timedelta(hours=11)):
        session = client.session
        session["hygie.started"] = int(now().timestamp())
        session.save()
    with frozen(now() + timedelta(days=1)):
        assert client.get(page("proof", proof)).status_code in {302, 404}


def test_a_contributor_has_nothing_until_something_is_entrusted(w):
    assert opened(browser(seated(Role.CONTRIBUTOR, w.north)), w.north) == CONTRIBUTOR_ALONE


def test_a_contributor_reads_what_is_entrusted_to_read(w):
    person = seated(Role.CONTRIBUTOR, w.north)
    contribution(w.north, person, "obligations.proof")
    assert opened(browser(person), w.north) == CONTRIBUTOR_ALONE | PROOFS


def test_a_contributor_edits_what_is_entrusted_to_edit_and_decides_nothing(w):
    person = seated(Role.CONTRIBUTOR, w.north)
    contribution(w.north, person, verbs=["edit"])
    client = browser(person)
    assert opened(client, w.north) == CONTRIBUTOR_ALONE | STATUS | PROOFS | EDITS
    assert opened(client, w.north_site) == CONTRIBUTOR_ALONE


def test_what_is_entrusted_to_one_contributor_is_not_to_another(w):
    contribution(w.north, seated(Role.CONTRIBUTOR, w.north), verbs=["edit"])
    assert opened(browser(seated(Role.CONTRIBUTOR, w.north)), w.north) == CONTRIBUTOR_ALONE


def test_a_grant_never_widens_reach(w):
    person = seated(Role.CONTRIBUTOR, w.north)
    contribution(w.clinic, person, verbs=["edit"])
    assert opened(browser(person), w.clinic) == set()


def test_a_grant_on_what_cannot_be_entrusted_opens_nothing(w):
    person = seated(Role.CONTRIBUTOR, w.north)
    for resource in ("obligations.waiver", "obligations.call_sheet", "territory.people", "territory.mandate"):
        contribution(w.north, person, resource, ["edit", "decide", "approve", "administer"], level=Level.DETAIL)
    assert opened(browser(person), w.north) == CONTRIBUTOR_ALONE


def test_a_contribution_ends_with_the_seat_it_was_given_to(w):
    person = seated(Role.CONTRIBUTOR, w.north)
    contribution(w.north, person, verbs=["edit"])
    person.seats.update(ends_on=today())
    assert opened(browser(person), w.north) == set()
