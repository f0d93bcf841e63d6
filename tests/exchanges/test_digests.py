"""One mail a day at most, to those who take it, whatever stops on the way."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.clock import frozen, today
from hygie.core.jobs import Job, Progress
from hygie.exchanges import actions, tasks
from hygie.exchanges.links import stop_link
from hygie.exchanges.models import Notification
from hygie.exchanges.queries.notifications import preferences_of
from hygie.territory.models import Seat

from .conftest import MORNING, titles_of


class Killed(BaseException):
    """The worker is stopped here, as by a signal."""


def tell(done, total):
    """A job's progress."""


def run(after=0):
    with frozen(MORNING + timedelta(days=after)):
        actions.remind_of_deadlines(tell)
        return actions.send_digests(tell)


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


@pytest.fixture
def near(world):
    world.falls_due("Audit", 7)
    return world


def test_the_daily_job_tells_and_mails(near, django_capture_on_commit_callbacks):
    assert tasks.remind(Progress(Job(kind="exchanges.reminders"))) == {"mailed": 2, "refused": 0}


def test_each_gets_one_mail_with_everything_new(near):
    near.falls_due("Exercise", 20)
    assert run() == {"mailed": 2, "refused": 0}
    assert recipients() == sorted([near.rssi.email, near.director.email])
    body = mail.outbox[0].body
    assert "Audit" in body
    assert "Exercise" in body
    assert mail.outbox[0].subject == "2 things new on Hygie"


def test_run_again_nobody_is_mailed_twice(near):
    run()
    assert run() == {"mailed": 0, "refused": 0}
    near.falls_due("Exercise", 20)
    run()
    assert len(mail.outbox) == 2  # the second thing waits for tomorrow's mail
    run(after=1)
    assert len(mail.outbox) == 4
    assert "Audit" not in mail.outbox[-1].body


def test_nothing_new_no_mail(near):
    run()
    run(after=1)
    assert len(mail.outbox) == 2


def test_what_was_read_on_the_page_is_not_mailed(near):
    actions.remind_of_deadlines(tell)
    actions.mark_all_read(near.rssi.pk)
    actions.send_digests(tell)
    assert recipients() == [near.director.email]


def test_a_worker_killed_while_mailing_mails_nobody_twice(near, monkeypatch):
    """It fails towards silence: the one in doubt is not mailed again, and reads it on the page."""
    sent = EmailBackend.send_messages

    def killed_after_sending(self, messages):
        sent(self, messages)
        raise Killed

    monkeypatch.setattr(EmailBackend, "send_messages", killed_after_sending)
    with pytest.raises(Killed):
        run()
    monkeypatch.setattr(EmailBackend, "send_messages", sent)
    run()
    assert recipients() == sorted([near.rssi.email, near.director.email])


def test_a_worker_killed_before_sending_leaves_it_on_the_page(near, monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, messages: (_ for _ in ()).throw(Killed()))
    with pytest.raises(Killed):
        run()
    monkeypatch.undo()
    assert Notification.objects.filter(person=near.rssi, read_at__isnull=True).count() <= 1
    assert titles_of(near.rssi)


def test_a_connection_lost_while_sending_stops_the_job_and_the_next_run_goes_on(near, monkeypatch):
    sent = EmailBackend.send_messages
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda self, messages: (_ for _ in ()).throw(SMTPServerDisconnected("gone"))
    )
    with pytest.raises(SMTPServerDisconnected):
        run()
    monkeypatch.setattr(EmailBackend, "send_messages", sent)
    run()
    assert len(recipients()) == 1


def test_a_server_that_is_down_costs_nobody_their_mail(near, monkeypatch):
    monkeypatch.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()))
    with pytest.raises(ConnectionRefusedError):
        run()
    monkeypatch.undo()
    with frozen(MORNING):
        actions.send_digests(tell)
    assert len(recipients()) == 2


def test_an_address_that_the_server_refuses_keeps_its_news_and_stops_nobody(near, monkeypatch):
    sent = EmailBackend.send_messages

    def refuses_one(self, messages):
        if messages[0].to == [near.rssi.email]:
            raise SMTPRecipientsRefused({near.rssi.email: (550, b"no such mailbox")})
        return sent(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuses_one)
    assert run() == {"mailed": 1, "refused": 1}
    monkeypatch.setattr(EmailBackend, "send_messages", sent)
    assert run() == {"mailed": 1, "refused": 0}


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_mail_leaves(near, monkeypatch):
    open_blocks = []
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda self, messages: open_blocks.append(connection.in_atomic_block)
    )
    run()
    assert open_blocks == [False, False]


def test_a_digest_claims_in_its_own_transaction(near):
    with transaction.atomic():
        run()
    assert preferences_of(near.rssi.pk).digested_on == today()


def test_whoever_opted_out_is_not_mailed_and_still_told(near):
    actions.change_preferences(near.rssi, digest=False, muted=[])
    run()
    assert recipients() == [near.director.email]
    assert len(titles_of(near.rssi)) == 1


def test_a_kind_left_out_of_the_mail_stays_on_the_page(near):
    actions.change_preferences(near.rssi, digest=True, muted=["exchanges.deadline"])
    run()
    assert recipients() == [near.director.email]
    assert len(titles_of(near.rssi)) == 1


def test_a_role_that_ended_takes_its_news_away_from_mail_and_page(near):
    actions.remind_of_deadlines(tell)
    Seat.objects.filter(person=near.rssi).update(ends_on=today())
    actions.send_digests(tell)
    assert recipients() == [near.director.email]
    client = Client()
    client.force_login(near.rssi)
    assert "Audit" not in client.get(reverse("exchanges:notifications")).content.decode()


def test_each_mail_can_be_stopped_by_one_press_in_the_mail_program(near):
    run()
    message = next(one for one in mail.outbox if one.to == [near.rssi.email])
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<https?://[^/]+(/.+)>", message.extra_headers["List-Unsubscribe"])[1]
    assert link in message.body
    program = Client(enforce_csrf_checks=True)
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not preferences_of(near.rssi.pk).digest
    near.falls_due("Exercise", 20)
    run(after=1)
    assert recipients().count(near.rssi.email) == 1


def test_following_the_link_alone_stops_nothing(near):
    """Scanners of mails open every link."""
    page = Client().get(stop_link(near.rssi))
    assert b"<form" in page.content
    assert preferences_of(near.rssi.pk).digest


def test_a_link_that_was_changed_stops_nothing(near):
    for link in (stop_link(near.rssi)[:-3] + "x/", reverse("exchanges:stop", args=[str(near.rssi.uid)])):
        assert Client().post(link).status_code == 404
    assert preferences_of(near.rssi.pk).digest


def test_a_mail_is_written_in_the_language_of_its_reader(near):
    french = near.somebody(Role.CISO, near.hospital, language="fr", first_name="Zoé")
    run()
    message = next(one for one in mail.outbox if one.to == [french.email])
    assert "Bonjour Zoé" in message.body
