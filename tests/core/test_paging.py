import base64
import json

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.clock import now
from hygie.core.models import AuditEvent
from hygie.core.paging import paginate
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
