"""The platform's own pages of failure are the ones shown."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_answered_by_our_page(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b'lang="fr"' in answer.content


def test_a_form_without_its_token_is_answered_by_our_page():
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert b'lang="fr"' in answer.content


def test_every_answer_carries_the_content_policy(client):
    policy = client.get("/nowhere/")["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == {
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    }
