"""A contributor sees the findings assigned to them, by whatever way they come, and nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hygie.audits.actions import findings as actions
from hygie.audits.finding_offers import happened, tasks_of
from hygie.audits.models import FindingFile
from hygie.core import files
from hygie.core.access import Level, Role
from hygie.core.actions import Refused
from hygie.core.clock import now, today
from hygie.core.models import AuditEvent
from hygie.exchanges.actions import write_comment
from hygie.exchanges.models import Comment, Notification
from hygie.territory.actions import grants
from hygie.territory.enums import GrantKind
from hygie.territory.models import Grant
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.factories.audits import FindingFactory
from tests.factories.territory import LONG_AGO
from tests.obligations.page_world import seat
from tests.permissions.sample import Upload

from .finding_world import SYSTEM, all_of, browser, fresh, text_of, to


@pytest.fixture
def place(world):
    return world.hospital


@pytest.fixture
def someone(world):
    """A contributor of both hospitals, as their own CISOs named them."""
    person = PersonFactory(first_name="Bastien", last_name="Orsini")
    for where in (world.hospital, world.neighbour):
        seat(Role.CONTRIBUTOR, where, person)
    return person


@pytest.fixture
def given(place, someone):
    return FindingFactory(organisation=place, title="Mine to fix", assignee=someone)


@pytest.fixture
def other(place):
    return FindingFactory(organisation=place, title="Somebody elses")


def contribution(place, person, resource=""):
    return Grant.objects.create(
        organisation=place,
        region_id=place.region_pk,
        kind=GrantKind.CONTRIBUTION,
        person=person,
        resource=resource,
        level=Level.DETAIL,
        verbs=["edit"],
        starts_on=LONG_AGO,
        ends_on=today() + timedelta(days=90),
    )


def titles_of(person):
    return [one.title for one in Notification.objects.filter(person=person).order_by("pk")]


def test_their_list_and_export_hold_what_is_theirs_at_every_place(world, place, someone, given, other):
    FindingFactory(organisation=world.neighbour, title="Mine elsewhere", assignee=someone)
    client = browser(someone)
    for url in (to("assigned"), to("assigned_csv")):
        page = text_of(client.get(url))
        assert "Mine to fix" in page
        assert "Mine elsewhere" in page
        assert "Somebody elses" not in page


@pytest.mark.parametrize("entrusted", [False, True])
def test_even_entrusted_with_everything_a_contributor_sees_no_other_finding(
    world, place, someone, given, other, entrusted
):
    if entrusted:
        contribution(place, someone)
        contribution(place, someone, "audits.finding")
    client = browser(someone)
    file = files.store(Upload(b"%PDF-1.7"), place, None)
    file.save()
    kept = FindingFile.objects.create(organisation=place, region_id=place.region_pk, finding=other, file=file)
    for url in (
        to("findings", place.uid),
        to("findings_csv", place.uid),
        to("findings_xlsx", place.uid),
        to("risks_to_sign", place.uid),
        to("assets", place.uid),
        to("asset", given.asset.uid),
        to("finding", other.uid),
        to("finding_file", kept.uid),
    ):
        assert client.get(url).status_code == 404, url
    for name in ("accept_finding", "set_finding_aside", "assign_finding", "change_finding_due"):
        assert client.get(to(name, given.uid)).status_code == 404
    assert client.post(to("act_on_findings", place.uid), {"act": "verify", "everything": "1"}).status_code == 404
    assert "Somebody elses" not in text_of(client.get("/search/?q=Somebody"))
    assert "Mine to fix" in text_of(client.get("/search/?q=Mine"))


def test_findings_and_assets_cannot_be_entrusted_whole(world, place, someone):
    from hygie.audits.policies import ASSET, FINDING

    for resource in (FINDING, ASSET):
        with pytest.raises(Refused):
            grants.give_contribution(world.ciso_context, place, someone, resource, [], today() + timedelta(days=9))


def test_their_page_shows_the_finding_and_what_they_may_do_and_no_more(world, place, someone, given):
    page = text_of(browser(someone).get(to("finding", given.uid)))
    assert "Mine to fix" in page
    assert 'value="take_up"' in page
    assert 'value="say_fixed"' in page
    for hidden in ('value="confirm"', to("assign_finding", given.uid), to("findings", place.uid), "/asset/"):
        assert hidden not in page


def test_they_take_up_say_fixed_and_add_evidence(world, place, someone, given):
    client = browser(someone)
    client.post(to("move_finding", given.uid), {"move": "take_up", "seen": given.version})
    client.post(to("add_evidence", given.uid), {"file": SimpleUploadedFile("ticket.txt", b"Done."), "note": "Ticket"})
    kept = FindingFile.objects.within(SYSTEM).get()
    assert b"".join(client.get(to("finding_file", kept.uid)).streaming_content) == b"Done."
    client.post(to("move_finding", given.uid), {"move": "say_fixed", "seen": fresh(given).version})
    assert fresh(given).state == "to_verify"
    assert client.post(to("move_finding", given.uid), {"move": "verify", "seen": 9}).status_code == 403


def test_they_are_told_when_findings_are_given_to_them_and_never_which(world, place, someone):
    made = [FindingFactory(organisation=place, title=f"Secret {number}") for number in range(3)]
    one = all_of(place).filter(pk=made[0].pk)
    assert actions.assign(world.ciso_context, place, one, someone) == 1
    assert actions.assign(world.ciso_context, place, one, someone) == 0
    assert actions.assign(world.ciso_context, place, all_of(place), someone) == 2
    assert titles_of(someone) == [
        "A finding of an audit is assigned to you",
        "2 findings of audits are assigned to you",
    ]
    told = list(Notification.objects.filter(person=someone).order_by("pk"))
    assert [one.url for one in told] == [to("finding", made[0].uid), to("assigned")]
    assert not any("Secret" in one.title + one.text for one in told)
    assert browser(someone).get(told[0].url).status_code == 200


def test_a_finding_is_given_to_nobody_without_a_role_there(world, place):
    given = FindingFactory(organisation=place)
    with pytest.raises(Refused):
        actions.assign(world.ciso_context, place, all_of(place), world.person(Role.CISO, world.neighbour))
    with pytest.raises(Refused):
        actions.assign(world.ciso_context, place, all_of(place), world.person(Role.COORDINATOR, world.region))
    assert fresh(given).assignee is None


def test_the_ciso_assigns_from_the_finding_and_takes_back(world, place, someone):
    one, client = FindingFactory(organisation=place), world.ciso
    client.post(to("assign_finding", one.uid), {"assignee": str(someone.uid)})
    assert fresh(one).assignee == someone
    client.post(to("assign_finding", one.uid), {"assignee": ""})
    assert fresh(one).assignee is None
    assert browser(someone).get(to("finding", one.uid)).status_code == 404


def test_a_deadline_chosen_here_has_a_reason_and_stays(world, place):
    one, client = FindingFactory(organisation=place, severity=4), world.ciso
    refused = client.post(to("change_finding_due", one.uid), {"due_on": "2026-01-01", "reason": "x"})
    assert "Choose a day to come" in text_of(refused)
    client.post(to("change_finding_due", one.uid), {"due_on": "2027-02-01", "reason": "At the maintenance window."})
    assert (fresh(one).due_on.isoformat(), fresh(one).due_because) == ("2027-02-01", "by_hand")


def test_the_ciso_and_the_contributor_talk_about_it_in_one_thread(world, place, someone, given):
    ciso, contributor = world.ciso_context, world.context(Role.CONTRIBUTOR, person=someone)
    key = str(given.uid)
    write_comment(ciso, place, "audits.finding", key, "By when?", [someone])
    write_comment(contributor, place, "audits.finding", key, "On Friday.")
    assert Comment.objects.within(SYSTEM).filter(subject_key=key).count() == 2
    page = text_of(browser(someone).get(to("finding", given.uid)))
    assert "By when?" in page
    assert "On Friday." in page
    (title,) = titles_of(someone)
    assert "Mine to fix" not in title


def test_nobody_comments_on_or_is_named_about_a_finding_that_they_do_not_see(world, place, someone, other):
    contributor, key = world.context(Role.CONTRIBUTOR, person=someone), str(other.uid)
    with pytest.raises(Refused):
        write_comment(contributor, place, "audits.finding", key, "Hello")
    with pytest.raises(Refused):
        write_comment(world.ciso_context, place, "audits.finding", key, "Hello", [someone])
    with pytest.raises(Refused):
        write_comment(world.coordinator_context, place, "audits.finding", key, "Hello")
    write_comment(world.ciso_context, place, "audits.finding", key, "Between us.")
    thread = f"{reverse('exchanges:thread', args=[place.uid])}?kind=audits.finding&key={key}"
    for client in (browser(someone), world.coordinator):
        assert "Between us." not in text_of(client.get(thread, follow=True))


def test_next_things_are_counted_lines_for_those_who_can_do_them(world, place, someone):
    for _ in range(3):
        FindingFactory(organisation=place, due_on=today() - timedelta(days=1), assignee=someone)
    FindingFactory(organisation=place, state="to_verify")
    FindingFactory(organisation=place, state="accepted", is_open=False, until=today() + timedelta(days=10))
    actions.change_due(world.ciso_context, place, all_of(place).filter(state="to_verify"), today(), "Now")
    tasks = tasks_of(world.ciso_context, place)
    assert [task.title for task in tasks] == ["3 findings are late", "1 finding to verify", "1 accepted risk ends soon"]
    assert [task.title for task in tasks_of(world.context(Role.CONTRIBUTOR, person=someone), place)] == [
        "3 findings to fix"
    ]
    assert tasks_of(world.coordinator_context, place) == []


def test_the_timeline_tells_the_region_how_many_and_never_which(world, place):
    FindingFactory(organisation=place, title="Secret weakness")
    typed = {"reference": "PT-1", "title": "Secret too", "asset": "srv-9", "asset_kind": "host", "severity": "4"}
    client = world.ciso
    client.post(to("add_finding", place.uid), typed)
    client.post(to("act_on_findings", place.uid), {"act": "confirm", "everything": "1"})
    entries = happened(world.coordinator_context, place, now() + timedelta(days=1), 10)
    assert [(one.title, one.detail) for one in entries] == [
        ("Findings moved on", "2 findings"),
        ("Finding added by hand", "1 finding"),
    ]
    details = [str(event.details) for event in AuditEvent.objects.within(SYSTEM).order_by("pk")]
    assert not any("Secret" in one or "srv-9" in one or "PT-1" in one for one in details)


def test_the_assigned_list_stays_within_its_budget(world, place, someone):
    for _ in range(60):
        FindingFactory(organisation=place, assignee=someone)
    client = browser(someone)
    for url in (to("assigned"), to("finding", all_of(place).order_by("pk").first().uid)):
        with at_most(15):
            assert client.get(url).status_code == 200
