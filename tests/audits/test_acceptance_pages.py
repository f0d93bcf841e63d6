"""A critical risk goes from the CISO's page to the director's signature, which asks for a second factor."""

import pytest

from hygie.audits.finding_offers import tasks_of
from tests.audits.finding_world import HOSTILE
from tests.factories.audits import FindingFactory

from .finding_world import browser, fresh, proposals, text_of, to

SAID = {"until": "2026-12-01", "reason": "The scanner is isolated.", "risk_owner": "Head of imaging"}


@pytest.fixture
def place(world):
    return world.hospital


@pytest.fixture
def critical(place):
    return FindingFactory(organisation=place, severity=4, title="Old scanner")


def test_the_ciso_submits_and_the_director_signs_with_a_second_factor(world, place, critical):
    page = world.ciso.post(to("accept_finding", critical.uid), SAID, follow=True)
    assert "Submitted to the director" in text_of(page)
    assert "Waits for the director" in text_of(page)
    assert fresh(critical).is_open
    (task,) = [one for one in tasks_of(world.director_context, place) if one.key == "to_sign"]
    assert task.title == "1 risk to sign"
    assert not [one for one in tasks_of(world.ciso_context, place) if one.key == "to_sign"]

    asked = browser(world.director).get(to("answer_risks", place.uid))
    assert "/prove" in asked["Location"] or "code" in asked["Location"]
    client = world.signing_client()
    assert "Head of imaging" in text_of(client.get(to("answer_risks", place.uid)))
    client.post(to("answer_risks", place.uid), {"acceptance": [proposals()[0].uid], "answer_is": "sign"})
    assert fresh(critical).state == "accepted"
    assert fresh(critical).signed_by == world.director
    assert "Signed by" in text_of(client.get(to("finding", critical.uid)))


def test_without_a_fresh_second_factor_nothing_is_signed(world, place, critical):
    world.ciso.post(to("accept_finding", critical.uid), SAID)
    client = browser(world.director)
    sent = client.post(to("answer_risks", place.uid), {"acceptance": [proposals()[0].uid], "answer_is": "sign"})
    assert sent.status_code == 302
    assert client.post(to("accept_finding", critical.uid), SAID).status_code == 302
    assert fresh(critical).is_open


def test_the_director_signs_one_from_its_own_page(world, critical):
    client = world.signing_client()
    assert "You sign for this risk" in text_of(client.get(to("accept_finding", critical.uid)))
    client.post(to("accept_finding", critical.uid), SAID)
    assert fresh(critical).signed_by == world.director


def test_the_director_refuses_with_words_that_the_finding_shows(world, place, critical):
    world.ciso.post(to("accept_finding", critical.uid), SAID)
    client, answer = world.signing_client(), to("answer_risks", place.uid)
    chosen = {"acceptance": [proposals()[0].uid], "answer_is": "refuse"}
    assert "Say why" in text_of(client.post(answer, chosen))
    assert "Tick the risks first" in text_of(client.post(answer, {"answer_is": "sign"}))
    client.post(answer, chosen | {"answer": "Buy a new one."})
    assert fresh(critical).is_open
    assert "Buy a new one." in text_of(world.ciso.get(to("finding", critical.uid)))


def test_a_ciso_is_shown_what_waits_and_may_not_answer(world, place, critical):
    client = world.ciso
    client.post(to("accept_finding", critical.uid), SAID | {"reason": HOSTILE})
    page = text_of(client.get(to("risks_to_sign", place.uid)))
    assert "Old scanner" in page
    assert "<script>alert" not in page
    assert client.get(to("answer_risks", place.uid)).status_code == 403


def test_what_is_missing_is_said_beside_its_field(world, critical):
    page = text_of(world.ciso.post(to("accept_finding", critical.uid), SAID | {"until": "2030-01-01"}))
    assert "twelve months at most" in page
    assert proposals() == []


def test_a_false_positive_is_set_aside_from_its_page(world, critical):
    client = world.ciso
    client.post(to("set_finding_aside", critical.uid), {"until": "2026-12-01", "reason": "Another version."})
    assert fresh(critical).state == "false_positive"
    assert "Another version." in text_of(client.get(to("finding", critical.uid)))
