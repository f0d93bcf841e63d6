"""The bell, the list and the settings: one's own, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.clock import frozen, today
from hygie.core.models import AuditEvent
from hygie.core.persondata import person_data
from hygie.core.tenancy import Scope
from hygie.exchanges.actions import Words, notify
from hygie.exchanges.models import Notification
from hygie.exchanges.queries.notifications import mine, preferences_of
from hygie.territory.models import Seat
from tests.budgets import at_most
from tests.obligations.page_world import seat, text_of

from .conftest import MORNING

SYSTEM = Scope.system()


def to(name, *args):
    return reverse(f"exchanges:{name}", args=args)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def told(world, person, number=1, url="/establishment/", title="Audit"):
    for rank in range(number):
        words = Words(f"{title} {rank}", "Because.")
        notify(
            [person], "exchanges.deadline", world.hospital, url=url, key=f"{title}{rank}", say=lambda said=words: said
        )
    return list(Notification.objects.filter(person=person).order_by("pk"))


def test_the_bell_counts_what_is_unread_on_every_page(world):
    told(world, world.rssi, 3)
    assert "3 unread notifications" in text_of(browser(world.rssi).get(reverse("territory:organisations")))
    assert "unread" not in text_of(browser(world.director).get(reverse("territory:organisations")))


def test_the_bell_asks_one_query(world):
    told(world, world.rssi, 3)
    client = browser(world.rssi)
    client.get(to("settings"))
    with CaptureQueriesContext(connection) as asked:
        client.get(to("settings"))
    counting = [q for q in asked.captured_queries if q["sql"].startswith("SELECT COUNT") and "notification" in q["sql"]]
    assert len(counting) == 1


def test_opening_one_is_reading_it(world):
    (one,) = told(world, world.rssi)
    client = browser(world.rssi)
    assert client.get(to("open", one.uid)).url == "/establishment/"
    one.refresh_from_db()
    assert one.read_at


def test_a_role_that_ends_takes_its_news_away_whatever_else_one_administers_there(world):
    told(world, world.rssi)
    Seat.objects.filter(person=world.rssi).update(ends_on=today())
    seat(Role.ADMINISTRATOR, world.hospital, world.rssi)
    assert mine(world.rssi.pk).count() == 0
    assert "Audit 0" not in text_of(browser(world.rssi).get(to("notifications")))


def test_a_notification_leads_nowhere_else(world):
    one = told(world, world.rssi, url="https://evil.example/")[0]
    assert browser(world.rssi).get(to("open", one.uid)).url == to("notifications")


def test_one_is_marked_read_and_then_all(world):
    first, second, third = told(world, world.rssi, 3)
    client = browser(world.rssi)
    client.post(to("mark_read", second.uid))
    assert list(Notification.objects.filter(read_at__isnull=False).order_by("pk")) == [second]
    assert "2 notifications marked" in text_of(client.post(to("mark_all_read"), follow=True))
    assert not Notification.objects.filter(read_at__isnull=True).exists()
    assert first.pk < third.pk


@pytest.mark.parametrize("name", ["open", "mark_read"])
def test_those_of_another_do_not_exist(world, name):
    (one,) = told(world, world.director)
    client = browser(world.rssi)
    answer = client.get(to(name, one.uid)) if name == "open" else client.post(to(name, one.uid))
    assert answer.status_code == 404
    one.refresh_from_db()
    assert one.read_at is None


def test_marking_all_leaves_those_of_others(world):
    told(world, world.rssi)
    told(world, world.director)
    browser(world.rssi).post(to("mark_all_read"))
    assert Notification.objects.filter(read_at__isnull=True, person=world.director).count() == 1


def test_the_list_goes_on_page_by_page_and_keeps_its_budget(world):
    told(world, world.rssi, 60)
    client = browser(world.rssi)
    client.get(to("notifications"))
    with at_most(6):
        page = client.get(to("notifications"))
    assert "Audit 59<" in text_of(page)
    assert "Audit 9<" not in text_of(page)
    following = client.get(to("notifications"), {"page": page.context["page"].next_cursor})
    assert "Audit 9<" in text_of(following)


def test_nothing_told_yet_says_what_will_come(world):
    assert "Nothing to tell you yet" in text_of(browser(world.rssi).get(to("notifications")))


def test_the_daily_mail_is_chosen_kind_by_kind(world):
    client = browser(world.rssi)
    page = client.get(to("settings"))
    assert page.context["form"].initial["digest"]
    client.post(to("settings"), {"digest": "on", "mailed": []})
    assert preferences_of(world.rssi.pk).muted
    client.post(to("settings"), {})
    assert not preferences_of(world.rssi.pk).digest
    kinds = AuditEvent.objects.within(SYSTEM).order_by("pk").values_list("kind", flat=True)
    assert list(kinds).count("person.notifications_changed") == 2


def test_the_account_page_leads_to_the_settings(world):
    assert to("settings") in text_of(browser(world.rssi).get(reverse("accounts:profile")))


def test_what_others_typed_is_text(world):
    told(world, world.rssi, title="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(browser(world.rssi).get(to("notifications")))


def test_a_person_can_carry_their_notifications_away_and_have_them_erased(world):
    told(world, world.rssi, 2)
    part = person_data["exchanges"]
    assert [one["title"] for one in part.export(world.rssi.pk)["notifications"]] == ["Audit 0", "Audit 1"]
    assert part.erase(world.rssi.pk) >= 2
    assert not Notification.objects.filter(person=world.rssi).exists()


def test_the_list_tells_the_latest_first(world):
    told(world, world.rssi, title="Early")
    with frozen(MORNING + timedelta(hours=1)):
        told(world, world.rssi, title="Later")
    page = text_of(browser(world.rssi).get(to("notifications")))
    assert page.index("Later") < page.index("Early")


def test_a_coordinator_is_told_of_establishments_of_the_region(world):
    coordinator = world.somebody(Role.COORDINATOR, world.region)
    told(world, coordinator)
    assert "1 unread notification" in text_of(browser(coordinator).get(to("settings")))
