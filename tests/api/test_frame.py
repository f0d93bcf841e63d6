"""The frame of the open API: default deny, no cookies, one shape of problems, its schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from hygie.api.enums import TokenScope
from hygie.api.frame import build, guarded
from hygie.api.schema import schema, schema_text
from hygie.config.cli import main
from hygie.core.access import Level, Role
from hygie.core.api import ApiPart, Operations, Problem
from hygie.core.pages import Access, Over
from hygie.territory.policies import ORGANISATION
from tests.factories.api import client_at, token_for, with_token
from tests.factories.territory import seated, world

ROOT = Path(__file__).parents[2]


@pytest.fixture
def w(db):
    return world()


@pytest.mark.parametrize("access", [None, Access(Over.PUBLIC), Access(Over.TOKEN), Access(Over.SCOPE)])
def test_an_operation_that_does_not_say_who_may_call_it_does_not_load(access):
    routes = Operations()

    @routes.get("/secrets")
    def secrets(request):
        return []

    if access is not None:
        secrets.access = access
    with pytest.raises(ImproperlyConfigured, match="secrets"):
        build([ApiPart("test", "Test", routes)])


def test_an_operation_that_forgot_to_check_its_reader_does_not_answer(w, rf):
    def forgetful(request):
        return ["secret"]

    forgetful.access = Access(Over.ORGANISATION, ORGANISATION, Level.STATUS)
    request = rf.get("/")
    request.context = client_context(w)
    with pytest.raises(RuntimeError, match="forgetful answered without checking"):
        guarded(forgetful)(request)


def client_context(w):
    from tests.factories.territory import context_at

    return context_at(Role.CISO, w.north)


def test_a_session_opens_nothing_and_is_not_touched(w):
    browser = Client()
    browser.force_login(seated(Role.CISO, w.north))
    answer = browser.get("/api/v1/organisations")
    assert answer.status_code == 401
    assert answer.cookies == {}


def test_a_token_counts_whatever_cookies_come_with_it(w):
    """The token of a clinic in the browser of a hospital sees the clinic."""
    browser = Client(headers={"authorization": f"Bearer {token_for(seated(Role.CISO, w.clinic), Role.CISO)}"})
    browser.force_login(seated(Role.COORDINATOR, w.region))
    names = {row["name"] for row in browser.get("/api/v1/organisations").json()["rows"]}
    assert names == {w.clinic.name, w.clinic_site.name}


PROBLEMS = [
    ("get", "/api/v1/nowhere", 404, "not_found"),
    ("get", "/api/v1/organisations/not-a-uid", 422, "invalid"),
    ("get", "/api/v1/organisations/00000000-0000-0000-0000-000000000000", 404, "not_found"),
    ("get", "/api/v1/organisations?kind=castle", 422, "invalid"),
    ("get", "/api/v1/organisations?q=%00", 422, "invalid"),
    ("delete", "/api/v1/organisations", 405, "method_not_allowed"),
    ("options", "/api/v1/organisations", 405, "method_not_allowed"),
]


@pytest.mark.parametrize(("method", "url", "status", "code"), PROBLEMS)
def test_every_problem_has_one_shape(method, url, status, code, w):
    answer = getattr(client_at(Role.CISO, w.north), method)(url)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    assert Problem(**answer.json()).code == code
    assert answer.json()["message"]


def test_a_role_that_sees_no_list_is_denied(w):
    answer = client_at(Role.OBSERVER, w.nation).get("/api/v1/organisations")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_failure_of_ours_is_said_in_the_same_shape(w, monkeypatch):
    monkeypatch.setattr("hygie.territory.api.paginate", lambda *arguments: 1 / 0)
    secret = token_for(seated(Role.CISO, w.north), Role.CISO, TokenScope.READ)
    answer = with_token(secret, raise_request_exception=False).get("/api/v1/organisations")
    assert (answer.status_code, answer.json()["code"]) == (500, "failure")


def test_a_large_body_is_refused_before_it_is_read(w, settings):
    settings.HYGIE_API_BODY = 10
    answer = client_at(Role.CISO, w.north).post("/api/v1/organisations", "x" * 11, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_problems_are_said_in_the_language_that_is_asked(w):
    secret = token_for(seated(Role.CISO, w.north), Role.CISO)
    french = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "fr"})
    assert french.get("/api/v1/nowhere").json()["message"].startswith("Il n’y a rien ici")


# The schema


def test_the_committed_schema_is_the_present_one():
    kept = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert kept == schema_text(), "run `hygie openapi --write docs/openapi.json`"


def test_the_schema_is_served_to_anybody_and_printed_by_the_command(client, db, capsys):
    assert client.get("/api/v1/openapi.json").content.decode() == schema_text()
    assert main(["openapi"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_every_operation_says_what_it_asks_and_how_it_fails():
    for path in schema()["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["x-access"]["over"] in {"person", "scope", "organisation"}
            assert {"401", "403", "404", "422", "429"} <= set(map(str, operation["responses"]))
            assert operation["security"] == [{"Bearer": []}]


def test_the_schema_names_each_operation_once():
    names = [found["operationId"] for path in schema()["paths"].values() for found in path.values()]
    assert len(names) == len(set(names))
    assert json.loads(schema_text())["info"]["title"] == "Hygie"


def test_the_page_says_every_operation_with_what_it_takes(client, db):
    answer = client.get("/api/v1/docs", headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, methods in schema()["paths"].items():
        assert path in page
        for operation in methods.values():
            assert str(operation["summary"]) in page
    assert "Idempotency-Key" in page
    assert "http://cdn" not in page


def test_the_page_is_read_in_french(client, db):
    page = client.get("/api/v1/docs", headers={"accept-language": "fr"}).content.decode()
    assert "Déposer une preuve déclarée" in page
