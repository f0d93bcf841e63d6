"""Webhooks: what they tell and to whom, how often it is tried, what a killed sender leaves, and their pages."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from hygie.accounts import sessions
from hygie.api import tasks
from hygie.api.actions import add_webhook, send_test, set_active
from hygie.api.actions.deliveries import claim, purge_deliveries, queue_deliveries
from hygie.api.enums import DeliveryState, WebhookFault
from hygie.api.events import offered_kinds
from hygie.api.models import Delivery, Webhook
from hygie.api.queries.webhooks import is_something_to_tell
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused
from hygie.core.clock import frozen, now
from hygie.core.jobs import Progress
from hygie.core.models import AuditEvent, Job
from hygie.obligations.actions import withdraw_proof
from tests.budgets import at_most
from tests.factories.obligations import deposited
from tests.factories.territory import SYSTEM, context_at, seated, world
from tests.permissions.samples_api import webhook_of

from .receiver import listening

EVENTS = ["proof.deposited", "proof.withdrawn"]


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def receiver():
    with listening() as found:
        yield found


@pytest.fixture
def hook(w, receiver):
    """Of the hospital in the north, with its secret."""
    return add_webhook(context_at(Role.CISO, w.north), w.north, receiver.url, EVENTS)


def run():
    return tasks.send(Progress(Job(kind=tasks.SEND)))


def log():
    return list(Delivery.objects.within(SYSTEM).select_related("webhook").order_by("pk"))


def test_what_happens_is_told_signed_and_without_content(hook, receiver, w):
    proof = deposited(w.north, "crisis_exercise", title="A secret weakness")
    assert run() == {"queued": 1, "sent": 1}
    (heard,), (delivery,) = receiver.heard, log()
    said = json.loads(heard.body)
    assert said == {
        "id": str(delivery.uid),
        "event": "proof.deposited",
        "at": said["at"],
        "organisation": {"uid": str(w.north.uid), "kind": "entity", "name": w.north.name, "finess": None},
        "subject": {"type": "obligations.proof", "uid": str(proof.uid)},
    }
    assert "secret weakness" not in heard.body.decode()
    moment, digest = (part.split("=", 1)[1] for part in heard.headers["Hygie-Signature"].split(","))
    assert digest == hmac.new(hook[1].encode(), f"{moment}.".encode() + heard.body, hashlib.sha256).hexdigest()
    assert (heard.headers["Hygie-Delivery"], heard.headers["Hygie-Event"]) == (str(delivery.uid), "proof.deposited")
    assert (delivery.state, delivery.status_code, delivery.attempts) == (DeliveryState.DELIVERED, 204, 1)


def test_an_event_is_told_once_however_often_one_looks(hook, receiver, w):
    deposited(w.north, "crisis_exercise")
    for minutes in (0, 1, 5, 60):
        with frozen(now() + timedelta(minutes=minutes)):
            run()
    assert len(receiver.heard) == 1


def test_only_chosen_events_of_what_the_organisation_reaches_are_told(hook, receiver, w):
    deposited(w.south, "crisis_exercise")
    deposited(w.clinic, "crisis_exercise")
    deposited(w.north_site, "crisis_exercise")
    webhook = hook[0]
    set_active(context_at(Role.CISO, w.north), webhook, active=False)
    set_active(context_at(Role.CISO, w.north), webhook, active=True)
    proof = deposited(w.north, "crisis_exercise")
    withdraw_proof(context_at(Role.CISO, w.north), proof, proof.version, "Wrong file")
    run()
    told = [
        (json.loads(heard.body)["event"], json.loads(heard.body)["organisation"]["name"]) for heard in receiver.heard
    ]
    assert told == [("proof.deposited", w.north.name), ("proof.withdrawn", w.north.name)]


def test_a_ght_is_told_of_its_members_and_a_region_of_all_it_holds(receiver, w):
    add_webhook(context_at(Role.CISO, w.ght), w.ght, receiver.url, EVENTS)
    webhook_of(w.region, url=receiver.url + "&who=region", events=EVENTS)
    for place in (w.south, w.clinic, w.far):
        deposited(place, "crisis_exercise")
    run()
    told = {(h.path.endswith("region"), json.loads(h.body)["organisation"]["name"]) for h in receiver.heard}
    assert told == {(False, w.south.name), (True, w.south.name), (True, w.clinic.name)}


def test_an_older_event_that_is_committed_late_is_still_told(hook, receiver, w):
    """Numbers are taken when a row is written, and rows are seen when they are committed."""
    deposited(w.north, "crisis_exercise")
    late = AuditEvent.objects.within(SYSTEM).filter(kind="proof.deposited").order_by("pk").get()
    unseen = AuditEvent.objects.within(SYSTEM).filter(pk=late.pk)
    unseen.update(kind="proof.reviewed")  # as good as not there yet
    deposited(w.north, "crisis_exercise", title="Another")
    assert queue_deliveries() == 1
    unseen.update(kind="proof.deposited")
    assert queue_deliveries() == 1


def test_a_failed_delivery_is_tried_again_later_with_the_same_id_then_arrives(hook, receiver, w):
    receiver.answers = [500, 200]
    deposited(w.north, "crisis_exercise")
    start = now()
    with frozen(start):
        run()
    (delivery,) = log()
    assert (delivery.state, delivery.error, delivery.status_code) == (DeliveryState.WAITING, WebhookFault.STATUS, 500)
    assert delivery.next_try_at == start + timedelta(minutes=1)
    with frozen(start + timedelta(seconds=59)):
        assert run()["sent"] == 0
    with frozen(start + timedelta(seconds=61)):
        run()
    assert log()[0].state == DeliveryState.DELIVERED
    first, second = receiver.heard
    assert first.body == second.body
    assert first.headers["Hygie-Delivery"] == second.headers["Hygie-Delivery"]
    assert first.headers["Hygie-Signature"] != second.headers["Hygie-Signature"]


def test_after_six_tries_it_is_given_up_and_the_timeline_says_so(hook, receiver, w):
    receiver.answers = [500]
    deposited(w.north, "crisis_exercise")
    moment = now()
    for _try in range(8):
        with frozen(moment):
            run()
        moment = log()[0].next_try_at or moment
    assert len(receiver.heard) == 6
    assert log()[0].state == DeliveryState.FAILED
    event = AuditEvent.objects.within(SYSTEM).get(kind="webhook.gave_up")
    assert (event.organisation_id, event.details["event"]) == (w.north.pk, "proof.deposited")


def test_a_sender_that_was_killed_leaves_its_delivery_to_the_next_one(hook, receiver, w):
    deposited(w.north, "crisis_exercise")
    start = now()
    with frozen(start):
        queue_deliveries()
        (taken,) = claim(4)
        assert claim(4) == []  # killed here, before or after the line was used
    with frozen(start + timedelta(minutes=3)):
        assert run()["sent"] == 1
    assert receiver.heard[0].headers["Hygie-Delivery"] == str(taken.uid)
    assert log()[0].attempts == 2


def test_a_slow_address_holds_up_nobody_else(w, receiver):
    context = context_at(Role.CISO, w.north)
    for name in ("one", "two"):
        add_webhook(context, w.north, f"{receiver.url}&who={name}", EVENTS)
    for _number in range(3):
        deposited(w.north, "crisis_exercise", title=f"Exercise {_number}")
    queue_deliveries()
    assert len({delivery.webhook_id for delivery in claim(4)}) == 2


def test_nothing_is_sent_while_a_webhook_is_paused(hook, receiver, w):
    deposited(w.north, "crisis_exercise")
    queue_deliveries()
    set_active(context_at(Role.CISO, w.north), hook[0], active=False)
    hook[0].refresh_from_db()
    with pytest.raises(Refused):
        send_test(context_at(Role.CISO, w.north), hook[0])
    run()
    assert receiver.heard == []


def test_a_test_is_sent_by_the_job_that_it_queues(hook, receiver, w):
    send_test(context_at(Role.CISO, w.north), hook[0])
    assert Job.objects.within(SYSTEM).filter(kind=tasks.SEND).count() == 1
    run()
    assert json.loads(receiver.heard[0].body)["event"] == "test"


def test_a_secret_that_cannot_be_read_any_more_is_said(hook, receiver, w, settings):
    deposited(w.north, "crisis_exercise")
    settings.SECRET_KEY = "another-key-" * 6
    run()
    assert (log()[0].error, receiver.heard) == (WebhookFault.SEALED, [])


def test_the_worker_asks_for_the_job_only_when_there_is_something_to_tell(w, receiver):
    deposited(w.north, "crisis_exercise")
    assert not is_something_to_tell()
    add_webhook(context_at(Role.CISO, w.north), w.north, receiver.url, EVENTS)
    deposited(w.north, "crisis_exercise", title="Another")
    assert is_something_to_tell()
    with frozen(now() + timedelta(minutes=5)):
        run()
        assert not is_something_to_tell()


def test_the_secret_is_sealed_in_the_database(hook):
    webhook, secret = hook
    assert secret not in str(vars(Webhook.objects.within(SYSTEM).get(pk=webhook.pk)))


@pytest.mark.parametrize("kind", ["person.created", "api.token_created", "webhook.gave_up"])
def test_people_and_webhooks_themselves_are_not_told(kind):
    assert kind not in dict(offered_kinds(Role.CISO))


WRONG = [
    ({"url": "http://tool.example/"}, "url"),
    ({"url": "https://a:b@tool.example/"}, "url"),
    ({"events": []}, "events"),
    ({"events": ["person.created"]}, "events"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG)
def test_a_webhook_is_refused_with_the_field_to_correct(changed, field, w):
    asked = {"url": "https://tool.example/", "events": EVENTS} | changed
    with pytest.raises(Refused) as refused:
        add_webhook(context_at(Role.CISO, w.north), w.north, **asked)
    assert set(refused.value.problems) == {field}


def test_an_address_is_told_once_for_an_organisation(hook, w, receiver):
    with pytest.raises(Refused) as refused:
        add_webhook(context_at(Role.CISO, w.north), w.north, receiver.url, EVENTS)
    assert set(refused.value.problems) == {"url"}


def test_only_those_who_administer_add_one(w):
    for role, place in ((Role.DIRECTOR, w.north), (Role.COORDINATOR, w.region), (Role.CISO, w.clinic)):
        with pytest.raises(Denied):
            add_webhook(context_at(role, place), w.north, "https://tool.example/", EVENTS)


def test_an_administrator_has_no_tool_told_of_business(w):
    administrator = context_at(Role.ADMINISTRATOR, w.region)
    with pytest.raises(Refused):
        add_webhook(administrator, w.north, "https://tool.example/", ["proof.deposited"])
    with pytest.raises(Refused):
        add_webhook(administrator, w.north, "https://tool.example/", ["seat.given", "waiver.granted"])
    offered = {code.split(".")[0] for code, _label in offered_kinds(Role.ADMINISTRATOR)}
    assert offered <= {"organisation", "membership", "seat", "register"}
    add_webhook(administrator, w.north, "https://tool.example/", ["seat.given"])


def test_an_administrator_reads_the_log_without_the_names_of_business_events(hook, receiver, w):
    deposited(w.north, "crisis_exercise")
    run()
    client = Client()
    client.force_login(seated(Role.ADMINISTRATOR, w.north))
    page = client.get(f"/webhooks/{hook[0].uid}/").content.decode()
    assert "204" in page
    assert "Event that your role does not see" in page
    assert "Evidence deposited" not in page


def test_old_deliveries_are_forgotten(hook, receiver, w):
    deposited(w.north, "crisis_exercise")
    run()
    assert purge_deliveries() == 0
    with frozen(now() + timedelta(days=91)):
        assert purge_deliveries() == 1


# Pages


@pytest.fixture
def browser(w):
    client = Client()
    client.force_login(seated(Role.CISO, w.north))
    session = client.session
    sessions.prove(session)
    session.save()
    return client


def test_the_page_shows_a_new_secret_once(browser, w, receiver):
    shown = browser.post(f"/webhooks/add/{w.north.uid}/", {"url": receiver.url, "events": EVENTS}).content.decode()
    secret = re.search(r"whsec_[\w-]+", shown)[0]
    webhook = Webhook.objects.within(SYSTEM).get()
    for url in ("/webhooks/", f"/webhooks/{webhook.uid}/"):
        page = browser.get(url).content.decode()
        assert "127.0.0.1" in page
        assert secret not in page


def test_adding_one_asks_for_a_fresh_proof(w):
    client = Client()
    client.force_login(seated(Role.CISO, w.north))
    assert client.get(f"/webhooks/add/{w.north.uid}/").url.startswith("/account/proof/")
    assert client.get(f"/webhooks/add/{w.clinic.uid}/").status_code == 404


def test_the_log_says_what_came_of_each_delivery(browser, hook, receiver, w):
    receiver.answers = [503]
    browser.post(f"/webhooks/{hook[0].uid}/test/")
    run()
    page = browser.get(f"/webhooks/{hook[0].uid}/").content.decode()
    assert "503" in page
    assert "The answer was not a success" in page
    assert str(log()[0].uid) in page


def test_a_webhook_is_paused_and_resumed_from_its_page(browser, hook, w):
    for active in ("0", "1"):
        browser.post(f"/webhooks/{hook[0].uid}/pause/", {"active": active})
        assert Webhook.objects.within(SYSTEM).get().active is (active == "1")


def test_the_pages_keep_to_their_budgets(browser, hook, receiver, w):
    for number in range(3):
        deposited(w.north, "crisis_exercise", title=f"Exercise {number}")
    run()
    browser.get("/webhooks/")
    with at_most(8):
        browser.get("/webhooks/")
    with at_most(9):
        browser.get(f"/webhooks/{hook[0].uid}/")
