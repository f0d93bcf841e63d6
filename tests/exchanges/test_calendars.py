"""The feed of deadlines: a file that calendar programs read, behind a link that its owner ends."""

import re
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Role
from hygie.core.clock import frozen, today
from hygie.exchanges import actions
from hygie.exchanges.icalendar import LONGEST_LINE, DayEvent, calendar, escaped, folded
from hygie.exchanges.links import calendar_link
from hygie.obligations.elsewhere import deadlines_of
from hygie.territory.models import Seat
from hygie.territory.registries import TaskSource, task_sources
from tests.factories.obligations import states

from .conftest import MORNING

#: any text at all, save halves of characters, which no file can hold
texts = st.text(st.characters(exclude_categories=["Cs"]))
STAMP = datetime(2026, 10, 5, 9, tzinfo=UTC)


def unfolded(content):
    """What a calendar program does first (RFC 5545, §3.1)."""
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def plain(text):
    """The text as far as a calendar may hold it: one kind of line end, no control characters."""
    one_end = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in one_end if letter in "\n\t" or (letter >= " " and letter != "\x7f"))


@given(texts)
def test_what_is_folded_is_read_back_whole(text):
    line = f"SUMMARY:{escaped(text)}"
    assert unfolded(folded(line)) == [line]


@given(texts)
def test_no_line_is_longer_than_a_program_must_read(text):
    content = folded(f"SUMMARY:{escaped(text)}")
    assert all(len(line) <= LONGEST_LINE for line in content.split(b"\r\n"))
    assert content.endswith(b"\r\n")


@given(texts)
def test_no_character_is_cut_in_two(text):
    for line in folded(f"SUMMARY:{escaped(text)}").split(b"\r\n"):
        line.decode()


@given(texts)
def test_what_is_escaped_is_read_back_as_it_was(text):
    assert unescaped(escaped(text)) == plain(text)


@given(texts, texts)
def test_no_text_ever_begins_a_line_of_its_own(title, text):
    lines = unfolded(calendar("Mine", [DayEvent("x", date(2026, 12, 1), title, text, "https://h.example/")], STAMP))
    names = [line.partition(":")[0].partition(";")[0] for line in lines]
    assert names.count("BEGIN") == names.count("END") == 2
    assert names[8:17] == ["BEGIN", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "URL", "TRANSP", "END"]


def test_the_moment_is_written_in_utc():
    paris = STAMP.astimezone()
    content = calendar("Mine", [DayEvent("x", date(2026, 12, 1), "T", "", "https://h.example/")], paris)
    assert b"DTSTAMP:20261005T090000Z\r\n" in content
    assert b"DTSTART;VALUE=DATE:20261201\r\n" in content


# The link


def link_of(person):
    return calendar_link(actions.open_calendar(person).calendar)


def lines_of(link):
    return unfolded(Client().get(link).content)


def test_the_link_gives_ones_deadlines_without_signing_in(world):
    world.falls_due("Audit", 12)
    response = Client().get(link_of(world.rssi))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    lines = unfolded(response.content)
    assert "SUMMARY:Audit – CH premier" in lines
    assert f"DTSTART;VALUE=DATE:{today() + timedelta(days=12):%Y%m%d}" in lines


def test_a_thing_whose_day_moves_keeps_its_name(world):
    link = link_of(world.rssi)
    world.falls_due("Audit", 12)
    before = [line for line in lines_of(link) if line.startswith("UID:")]
    world.due.clear()
    world.falls_due("Audit", 40)
    assert [line for line in lines_of(link) if line.startswith("UID:")] == before


def test_it_speaks_the_language_of_its_owner_to_whoever_asks(world):
    french = world.somebody(Role.CISO, world.hospital, language="fr")
    assert "X-WR-CALNAME:Hygie : mes échéances" in lines_of(link_of(french))


def test_a_renewed_link_ends_the_one_before(world):
    first, second = link_of(world.rssi), link_of(world.rssi)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_a_removed_link_opens_nothing_and_neither_does_a_made_up_one(world):
    link = link_of(world.rssi)
    actions.close_calendar(world.rssi)
    made_up = reverse("exchanges:calendar", args=[str(world.rssi.uid)])
    assert [Client().get(one).status_code for one in (link, made_up)] == [404, 404]


def test_a_person_without_an_open_account_or_a_role_shows_nothing(world):
    world.falls_due("Audit", 12)
    link = link_of(world.rssi)
    Seat.objects.filter(person=world.rssi).update(ends_on=today())
    assert "Audit" not in Client().get(link).content.decode()
    world.rssi.is_active = False
    world.rssi.save()
    assert Client().get(link).status_code == 404


def test_the_link_is_made_shown_and_removed_on_the_account_page(world):
    client = Client()
    client.force_login(world.rssi)
    page = client.post(reverse("exchanges:renew_calendar"), follow=True)
    link = page.context["calendar_link"]
    assert link.endswith(".ics")
    assert link in page.content.decode()
    page = client.post(reverse("exchanges:remove_calendar"), follow=True)
    assert page.context["calendar_link"] == ""


def test_the_link_serves_somebody_signed_in_elsewhere(world):
    world.falls_due("Audit", 12)
    client = Client()
    client.force_login(world.somebody(Role.CISO, world.stranger))
    assert "Audit" in client.get(link_of(world.rssi)).content.decode()


def test_what_is_late_stays_on_its_day(world):
    world.falls_due("Audit", 2)
    link = link_of(world.rssi)
    with frozen(MORNING + timedelta(days=9)):
        assert "Audit" in Client().get(link).content.decode()


def test_the_second_wall_lets_the_feed_read_what_its_owner_sees(world, monkeypatch):
    """Nobody is signed in: on PostgreSQL the application's role sees nothing until the owner's sight is declared."""
    source = TaskSource("obligations", deadlines_of)
    monkeypatch.setattr(task_sources, "_items", {source.code: source})
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    link = link_of(world.rssi)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE hygie_app")
        content = Client().get(link).content
        transaction.set_rollback(True)
    assert content.count(b"BEGIN:VEVENT") > 3
