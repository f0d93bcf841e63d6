import base64
import json
from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.clock import now
from hygie.core.models import AuditEvent
from hygie.core.paging import paginate, paginate_list
from hygie.core.tenancy import Scope

pytestmark = pytest.mark.django_db


def events(count):
    AuditEvent.objects.bulk_create(
        AuditEvent(at=now(), kind=f"k{number % 3}", subject_type="t") for number in range(count)
    )
    return AuditEvent.objects.within(Scope.system())


def walk(rows, keys, size):
    cursor, seen = "", []
    while True:
        page = paginate(rows, keys, cursor, size)
        seen.append([row.pk for row in page.rows])
        cursor = page.next_cursor
        if not cursor:
            return seen


@pytest.mark.parametrize("keys", [("pk",), ("-pk",), ("kind", "pk"), ("-kind", "pk"), ("kind", "-pk")])
def test_every_row_comes_once_in_order(keys):
    rows = events(23)
    pages = walk(rows, keys, 5)
    assert [pk for page in pages for pk in page] == list(rows.order_by(*keys).values_list("pk", flat=True))
    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]


def test_the_way_back_shows_the_same_pages():
    rows = events(12)
    first = paginate(rows, ("kind", "pk"), "", 5)
    second = paginate(rows, ("kind", "pk"), first.next_cursor, 5)
    back = paginate(rows, ("kind", "pk"), second.previous_cursor, 5)
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert (first.previous_cursor, back.previous_cursor) == ("", "")


def test_a_row_that_appears_meanwhile_neither_repeats_nor_hides_another():
    rows = events(10)
    first = paginate(rows, ("-pk",), "", 5)
    events(3)
    second = paginate(rows, ("-pk",), first.next_cursor, 5)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert len(second.rows) == 5


def written(*values):
    """A cursor as somebody could make one up."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_made_up_cursor_gives_a_page_and_never_an_error():
    rows = events(3)

    @given(st.text(max_size=60))
    def ask(cursor):
        assert len(paginate(rows, ("kind", "pk"), cursor).rows) == 3

    ask()


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**30, "text", True, None, [1]])
def test_a_value_that_no_key_can_have_never_is_an_error(value):
    paginate(events(3), ("kind", "pk"), written("n", "k0", value))


@pytest.mark.parametrize("cursor", ["WyJuIiwgInRleHQiLCAidGV4dCJd", "WyJuIiwgW10sIDFd", "bnVsbA", "x" * 2000])
def test_a_cursor_of_the_wrong_shape_gives_the_first_page(cursor):
    rows = events(3)
    assert len(paginate(rows, ("kind", "pk"), cursor).rows) == 3


def test_a_link_to_another_page_keeps_the_readers_filters():
    page = paginate(events(9), ("pk",), "", 3)
    assert page.query(QueryDict("q=lyon&page=old"), "abc") == "?q=lyon&page=abc"


def test_a_cursor_with_a_text_that_no_database_holds_gives_the_first_page():
    rows = events(3)
    made_up = base64.urlsafe_b64encode(json.dumps(["n", "k\x00", 1]).encode()).decode()
    assert len(paginate(rows, ("kind", "pk"), made_up).rows) == 3


# Rows that are in memory already


def numbered(row):
    return (-row, f"n{row}")


def listed(count, size=7, first=""):
    """Every page of a list, one after the other."""
    pages, cursor = [], first
    while True:
        found = paginate_list(sorted(range(count), key=numbered), numbered, cursor, size, "places")
        pages.append(found)
        cursor = found.next_cursor
        if not cursor:
            return pages


@given(st.integers(0, 40))
def test_every_row_of_a_list_comes_once_in_order_and_back(count):
    pages = listed(count)
    assert [row for found in pages for row in found.rows] == sorted(range(count), key=numbered)
    rows = sorted(range(count), key=numbered)
    for earlier, later in pairwise(pages):
        assert paginate_list(rows, numbered, later.previous_cursor, 7, "places").rows == earlier.rows


def test_a_list_names_its_own_cursor_in_the_address():
    found = paginate_list([1, 2], lambda row: (row,), "", 1, "places")
    assert found.query(QueryDict("page=x"), found.next_cursor) == f"?page=x&places={found.next_cursor}"


@pytest.mark.parametrize("cursor", [written("n", "a", "b"), written("n", 1), "%%%", written("p", 1, 2)])
def test_a_made_up_cursor_gives_a_page_of_the_list(cursor):
    assert paginate_list([3, 2, 1], numbered, cursor).rows == [3, 2, 1]
