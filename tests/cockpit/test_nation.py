"""What the nation reads: tables published once a quarter, frozen, with nothing under five."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from hygie.cockpit import actions
from hygie.cockpit.enums import CategoryGroup, Dimension, TableKind, group_of
from hygie.cockpit.models import DaySum, PublishedTable
from hygie.cockpit.rules.quarters import Quarter, finished
from hygie.core.access import Role
from hygie.core.clock import frozen
from hygie.core.commands import CommandError, commands
from hygie.core.tenancy import Scope
from hygie.obligations.catalogue_reader import load_catalogue
from tests.budgets import at_most
from tests.factories.obligations import EntityFactory
from tests.factories.territory import FactFactory
from tests.obligations.page_world import PageWorld, text_of

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
DNS = "dns-2025-12"
Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)


def to(name):
    return reverse(f"cockpit:{name}")


def count(region, quarter, programme, **categories):
    """What a region added up to on the last day of a quarter: `c355=(12, 6)` bound and complete."""
    sums = {"judged": 0, "met": 0, "verified": 0, "overdue": 0, "missing": 0}
    facts = {"organisation": region, "region": region, "day": quarter.last, "programme": programme}
    DaySum.objects.bulk_create(
        DaySum(dimension=Dimension.CATEGORY, key=key[1:], places=places, complete=complete, **facts, **sums)
        for key, (places, complete) in categories.items()
    )
    places, complete = (sum(one[part] for one in categories.values()) for part in (0, 1))
    DaySum.objects.create(dimension=Dimension.ALL, key="", places=places, complete=complete, **facts, **sums)


@pytest.fixture
def world():
    with frozen(datetime(2027, 1, 4, 9, tzinfo=UTC)):
        yield PageWorld()


def table(quarter, kind=TableKind.COMPLETE, programme=DNS):
    return PublishedTable.objects.within(SYSTEM).get(quarter=quarter.first, kind=kind, programme=programme)


def test_categories_are_put_together_and_what_has_none_is_among_the_others(world):
    count(world.region, Q3, DNS, c355=(20, 10), c106=(10, 5), c101=(8, 8), c999=(7, 0))
    DaySum.objects.within(SYSTEM).filter(dimension=Dimension.ALL).update(places=51, complete=6 + 23)
    assert actions.publish_quarter(Q3) == 2
    bound, complete = table(Q3, TableKind.BOUND), table(Q3)
    assert bound.columns == [group.value for group in CategoryGroup]
    assert bound.regions == [["11", "Île-de-France"]]
    assert bound.figures == [[8, 30, 0, 0, 0, 13, 51]] * 2
    assert complete.figures == [[8, 15, 0, 0, 0, 6, 29]] * 2


def test_a_published_quarter_is_frozen(world):
    count(world.region, Q3, DNS, c355=(20, 10))
    actions.publish_quarter(Q3)
    before = PublishedTable.objects.within(SYSTEM).order_by("pk").values_list("figures", "published_at")
    before = list(before)
    DaySum.objects.within(SYSTEM).update(places=40)
    assert actions.publish_quarter(Q3) == 0
    assert list(PublishedTable.objects.within(SYSTEM).order_by("pk").values_list("figures", "published_at")) == before


def test_a_quarter_is_not_published_before_its_end_nor_after_the_next_one(world):
    with pytest.raises(actions.NotYet, match="not over"):
        actions.publish_quarter(Quarter(2027, 1))
    count(world.region, Q3, DNS, c355=(20, 10))
    count(world.region, Q4, DNS, c355=(20, 10))
    actions.publish_quarter(Q4)
    with pytest.raises(actions.NotYet, match="after"):
        actions.publish_quarter(Q3)


def test_every_quarter_that_is_due_is_published_in_order_once(world):
    count(world.region, Q3, DNS, c355=(20, 10))
    count(world.region, Q4, DNS, c355=(20, 11))
    assert actions.publish_due() == 4
    assert actions.publish_due() == 0


def test_a_small_count_and_what_would_tell_it_are_null_in_the_database_too(world):
    count(world.region, Q3, DNS, c355=(20, 3), c101=(12, 6), c128=(30, 15))
    actions.publish_quarter(Q3)
    assert table(Q3).figures[0][1] is None
    assert sum(figure is None for line in table(Q3).figures for figure in line) >= 4


def test_what_a_quarter_hid_stays_hidden_in_the_next_one_if_it_hardly_moved(world):
    count(world.region, Q3, DNS, c355=(20, 4), c101=(12, 6), c128=(30, 15))
    count(world.region, Q4, DNS, c355=(20, 5), c101=(12, 6), c128=(30, 15))
    actions.publish_due()
    assert table(Q3).figures[0][1] is None
    assert table(Q4).figures[0][1] is None


def test_programmes_that_bind_the_same_establishments_hide_the_same_bound_counts(world):
    """Else a dash of one table would be read in the other."""
    count(world.region, Q3, DNS, c355=(20, 10), c101=(3, 0), c128=(30, 15), c292=(9, 4))
    count(world.region, Q3, "rgpd", c355=(20, 3), c101=(3, 3), c128=(30, 1), c292=(9, 9))
    actions.publish_quarter(Q3)
    hidden = [
        {
            (row, column)
            for row, line in enumerate(table(Q3, TableKind.BOUND, programme).figures)
            for column, figure in enumerate(line)
            if figure is None
        }
        for programme in (DNS, "rgpd")
    ]
    assert hidden[0]
    assert hidden[0] <= hidden[1] or hidden[1] <= hidden[0]


def test_programmes_that_tell_of_a_designation_are_in_no_table(world):
    sensitive = next(one.code for one in load_catalogue().programmes if one.sensitive)
    count(world.region, Q3, sensitive, c355=(20, 10))
    assert actions.publish_quarter(Q3) == 0


def test_recorded_days_lead_to_tables_that_match_them(world):
    for _number in range(6):
        EntityFactory(region=world.region, department="93")
    FactFactory(organisation=world.hospital, kind="regime", value="ose")
    with frozen(datetime(2027, 1, 4, 10, tzinfo=UTC)):
        world.refresh()
    with frozen(datetime(2027, 4, 2, 9, tzinfo=UTC)):
        actions.record_missing()
        assert actions.publish_due() > 0
        total = table(Quarter(2027, 1), TableKind.BOUND).figures[-1][-1]
        whole = DaySum.objects.within(SYSTEM).get(
            day=date(2027, 3, 31), dimension=Dimension.ALL, programme=DNS, region=world.region
        )
        assert total in {None, whole.places}


def test_the_nation_reads_regions_and_categories_and_no_establishment(world):
    count(world.region, Q3, DNS, c355=(20, 3), c101=(12, 6), c128=(30, 15))
    count(world.region, Q4, DNS, c355=(40, 23), c101=(30, 16), c128=(60, 35))
    actions.publish_due()
    observer = world.client(Role.OBSERVER, world.nation)
    page = text_of(observer.get(to("nation")))
    assert "Île-de-France" in page
    assert "CH premier" not in page
    assert "31 December 2026" in page
    assert "hidden" in text_of(observer.get(to("nation"), {"quarter": "2026-Q3", "programme": DNS}))
    assert observer.get(reverse("obligations:establishment", args=[world.hospital.uid])).status_code == 404
    for closed in ("cockpit:picture", "cockpit:groups", "obligations:matrix", "cockpit:home"):
        assert observer.get(reverse(closed)).status_code == 403


def test_the_home_of_who_counts_for_the_nation_is_these_tables(world):
    assert world.client(Role.OBSERVER, world.nation).get("/", follow=True).redirect_chain[-1][0] == to("nation")


def test_nothing_published_yet_is_said_calmly(world):
    observer = world.client(Role.OBSERVER, world.nation)
    assert "Nothing is published yet" in text_of(observer.get(to("nation")))
    assert len(b"".join(observer.get(to("nation_csv")).streaming_content).splitlines()) == 1


@pytest.mark.parametrize("query", [{"quarter": "x"}, {"quarter": "2031-Q1"}, {"programme": "ose"}])
def test_a_choice_that_was_not_published_gives_the_latest(world, query):
    count(world.region, Q3, DNS, c355=(20, 10))
    actions.publish_due()
    page = world.client(Role.OBSERVER, world.nation).get(to("nation"), query)
    assert (page.context["chosen"].quarter, page.context["chosen"].programme) == (Q3, DNS)


def test_a_withheld_table_is_said_and_exported_without_figures(world):
    count(world.region, Q3, DNS, c355=(20, 10))
    actions.publish_due()
    PublishedTable.objects.within(SYSTEM).update(withheld=True, figures=[])
    observer = world.client(Role.OBSERVER, world.nation)
    assert "Not published for this quarter" in text_of(observer.get(to("nation")))
    sent = b"".join(observer.get(to("nation_csv")).streaming_content).decode("utf-8-sig")
    assert len(sent.splitlines()) == 1


def test_the_exports_hold_the_published_figures_and_dashes(world):
    count(world.region, Q3, DNS, c355=(20, 3), c101=(12, 6), c128=(30, 15))
    actions.publish_due()
    observer = world.client(Role.OBSERVER, world.nation)
    lines = b"".join(observer.get(to("nation_csv")).streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2 * 2
    complete = table(Q3).figures
    shown = ["–" if figure is None else str(figure) for figure in complete[0]]
    assert any(line.split(";")[4:] == shown for line in lines)
    assert observer.get(to("nation_xlsx")).status_code == 200


def test_the_page_keeps_to_its_budget(world):
    count(world.region, Q3, DNS, c355=(20, 3), c101=(12, 6))
    actions.publish_due()
    observer = world.client(Role.OBSERVER, world.nation)
    observer.get(to("nation"))
    with at_most(5):
        observer.get(to("nation"))


def test_the_command_says_what_it_published_and_what_it_cannot(world, capsys):
    count(world.region, Q3, DNS, c355=(20, 10))
    command = commands.get("publish-quarter")
    options = type("Options", (), {"quarter": "2026-Q3"})()
    assert command.run(options) == 0
    assert "2 tables" in capsys.readouterr().out
    for wrong in ("2026", "2026-Q5", "2027-Q1"):
        options.quarter = wrong
        with pytest.raises(CommandError):
            command.run(options)


def test_a_quarter_has_its_three_months():
    assert (Q4.first, Q4.last, Q4.next.code) == (date(2026, 10, 1), date(2026, 12, 31), "2027-Q1")
    assert Quarter.of(date(2026, 9, 30)) == Q3
    assert Quarter.from_code(Q3.code) == Q3


def test_a_quarter_is_finished_on_the_day_after_its_last():
    assert list(finished(date(2026, 8, 15), Q3.last)) == []
    assert list(finished(date(2026, 8, 15), Q3.last + timedelta(days=1))) == [Q3]


def test_a_category_that_is_not_listed_is_among_the_others():
    assert group_of("") is group_of("697") is CategoryGroup.OTHER
    assert group_of("355") is CategoryGroup.GENERAL
