"""Every operation of the open API × every role at every kind of place × organisation, by tokens.

The same readers, places and expectations as the table of the pages, from each operation's own mark.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hygie.api.schema import api
from hygie.core.api import api_parts
from hygie.core.pages import Access, Over, access_of
from tests.factories.api import token_for, with_token
from tests.factories.obligations import Upload

from .walk import READERS, SEEN, Address, Reader, Told, Walker, addresses, allowed, told

pytestmark = pytest.mark.django_db
ADDRESSES = [address for address in addresses() if address.access and address.access.over is Over.TOKEN]
#: whole bodies: one that lacks a field would be refused before its sender is looked at
EXERCISE = {
    "kind": "crisis_exercise",
    "happened_on": "2026-09-15",
    "measures": {"participants": ["direction", "it"], "review_written": True, "review_in_quality_plan": True},
}
NUCLEI = b'{"template-id": "a", "matched-at": "https://srv.example", "info": {"severity": "low"}}'
BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "deposit_proof": lambda: {"data": EXERCISE, "content_type": "application/json"},
    "deposit_document": lambda: {"data": {"declared": json.dumps(EXERCISE), "document": Upload()}},
    "send_report": lambda: {"data": {"asked": "{}", "report": Upload(NUCLEI, "nuclei.json")}},
}


def operations() -> dict[str, tuple[Address, str, Access]]:
    """By name: the address, the method and the mark."""
    by_route = {address.route: address for address in ADDRESSES}
    found = {}
    for part in api_parts:
        for path, view in part.operations.path_operations.items():
            address = by_route["api/v1" + path.replace("{", "<").replace("}", ">")]
            for operation in view.operations:
                mark = access_of(operation.view_func)
                assert mark is not None
                found[operation.view_func.__name__] = (address, operation.methods[0].lower(), mark)
    return found


OPERATIONS = operations()


def test_every_address_of_the_api_is_an_operation_of_an_app():
    assert {address for address, _method, _mark in OPERATIONS.values()} == set(ADDRESSES)
    assert {found["operationId"] for path in api().get_openapi_schema(path_prefix="/")["paths"].values()
            for found in path.values()} == set(OPERATIONS)  # fmt: skip


def test_every_deposit_has_a_body_here():
    assert {name for name, (_address, method, _mark) in OPERATIONS.items() if method != "get"} == set(BODIES)


@pytest.fixture(scope="module")
def tools(everyone) -> dict[Reader, Client]:
    """One token for each reader who has a role."""
    return {
        reader: with_token(token_for(everyone.people[reader], reader.role), raise_request_exception=False)
        for reader in READERS
        if reader.role
    }


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_token_is_told_what_the_policy_says(name, walker: Walker, tools, settings):
    settings.HYGIE_API_PER_MINUTE = settings.HYGIE_API_DEPOSITS_PER_MINUTE = 10**6
    address, method, mark = OPERATIONS[name]
    wrong = []
    for reader, tool in tools.items():
        walker.clients[reader], browser = tool, walker.clients[reader]
        for seen in SEEN:
            place = getattr(walker.world, seen)
            options = {} if method == "get" else BODIES[name]()
            response = walker.ask(reader, walker.url(address, place, reader), method, **options)
            wanted = allowed(reader, address, mark, place, seen)
            sound = response.status_code in {200, 201} or wanted is not Told.OPEN
            if told(response) is not wanted or not sound:
                wrong.append(f"{reader}, {seen}: {told(response).value} ({response.status_code}), not {wanted.value}")
        walker.clients[reader] = browser
    assert wrong == []
