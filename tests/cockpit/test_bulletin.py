"""The weekly bulletin: the same whenever it is opened, once a week to whoever asked."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from hygie.cockpit import actions
from hygie.cockpit.actions import bulletins
from hygie.cockpit.models import BulletinReader
from hygie.cockpit.queries.bulletin import Week, bulletin_of
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.obligations.enums import Decision
from hygie.territory.models import Seat
from tests.budgets import at_most
from tests.factories.obligations import deposited, reviewed, states
from tests.factories.territory import context_at
from tests.obligations.page_world import PageWorld, text_of

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
#: a Monday
BEGINNING = datetime(2026, 10, 5, 9, tzinfo=UTC)


def to(name, *args):
    return reverse(f"cockpit:{name}", args=args)


@pytest.fixture
def world():
    """A PSSI is accepted on the Wednesday of the week that begins on 12 October; we are on the Monday after."""
    with frozen(BEGINNING):
        found = PageWorld()
        states(found.hospital, "candidature", "care-d2")
        found.refresh()
    with frozen(BEGINNING + timedelta(days=9)):
        reviewed(deposited(found.hospital, "security_policy"), Decision.ACCEPTED)
    with frozen(BEGINNING + timedelta(days=14)):
        actions.record_missing()
        yield found


def test_a_requirement_that_turned_green_is_in_the_bulletin_of_its_week_and_in_no_other(world):
    context = context_at(Role.COORDINATOR, world.region)
    week = Week.last()
    bulletin = bulletin_of(context, week)
    assert "care-d2-p1" in [change.requirement.code for change in bulletin.progress]
    line = next(line for line in bulletin.lines if line.programme.code == "care-d2")
    assert line.now.met > line.before.met
    assert not bulletin_of(context, Week(week.monday - timedelta(days=7))).progress


def test_a_bulletin_reads_the_same_whatever_happened_since(world):
    context, week = context_at(Role.COORDINATOR, world.region), Week.last()
    before = bulletin_of(context, week)
    proof = deposited(world.hospital, "security_policy")
    reviewed(proof, Decision.REFUSED)
    with frozen(now() + timedelta(days=3)):
        actions.record_missing()
        after = bulletin_of(context, week)
    assert (after.lines, after.progress, after.setbacks) == (before.lines, before.progress, before.setbacks)


def test_the_page_leads_to_the_paper(world):
    client = world.coordinator
    page = client.get(to("bulletins"))
    assert [week.monday.isoformat() for week in page.context["weeks"]] == ["2026-10-12", "2026-10-05"]
    paper = client.get(to("bulletin", "2026-10-12"))
    assert paper.content.startswith(b"%PDF")
    for wrong in ("2026-10-13", "2026-10-19", "2026-09-28", "soon"):
        assert client.get(to("bulletin", wrong)).status_code == 404
    with at_most(14):
        client.get(to("bulletins"))


def asked(world):
    person = world.person(Role.COORDINATOR, world.region, "fr")
    actions.ask_for_bulletin(context_at(Role.COORDINATOR, world.region, person=person), person, world.region)
    return person


def test_whoever_asked_has_each_week_once(world):
    person = asked(world)
    assert actions.send_bulletins(lambda done, total: None)["mailed"] == 0, "weeks before the asking are on the page"
    with frozen(now() + timedelta(days=7)):
        actions.record_missing()
        for _twice in range(2):
            actions.send_bulletins(lambda done, total: None)
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert sent.subject.startswith("Bulletin hebdomadaire")
    assert sent.attachments[0][1].startswith(b"%PDF")


def test_a_line_end_in_a_name_keeps_no_mail_from_leaving(world):
    person = world.person(Role.COORDINATOR, world.region)
    context = context_at(Role.COORDINATOR, world.region, person=person)
    world.region.name = "Région\rBcc: everybody@evil.example"
    world.region.save()
    actions.ask_for_bulletin(context, person, world.region)
    with frozen(now() + timedelta(days=7)):
        assert actions.send_bulletins(lambda done, total: None)["mailed"] == 1
    (sent,) = mail.outbox
    assert set(sent.message()) & {"Bcc"} == set()


def test_a_mail_that_the_server_refused_is_tried_again_the_next_day(world, monkeypatch):
    asked(world)

    def refuse(self, messages):
        raise SMTPRecipientsRefused({})

    with frozen(now() + timedelta(days=7)):
        actions.record_missing()
        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", refuse)
            assert actions.send_bulletins(lambda done, total: None) == {"mailed": 0, "refused": 1}
        assert actions.send_bulletins(lambda done, total: None) == {"mailed": 1, "refused": 0}


def test_a_worker_killed_while_it_mails_mails_nobody_twice(world, monkeypatch):
    asked(world)

    def killed(self, messages):
        raise KeyboardInterrupt

    with frozen(now() + timedelta(days=7)):
        actions.record_missing()
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(EmailBackend, "send_messages", killed)
            actions.send_bulletins(lambda done, total: None)
        assert actions.send_bulletins(lambda done, total: None) == {"mailed": 0, "refused": 0}


def test_a_bulletin_that_cannot_be_written_keeps_nobody_else_from_theirs(world, monkeypatch):
    broken, served = asked(world), asked(world)
    composed = bulletins._composed

    def failing(reader, week, context):
        if reader.person == broken:
            raise ValueError("a paper that cannot be set")
        return composed(reader, week, context)

    with frozen(now() + timedelta(days=7)):
        actions.record_missing()
        with monkeypatch.context() as patch:
            patch.setattr(bulletins, "_composed", failing)
            assert actions.send_bulletins(lambda done, total: None) == {"mailed": 1, "refused": 0}
        assert [message.to for message in mail.outbox] == [[served.email]]
        assert actions.send_bulletins(lambda done, total: None) == {"mailed": 1, "refused": 0}


def test_whoever_left_their_role_receives_nothing(world):
    person = asked(world)
    with frozen(now() + timedelta(days=7)):
        actions.record_missing()
        Seat.objects.filter(person=person).update(ends_on=today())
        assert actions.send_bulletins(lambda done, total: None) == {"mailed": 0, "refused": 0}


def test_the_mail_is_asked_for_and_stopped_by_one_button(world):
    client = world.coordinator
    assert "every Monday" in text_of(client.post(to("subscribe"), follow=True))
    assert BulletinReader.objects.within(SYSTEM).count() == 1
    client.post(to("subscribe"), {"stop": "1"})
    assert BulletinReader.objects.within(SYSTEM).count() == 0
