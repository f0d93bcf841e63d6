"""Everything that happened at an organisation: each thing once, in order, narrowed as one likes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Role
from hygie.core.clock import frozen
from hygie.core.models import AuditEvent
from hygie.core.tenancy import Scope
from hygie.territory import actions
from hygie.territory.queries.told import Asked, Mark, timeline_page, whole_timeline
from hygie.territory.registries import TimelineEntry, TimelineSource, timeline_sources
from tests.budgets import at_most
from tests.factories.obligations import deposited
from tests.factories.territory import context_at
from tests.territory.pages import text_of, url

SYSTEM = Scope.system()
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def entries_of(moments):
    """A source that tells one thing at each of these minutes before noon."""
    told = [TimelineEntry(NOON - timedelta(minutes=minute), f"thing {number}") for number, minute in enumerate(moments)]
    told.sort(key=lambda entry: entry.at, reverse=True)
    return lambda context, organisation, before, limit: [one for one in told if one.at < before][:limit]


@given(st.lists(st.integers(0, 12), max_size=90), st.lists(st.integers(0, 12), max_size=90))
def test_pages_tell_everything_once_even_what_happened_at_one_moment(one, other):
    sources = [TimelineSource("one", "One", entries_of(one)), TimelineSource("other", "Other", entries_of(other))]

    class Every(Asked):
        sources = None

    asked = Every()
    object.__setattr__(asked, "sources", sources)
    with frozen(NOON + timedelta(hours=1)):
        mark, told = Mark.of("", asked), []
        for _page in range(20):
            page = timeline_page(None, None, asked, mark)
            told += [(one.source.code, one.entry.title) for one in page.told]
            if not page.older:
                break
            mark = Mark.of(page.older, asked)
        whole = [(one.source.code, one.entry.title) for one in whole_timeline(None, None, asked)]
    assert len(told) == len(set(told)) == len(one) + len(other)
    assert whole == told


@pytest.fixture
def past(w):
    """Thirty-five facts over as many days, and a proof."""
    context = context_at(Role.CISO, w.north)
    for value in range(35):
        with frozen(datetime(2026, 9, 1, 9, tzinfo=UTC) + timedelta(days=value)):
            actions.record_fact(context, w.north, "beds", value, "declared")
    with frozen(datetime(2026, 10, 20, 9, tzinfo=UTC)):
        deposited(w.north, "security_policy")


pytest_db = pytest.mark.django_db


def shown(response):
    return response.context["moments"]


@pytest_db
def test_it_goes_back_page_by_page_with_its_filters(w, as_, past):
    browser = as_(Role.CISO, w.north)
    first = browser.get(url("timeline", w.north), {"source": "territory"})
    assert len(shown(first)) == 30
    second = browser.get(f"{url('timeline', w.north)}?{first.context['older']}")
    assert len(shown(second)) == 5
    assert second.context["older"] == ""
    assert "Back to the latest" in text_of(second)


@pytest_db
def test_one_app_alone_is_heard(w, as_, past):
    browser = as_(Role.CISO, w.north)
    assert len(shown(browser.get(url("timeline", w.north), {"source": "obligations"}))) == 1
    assert len(shown(browser.get(url("timeline", w.north), {"source": "nobody"}))) == 30


@pytest_db
def test_both_days_of_a_period_are_in_it(w, as_, past):
    found = shown(as_(Role.CISO, w.north).get(url("timeline", w.north), {"since": "2026-09-03", "until": "2026-09-05"}))
    assert [moment.at.date() for moment in found] == [date(2026, 9, day) for day in (5, 4, 3)]


@pytest_db
def test_words_are_looked_for_in_what_is_told(w, as_, past):
    browser = as_(Role.CISO, w.north)
    assert len(shown(browser.get(url("timeline", w.north), {"q": "EVIDENCE received"}))) == 1
    nothing = browser.get(url("timeline", w.north), {"q": "evidence volcano"})
    assert shown(nothing) == []
    assert "Nothing matches" in text_of(nothing)


@pytest_db
@pytest.mark.parametrize(
    "query",
    [
        {"page": "yesterday"},
        {"page": "0001-01-01T00:00:00+14:00~1"},
        {"page": "9999-12-31T23:59:59+00:00~x"},
        {"page": "2026-10-01T00:00:00+00:00~99999999999"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"since": "x", "until": "y", "source": "z"},
    ],
)
def test_a_made_up_address_is_answered_calmly(query, w, as_, past):
    assert as_(Role.CISO, w.north).get(url("timeline", w.north), query).status_code == 200


@pytest_db
def test_the_export_holds_everything_that_was_asked(w, as_, past):
    browser = as_(Role.CISO, w.north)
    lines = b"".join(browser.get(url("timeline_csv", w.north)).streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 36
    one = b"".join(browser.get(url("timeline_csv", w.north), {"source": "obligations"}).streaming_content)
    assert "Evidence and reviews" in one.decode("utf-8-sig")
    assert len(one.splitlines()) == 2


@pytest_db
def test_a_filter_costs_no_more_queries(w, as_, past):
    browser = as_(Role.CISO, w.north)
    browser.get(url("timeline", w.north))
    for query in ({}, {"q": "beds"}, {"since": "2026-09-03"}, {"page": "2026-09-20T00:00:00+00:00~2"}):
        with at_most(13):
            browser.get(url("timeline", w.north), query)


@pytest_db
def test_whoever_may_not_hear_exports_nothing_of_it(w, as_, past):
    browser = as_(Role.CISO, w.clinic)
    assert browser.get(url("timeline_csv", w.north)).status_code == 404
    assert AuditEvent.objects.within(SYSTEM).filter(organisation_id=w.north.pk).exists()


def test_every_app_tells_under_a_label():
    assert all(str(source.label) for source in timeline_sources)
