"""Deposits: by the same action as the form, once for a key, bounded."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from hygie.api.actions import purge_keys
from hygie.api.enums import TokenScope
from hygie.api.models import UsedKey
from hygie.core.access import Role
from hygie.core.clock import frozen, now
from hygie.core.files import private_folder
from hygie.core.models import AuditEvent, LedgerEntry
from hygie.obligations.models import Proof
from tests.budgets import at_most
from tests.factories.api import client_at
from tests.factories.obligations import EXERCISE, Upload
from tests.factories.territory import SYSTEM, world

DECLARED = {"kind": "crisis_exercise", "happened_on": "2026-09-15", "measures": EXERCISE, "title": "Blackout"}
JSON = "application/json"


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def tool(w):
    return client_at(Role.CISO, w.north)


def address(place):
    return f"/api/v1/organisations/{place.uid}/proofs"


def deposit(tool, place, key="", **changed):
    headers = {"Idempotency-Key": key} if key else {}
    return tool.post(address(place), DECLARED | changed, content_type=JSON, headers=headers)


def proofs():
    return list(Proof.objects.within(SYSTEM).order_by("pk"))


def test_a_deposit_is_a_declared_proof_like_any_other(tool, w):
    answer = deposit(tool, w.north)
    assert answer.status_code == 201
    (proof,) = proofs()
    said = answer.json()
    assert said["uid"] == str(proof.uid)
    assert (said["assurance"], said["state"], said["source"]) == ("declared", "standing", "")
    assert proof.happened_on == date(2026, 9, 15)
    event = AuditEvent.objects.within(SYSTEM).get(kind="proof.deposited")
    assert (event.organisation_id, event.role) == (w.north.pk, "ciso")
    assert LedgerEntry.objects.within(SYSTEM).get().subject_uid == proof.uid
    assert tool.get(f"/api/v1/proofs/{proof.uid}").json() == said


def test_a_token_that_only_reads_deposits_nothing(w):
    answer = deposit(client_at(Role.CISO, w.north, scope=TokenScope.READ), w.north)
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert proofs() == []


def test_who_sees_without_the_verb_is_denied_and_who_does_not_see_finds_nothing(w, tool):
    assert deposit(client_at(Role.COORDINATOR, w.region), w.north).status_code == 403
    assert deposit(tool, w.clinic).status_code == 404
    assert proofs() == []


def test_the_same_key_with_the_same_content_deposits_once(tool, w):
    first, again = deposit(tool, w.north, "k-1"), deposit(tool, w.north, "k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(proofs()) == 1


def test_the_same_key_with_another_content_is_refused(tool, w):
    deposit(tool, w.north, "k-1")
    answer = deposit(tool, w.north, "k-1", title="Another")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert len(proofs()) == 1


def test_a_refused_deposit_leaves_its_key_free(tool, w):
    assert deposit(tool, w.north, "k-1", happened_on="2999-01-01").status_code == 422
    assert deposit(tool, w.north, "k-1").status_code == 201


def test_a_deposit_killed_before_its_key_was_kept_is_not_made_twice(tool, w):
    deposit(tool, w.north, "k-1")
    UsedKey.objects.all().delete()
    assert deposit(tool, w.north, "k-1").status_code == 201
    assert len(proofs()) == 1


def test_keys_of_two_tokens_are_apart_and_without_a_key_each_request_counts(tool, w):
    deposit(tool, w.north, "k-1")
    deposit(client_at(Role.CISO, w.north), w.north, "k-1", title="By another tool")
    deposit(tool, w.north)
    deposit(tool, w.north)
    assert len(proofs()) == 4


def test_keys_are_forgotten_after_a_month(tool, w):
    deposit(tool, w.north, "k-1")
    assert purge_keys() == 0
    with frozen(now() + timedelta(days=31)):
        assert purge_keys() == 1


REFUSED = [
    ({"kind": "nothing"}, "refused", "kind"),
    ({"happened_on": "2999-01-01"}, "refused", "happened_on"),
    ({"measures": {"participants": ["ghosts"]}}, "refused", "measures.participants"),
    ({"measures": {"level": 10**30}}, "refused", "measures.level"),
    ({"happened_on": "yesterday"}, "invalid", "body.declared.happened_on"),
    ({"patient": "nobody"}, "invalid", "body.declared.patient"),
    ({"title": "a\x00b"}, "invalid", "body.declared.title"),
]


@pytest.mark.parametrize(("changed", "code", "field"), REFUSED)
def test_what_is_wrong_is_named(changed, code, field, tool, w):
    answer = deposit(tool, w.north, **changed)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, code)
    assert field in {said["field"], *(fault["field"] for fault in said["more"])}
    assert proofs() == []


@pytest.mark.parametrize("body", ["", "{", "[1]", "NaN", '{"measures": {"level": NaN}}', '"\\ud800"', "null"])
def test_what_is_not_json_is_told_from_a_failure(body, tool, w):
    answer = tool.post(address(w.north), body, content_type=JSON)
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


def send_document(tool, place, document, key=""):
    parts = {"declared": json.dumps(DECLARED), "document": document}
    return tool.post(f"{address(place)}/with-document", parts, headers={"Idempotency-Key": key})


def test_a_document_comes_with_its_deposit_once(tool, w):
    first = send_document(tool, w.north, Upload(), "k-1")
    again = send_document(tool, w.north, Upload(), "k-1")
    other = send_document(tool, w.north, Upload(b"%PDF-1.7 other"), "k-1")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json()["file_sha256"] == again.json()["file_sha256"]
    (proof,) = proofs()
    assert (private_folder() / proof.file.path).read_bytes() == Upload().getvalue()


def test_a_hostile_document_is_refused_by_its_field(tool, w):
    answer = send_document(tool, w.north, Upload(b"MZ", "minutes.pdf"))
    assert (answer.status_code, answer.json()["field"]) == (422, "file")
    assert proofs() == []


def test_deposits_have_a_limit_of_their_own(tool, w, settings):
    settings.HYGIE_API_DEPOSITS_PER_MINUTE = 2
    with frozen(now().replace(second=10)):
        answers = [deposit(tool, w.north) for _number in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert answers[-1]["Retry-After"] == "50"
        assert answers[-1].json()["code"] == "too_many_requests"
        assert tool.get(address(w.north)).status_code == 200


def test_requests_have_a_limit_each_minute_and_for_each_token(tool, w, settings):
    settings.HYGIE_API_PER_MINUTE = 2
    start = now().replace(second=0)
    with frozen(start):
        assert [tool.get(address(w.north)).status_code for _number in range(3)] == [200, 200, 429]
        assert client_at(Role.CISO, w.north).get(address(w.north)).status_code == 200
    with frozen(start + timedelta(minutes=1)):
        assert tool.get(address(w.north)).status_code == 200


def test_lists_go_on_by_pages_until_the_last_one(tool, w, monkeypatch):
    for number in range(5):
        deposit(tool, w.north, title=f"Exercise {number}")
    monkeypatch.setattr("hygie.core.paging.paginate.__defaults__", ("", 2))
    titles, page = [], ""
    while True:
        answer = tool.get(address(w.north), {"page": page}).json()
        titles += [row["title"] for row in answer["rows"]]
        page = answer["next"]
        if not page:
            break
    assert titles == [f"Exercise {number}" for number in (4, 3, 2, 1, 0)]


BUDGETS = {"": 7, "/proofs": 7, "/statuses": 7}


@pytest.mark.parametrize("part", BUDGETS)
def test_reads_keep_to_their_budget(part, tool, w):
    deposit(tool, w.north)
    tool.get(address(w.north))
    with at_most(BUDGETS[part]):
        assert tool.get(f"/api/v1/organisations/{w.north.uid}{part}").status_code == 200


def test_the_list_of_organisations_keeps_to_its_budget(tool):
    tool.get("/api/v1/organisations")
    with at_most(5):
        tool.get("/api/v1/organisations")


def test_the_deposit_that_the_documentation_shows_is_accepted(tool, w):
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    shown = re.search(r"-d '(\{.*?\})'", page, re.DOTALL)
    assert tool.post(address(w.north), shown[1], content_type=JSON).status_code == 201
