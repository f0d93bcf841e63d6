"""Deadlines that come near are told once for each threshold, to whoever answers, in their language."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from hygie.core.access import Role
from hygie.core.clock import frozen, today
from hygie.exchanges import actions
from hygie.exchanges.actions import Words, notify, reminders
from hygie.exchanges.links import calendar_link
from hygie.exchanges.models import Notification
from hygie.obligations.elsewhere import deadlines_of
from hygie.territory.actions import give_mandate
from hygie.territory.models import Seat
from hygie.territory.offers import next_things
from hygie.territory.registries import Task, TaskSource, task_sources
from tests.factories.accounts import PersonFactory
from tests.factories.obligations import deposited, states

from .conftest import MORNING, titles_of


def run(after=0):
    with frozen(MORNING + timedelta(days=after)):
        return actions.remind_of_deadlines(lambda done, total: None)


def test_a_deadline_is_announced_at_sixty_thirty_and_seven_days_and_at_no_other(world):
    world.falls_due("Audit", 62)
    told = []
    for day in range(64):
        run(day)
        told.append(len(titles_of(world.rssi)))
    assert [day for day in range(1, 64) if told[day] > told[day - 1]] == [2, 32, 55]
    assert told[-1] == 3


def test_run_twice_a_day_nothing_is_said_twice(world):
    world.falls_due("Audit", 30)
    run()
    run()
    assert len(titles_of(world.rssi)) == 1


def test_after_days_without_a_run_only_the_nearest_threshold_is_told(world):
    world.falls_due("Audit", 62)
    run(56)
    assert len(titles_of(world.rssi)) == 1
    assert Notification.objects.get(person=world.rssi).key.endswith(":7")


def test_the_nearer_announcement_takes_the_place_of_the_farther_one(world):
    world.falls_due("Audit", 60)
    world.falls_due("Exercise", 60)
    for day in (0, 30):
        run(day)
    unread = Notification.objects.filter(person=world.rssi, read_at__isnull=True).order_by("pk")
    assert [one.key.rpartition(":")[2] for one in unread] == ["30", "30"]


def test_what_is_late_or_far_is_not_announced(world):
    world.falls_due("Late", -1)
    world.falls_due("Far", 61)
    run()
    assert titles_of(world.rssi) == []


def test_a_deadline_that_moves_is_announced_again(world):
    world.falls_due("Audit", 7)
    run()
    world.due.clear()
    world.falls_due("Audit", 20)
    run()
    assert len(titles_of(world.rssi)) == 2


def test_only_people_with_a_running_seat_at_the_establishment_are_told(world):
    world.falls_due("Audit", 7)
    stranger = world.somebody(Role.CISO, world.stranger)
    coordinator = world.somebody(Role.COORDINATOR, world.region)
    former = world.somebody(Role.CISO, world.hospital)
    Seat.objects.filter(person=former).update(ends_on=today())
    closed = world.somebody(Role.CISO, world.hospital, is_active=False)
    run()
    assert len(titles_of(world.rssi)) == len(titles_of(world.director)) == 1
    assert [titles_of(one) for one in (stranger, coordinator, former, closed)] == [[], [], [], []]


def test_two_roles_at_one_establishment_are_told_once(world):
    world.falls_due("Audit", 7)
    Seat.objects.create(person=world.rssi, role=Role.DIRECTOR, organisation=world.hospital, starts_on=today())
    run()
    assert len(titles_of(world.rssi)) == 1


def test_each_reads_it_in_their_language(world):
    world.falls_due("Audit", 7)
    french = world.somebody(Role.CISO, world.hospital, language="fr")
    run()
    assert "12 oct. 2026" in titles_of(french)[0].replace("\u00a0", " ")
    assert "12 Oct 2026" in titles_of(world.rssi)[0].replace("\u00a0", " ")


def test_words_are_asked_once_in_each_language(world):
    asked = []

    def say():
        asked.append(translation.get_language())
        return Words("Hello")

    people = [PersonFactory(language=code) for code in ("fr", "en", "fr", "en")]
    notify(people, "exchanges.deadline", world.hospital, url="/", key="hello", say=say)
    assert sorted(asked) == ["en", "fr"]
    assert Notification.objects.count() == 4


def test_a_kind_that_nobody_registered_is_refused(world):
    with pytest.raises(RuntimeError):
        notify([world.rssi], "nobody.knows", None, url="/", key="x", say=lambda: Words("?"))


def test_what_is_late_never_hides_what_falls_due(world):
    """The page of an establishment offers the first few; its deadlines are all there."""
    states(world.hospital, "candidature", "care-d2")
    deposited(world.hospital, "security_policy")
    world.refresh()
    days = [task.due_on for task in deadlines_of(world.context(Role.CISO, person=world.rssi), world.hospital)]
    assert len(days) > 3
    assert all(days)


def test_what_was_told_a_year_ago_is_forgotten(world):
    world.falls_due("Audit", 7)
    run()
    with frozen(MORNING + timedelta(days=401)):
        assert actions.forget_old() == 2


def test_two_things_on_one_page_are_two_deadlines(world, monkeypatch):
    def find(context, organisation):
        due = today() + timedelta(days=20)
        return [Task(f"Review the {part}", "Because.", "/supplier/", due, key=part) for part in ("access", "contract")]

    monkeypatch.setattr(task_sources, "_items", {"test": TaskSource("test", find)})
    run()
    run()
    assert len(titles_of(world.rssi)) == 2
    feed = Client().get(calendar_link(actions.open_calendar(world.rssi).calendar)).content.decode()
    assert len({line for line in feed.splitlines() if line.startswith("UID:")}) == 2


def test_two_mandates_that_end_are_two_deadlines(world):
    director = world.context(Role.DIRECTOR, world.hospital)
    for purpose in ("Audit", "Cartography"):
        give_mandate(director, world.hospital, today() + timedelta(days=10), purpose)
    fresh = world.context(Role.DIRECTOR, world.hospital)
    assert len({(task.url, task.key) for task in next_things(fresh, world.hospital)}) == 2


def test_what_fails_for_one_person_keeps_nobody_else_from_being_told(world, monkeypatch):
    world.falls_due("Audit", 30)
    asked, failed = reminders.deadlines_of, []

    def failing(person):
        if person == world.rssi:
            return asked(person)
        failed.append(person)
        raise RuntimeError("a register that cannot be read")

    monkeypatch.setattr(reminders, "deadlines_of", failing)
    run()
    assert failed
    assert len(titles_of(world.rssi)) == 1
