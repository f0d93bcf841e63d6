"""What hostile readers use: a browser of their own, whole forms, and a count of what they might have written."""

from __future__ import annotations

from typing import Any

from django.test import Client

from hygie.accounts.models import Person
from hygie.core.models import StoredFile
from hygie.obligations.models import Proof, Review, StatusInterval
from hygie.territory.models import Fact, Grant, Membership, Organisation, Seat
from tests.factories.territory import SYSTEM

TABLES = (Proof, Review, StatusInterval, Fact, Grant, Membership, StoredFile, Organisation)
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
EXERCISE = {
    "happened_on": "2026-09-15",
    "measures.participants": ["direction", "it", "care", "communication"],
    "measures.review_written": "true",
    "measures.review_in_quality_plan": "true",
    "token": "0" * 32,
}


def browser(person: Person, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def counts() -> dict[str, int]:
    rows = {model.__name__: model.objects.within(SYSTEM).count() for model in TABLES}
    return rows | {"Seat": Seat.objects.count()}


def text_of(response: Any) -> str:
    """The whole answer; a file is closed once it is sent."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")
