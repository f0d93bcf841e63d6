"""A region with a hospital, its people, and things that fall due there on chosen days."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from hygie.core.access import Role
from hygie.core.clock import frozen, today
from hygie.exchanges.models import Notification
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.registries import Task, TaskSource, task_sources
from tests.factories.accounts import PersonFactory
from tests.obligations.page_world import PageWorld, seat

MORNING = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_autumn(tmp_path, settings):
    settings.HYGIE_HOME = tmp_path
    with frozen(MORNING):
        yield


@dataclass
class ExchangeWorld(PageWorld):
    """`due` are the only tasks there are: (title, day) of the hospital."""

    due: list[tuple[str, date]] = field(default_factory=list)

    def __post_init__(self):
        super().__post_init__()
        self.rssi = self.person(Role.CISO, self.hospital)
        self.director = self.person(Role.DIRECTOR, self.hospital)

    def falls_due(self, title, days):
        self.due.append((title, today() + timedelta(days=days)))

    def tasks_of(self, context, organisation):
        if organisation.pk != self.hospital.pk:
            return []
        return [Task(title, "Because.", f"/task/{title}/", day) for title, day in self.due]

    def somebody(self, role, *places, **facts):
        person = PersonFactory(**facts)
        for place in places:
            seat(role, place, person)
        return person

    def context(self, role, *places, person=None):
        someone = person or self.somebody(role, *places)
        return context_of(someone.pk, ActiveSeat(role, places or (self.hospital,)), today())


@pytest.fixture
def world(in_autumn, db, monkeypatch):
    world = ExchangeWorld()
    monkeypatch.setattr(task_sources, "_items", {"test": TaskSource("test", world.tasks_of)})
    return world


def titles_of(person):
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("title", flat=True))
