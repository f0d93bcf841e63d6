"""Every address × every role at every kind of place × one's own organisation, its parents, its child, its sister in
the same GHT, a stranger and another region.

The expectation comes from each view's mark and from the policy tables (DESIGN §4); the answer from the whole platform.
"""

import pytest

from hygie.core.access import Role, resources
from hygie.core.pages import Over
from hygie.territory.rules import PLACES_OF

from .walk import READERS, SEEN, Told, addresses, expected, told

pytestmark = pytest.mark.django_db
ADDRESSES = addresses()


def test_every_address_says_who_may_open_it():
    assert [address.route for address in ADDRESSES if address.access is None] == []


def test_every_protected_address_names_a_line_of_the_policy_tables():
    for address in ADDRESSES:
        if address.access.over in {Over.SCOPE, Over.ORGANISATION}:
            assert resources.get(address.access.resource.code) is address.access.resource, address


def test_every_argument_of_an_address_has_a_sample():
    lacking = [f"{one} {argument}" for one in ADDRESSES for argument, sample in one.samples.items() if sample is None]
    assert lacking == [], "add a line to tests/permissions/samples.py"


def test_an_address_about_an_organisation_has_an_argument_that_finds_it():
    assert [str(one) for one in ADDRESSES if one.access.over is Over.ORGANISATION and not one.arguments] == []


def test_the_table_has_every_role_where_it_may_be_held(walker):
    assert {reader.role for reader in READERS} == {None, *Role}
    for reader in READERS:
        assert reader.role is None or getattr(walker.world, reader.holder).kind in PLACES_OF[reader.role], reader


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_each_reader_is_told_what_the_policy_says(address, walker):
    wrong, walked = [], set()
    for reader in READERS:
        asked = {}
        for name in SEEN:
            place = getattr(walker.world, name)
            url = walker.url(address, place, reader)
            if url not in asked:
                asked[url] = walker.answer(reader, address, url)
            wanted, response = expected(reader, address, place, name), asked[url]
            if told(response) is not wanted or response.status_code == 405:
                got = f"{told(response).value} ({response.status_code})"
                wrong.append(f"{reader}, {name}: {got}, where the policy says: {wanted.value}")
            walked.add((reader, name))
    assert len(walked) == len(READERS) * len(SEEN), "an answer was not asked for"
    assert wrong == []


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one.access.do], ids=str)
def test_who_may_not_open_a_form_may_not_send_it_either(address, walker):
    """A view that checks its reader only when it shows the form would pass the table."""
    wrong, sent = [], set()
    for reader in READERS:
        for name in SEEN:
            place = getattr(walker.world, name)
            wanted = expected(reader, address, place, name)
            if wanted is Told.OPEN or (reader, wanted) in sent:
                continue  # each reader sends it once for each way of being refused
            sent.add((reader, wanted))
            response = walker.ask(reader, walker.url(address, place, reader), "post")
            if response.status_code != 405 and told(response) is not wanted:
                wrong.append(f"{reader}, {name}: {told(response).value} ({response.status_code})")
    assert wrong == []
