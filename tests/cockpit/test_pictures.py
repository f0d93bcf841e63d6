"""Sums are those of the day, whatever is learnt later; a rebuild gives the same numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from hygie.cockpit import actions
from hygie.cockpit.actions.pictures import rebuild
from hygie.cockpit.enums import Dimension
from hygie.cockpit.models import DaySum
from hygie.cockpit.queries.sums import groups_on, totals_on
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.obligations.models import ProgrammeSummary
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from tests.factories.obligations import EntityFactory, GhtFactory, deposited, joins
from tests.factories.territory import FactFactory, context_at
from tests.obligations.page_world import PageWorld

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
DNS = "dns-2025-12"
ONE_DAY = timedelta(days=1)


@pytest.fixture
def world():
    with frozen(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        found = PageWorld()
        ght = GhtFactory(name="GHT des Collines", region=found.region)
        joins(found.hospital, ght)
        FactFactory(organisation=found.hospital, kind="beds", value=450)
        found.refresh(ght)
        yield found


def rows():
    return [
        {name: value for name, value in row.items() if name != "id"}
        for row in DaySum.objects.within(SYSTEM).order_by("day", "dimension", "key", "programme").values()
    ]


def test_a_day_once_recorded_does_not_change_with_what_happens_later(world):
    monday = today()
    with frozen(now() + ONE_DAY):
        actions.record_missing()
    before = rows()
    with frozen(now() + ONE_DAY):
        deposited(world.hospital, "self_assessment", today())
    with frozen(now() + 2 * ONE_DAY):
        actions.record_missing()
        context = context_at(Role.COORDINATOR, world.region)
        assert totals_on(context, monday + ONE_DAY)[DNS].met == totals_on(context, monday)[DNS].met + 1
    assert [row for row in rows() if row["day"] == monday] == before


def test_a_rebuild_gives_the_same_numbers(world):
    with frozen(now() + ONE_DAY):
        deposited(world.hospital, "self_assessment", today())
    with frozen(now() + 5 * ONE_DAY):
        actions.record_missing()
        before = rows()
        rebuild(today() - 5 * ONE_DAY, today(), lambda line: None)
    assert rows() == before
    assert {row["day"] for row in before} == {datetime(2026, 10, day, tzinfo=UTC).date() for day in range(5, 10)}


def test_the_sums_of_a_day_are_those_of_a_recount(world):
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        context = context_at(Role.COORDINATOR, world.region)
        totals = totals_on(context, today() - ONE_DAY)
        summaries = ProgrammeSummary.objects.within(SYSTEM).filter(until__isnull=True, region=world.region)
        for programme, total in totals.items():
            mine = list(summaries.filter(programme=programme).order_by("pk"))
            assert total.places == len(mine)
            assert total.judged == sum(one.applicable - one.waived for one in mine)
            assert total.met == sum(one.met for one in mine)
            assert total.complete == sum(one.met == one.applicable - one.waived for one in mine)
        assert totals == totals_on(context, today())


def test_the_days_that_a_stopped_worker_missed_are_recorded_when_it_runs_again(world):
    with frozen(now() + 3 * ONE_DAY):
        assert actions.record_missing() == 3
        assert actions.record_missing() == 0


def test_groups_add_up_to_the_region_where_everyone_has_one(world):
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        context, day = context_at(Role.COORDINATOR, world.region), today() - ONE_DAY
        for dimension in (Dimension.DEPARTMENT, Dimension.SIZE):
            lines = groups_on(context, dimension, DNS, day)
            assert sum(line.total.places for line in lines) == totals_on(context, day)[DNS].places
        (ght,) = groups_on(context, Dimension.GHT, DNS, day)
        assert (ght.name, ght.total.places) == ("GHT des Collines", 1)


def test_a_departments_office_sees_the_sums_of_its_department_alone(world):
    office = Organisation.objects.create(
        kind=OrganisationKind.DELEGATION, name="Délégation 75", department="75", region=world.region
    )
    EntityFactory(region=world.region, department="92")
    world.refresh()
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        totals = totals_on(context_at(Role.COORDINATOR, office), today() - ONE_DAY)
    assert totals[DNS].places == 1


def test_sensitive_programmes_are_for_the_ars_only(world):
    FactFactory(organisation=world.hospital, kind="regime", value="ose")
    world.refresh()
    with frozen(now() + ONE_DAY):
        actions.record_missing()
        day = today() - ONE_DAY
        assert "ose" in totals_on(context_at(Role.COORDINATOR, world.region), day)
        assert "ose" not in totals_on(context_at(Role.EXPERT, world.region), day)
