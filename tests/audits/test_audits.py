"""Audits of an establishment: who plans and moves them, who reads how much, what is next."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from hygie.audits.actions.audits import (
    AuditFacts,
    ReportFacts,
    change_audit,
    move_audit,
    plan_audit,
    receive_report,
    report_came,
)
from hygie.audits.actions.verification import verify_findings
from hygie.audits.audit_tasks import tasks_of
from hygie.audits.enums import AuditState, AuditType, FindingSeverity, FindingState, Verdict
from hygie.audits.models import Audit, Finding, FindingEvent, FindingSummary
from hygie.audits.offers import happened
from hygie.audits.policies import AUDIT
from hygie.audits.rules.pairs import LEAST, MOST, second_window
from hygie.core.access import Role, Verb
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from tests.budgets import at_most
from tests.factories.audits import AuditFactory, CampaignFactory, FindingFactory
from tests.obligations.page_world import text_of

from .conftest import SYSTEM

DAY = timedelta(days=1)
A = AuditState


def facts(**more):
    known = {"title": "Exposition", "kind": AuditType.EXPOSURE, "starts_on": today(), "ends_on": today() + 9 * DAY}
    return AuditFacts(**{**known, **more})


def planned(world, **more):
    return plan_audit(world.ciso_context, world.hospital, facts(**more))


def fresh(audit):
    return Audit.objects.within(SYSTEM).select_related("organisation").get(pk=audit.pk)


def moved(world, audit, code):
    return move_audit(world.ciso_context, fresh(audit), fresh(audit).version, code)


def received(world, audit, ran_on=None, **more):
    return receive_report(
        world.ciso_context, fresh(audit), fresh(audit).version, ReportFacts(ran_on or today(), **more)
    )


def to(name, *args):
    return reverse(f"audits:{name}", args=args)


def document(name="report.pdf"):
    file = BytesIO(b"%PDF-1.7 The firewall is open.")
    file.name = name
    return file


# Planning and moving


def test_the_same_audit_planned_twice_is_one(world):
    assert planned(world) == planned(world)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"ends_on": today() - 400 * DAY}, "ends_on"),
        ({"starts_on": today() + 4000 * DAY, "ends_on": today() + 4001 * DAY}, "starts_on"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_field(world, wrong, field):
    with pytest.raises(Refused) as refused:
        planned(world, **wrong)
    assert field in refused.value.problems


MOVES = {
    A.PLANNED: {"start": A.IN_PROGRESS, "cancel": A.CANCELLED},
    A.IN_PROGRESS: {"cancel": A.CANCELLED},
    A.RECEIVED: {"close": A.CLOSED, "take_back": A.IN_PROGRESS},
    A.CLOSED: {"reopen": A.RECEIVED},
    A.CANCELLED: {},
}


@pytest.mark.parametrize("before", A)
@pytest.mark.parametrize("code", ["start", "close", "reopen", "take_back", "cancel", "receive"])
def test_an_audit_moves_by_the_table_and_no_other_way(world, before, code):
    audit = AuditFactory(organisation=world.hospital, state=before)
    after = MOVES[before].get(code)
    if after is None:
        with pytest.raises(Refused):
            moved(world, audit, code)
    else:
        assert moved(world, audit, code).state == after
        assert fresh(audit).closed_on == (today() if after is A.CLOSED else None)


@pytest.mark.parametrize("state", [A.CLOSED, A.CANCELLED])
def test_an_audit_that_is_over_takes_no_report_and_no_change(world, state):
    audit = AuditFactory(organisation=world.hospital, state=state)
    with pytest.raises(Refused):
        received(world, audit)
    with pytest.raises(Refused):
        change_audit(world.ciso_context, audit, audit.version, facts(title="Other"))


def test_a_button_pressed_twice_moves_once(world):
    audit = planned(world)
    move_audit(world.ciso_context, audit, audit.version, "start")
    assert move_audit(world.ciso_context, audit, audit.version, "start").state == A.IN_PROGRESS


def test_whoever_acts_on_an_old_reading_is_told(world):
    audit = planned(world)
    moved(world, audit, "start")
    with pytest.raises(Stale):
        change_audit(world.ciso_context, audit, audit.version, facts(title="Other"))
    with pytest.raises(Stale):
        receive_report(world.ciso_context, audit, audit.version, ReportFacts(today()))


def test_once_its_report_has_come_the_kind_of_an_audit_stays(world):
    audit = received(world, planned(world))
    with pytest.raises(Refused) as refused:
        change_audit(world.ciso_context, audit, audit.version, facts(kind=AuditType.BACKUP))
    assert "kind" in refused.value.problems


def test_a_report_of_tomorrow_is_refused(world):
    with pytest.raises(Refused) as refused:
        received(world, planned(world), today() + DAY)
    assert "ran_on" in refused.value.problems


def test_a_file_of_a_refused_report_leaves_nothing_behind(world, settings):
    audit = AuditFactory(organisation=world.hospital, state=A.CLOSED)
    file = document()
    file.size = 30
    with pytest.raises(Refused):
        receive_report(world.ciso_context, audit, audit.version, ReportFacts(today()), file)
    assert [path for path in (settings.HYGIE_HOME / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("role", "plans"),
    [(role, role in {Role.DIRECTOR, Role.CISO}) for role in (Role.DIRECTOR, Role.CISO, Role.CONTRIBUTOR, Role.AUDITOR)],
)
def test_only_those_who_answer_for_the_establishment_plan_its_audits(world, role, plans):
    if plans:
        assert plan_audit(world.context(role), world.hospital, facts()).state == A.PLANNED
    else:
        with pytest.raises(Denied):
            plan_audit(world.context(role), world.hospital, facts())


def test_neither_the_region_nor_a_neighbour_moves_an_establishments_audit(world):
    audit = planned(world)
    for someone in (world.coordinator_context, world.context(Role.CISO, world.neighbour)):
        with pytest.raises(Denied):
            move_audit(someone, audit, audit.version, "start")


def test_an_audit_of_a_campaign_keeps_the_name_that_the_region_reads(world):
    campaign = CampaignFactory(organisation=world.region)
    audit = AuditFactory(organisation=world.hospital, campaign=campaign, title="Exposition 2026")
    with pytest.raises(Refused) as refused:
        change_audit(world.ciso_context, audit, audit.version, facts(title="Secret portal"))
    assert "title" in refused.value.problems
    assert change_audit(world.ciso_context, audit, audit.version, facts(title=audit.title, provider="Lys"))


# Counter-audits


def test_a_counter_audit_waits_for_the_first_ones_report(world):
    first = planned(world)
    with pytest.raises(Refused):
        plan_audit(world.ciso_context, world.hospital, facts(title="Second"), follows=first)
    second = plan_audit(world.ciso_context, world.hospital, facts(title="Second"), follows=received(world, first))
    assert second.follows == first


def said_fixed(world, first, count=3):
    return [
        FindingFactory(organisation=world.hospital, audit=first, state=FindingState.TO_VERIFY) for _rank in range(count)
    ]


def counter(world):
    first = received(world, planned(world))
    second = plan_audit(world.ciso_context, world.hospital, facts(title="Second"), follows=first)
    return first, second


def test_a_counter_audit_closes_what_it_saw_gone_and_hands_back_the_rest(world):
    first, second = counter(world)
    gone, there, left = said_fixed(world, first)
    verdicts = {gone.uid: Verdict.VERIFIED, there.uid: Verdict.STILL_THERE}
    assert verify_findings(world.ciso_context, received(world, second), verdicts) == 2
    rows = {row.pk: row for row in Finding.objects.within(SYSTEM).order_by("pk")}
    assert (rows[gone.pk].state, rows[gone.pk].closed_because) == (FindingState.CLOSED, "counter_audit")
    assert (rows[gone.pk].is_open, rows[gone.pk].closed_at) == (False, now())
    assert (rows[there.pk].state, rows[there.pk].is_open) == (FindingState.IN_PROGRESS, True)
    assert rows[left.pk].state == FindingState.TO_VERIFY
    assert FindingEvent.objects.within(SYSTEM).filter(kind="state").count() == 2
    assert FindingSummary.objects.within(SYSTEM).get(organisation=world.hospital).open_high == 2


def test_nothing_is_verified_before_the_counter_audits_report(world):
    first, second = counter(world)
    (finding,) = said_fixed(world, first, 1)
    with pytest.raises(Refused):
        verify_findings(world.ciso_context, second, {finding.uid: Verdict.VERIFIED})


def test_a_counter_audit_verifies_only_what_its_first_audit_found_and_was_said_fixed(world):
    first, second = counter(world)
    second = received(world, second)
    others = [
        FindingFactory(organisation=world.hospital, audit=first, state=FindingState.CONFIRMED),
        FindingFactory(organisation=world.hospital, state=FindingState.TO_VERIFY),
        FindingFactory(organisation=world.neighbour, state=FindingState.TO_VERIFY),
    ]
    assert verify_findings(world.ciso_context, second, {one.uid: Verdict.VERIFIED for one in others}) == 0
    assert not Finding.objects.within(SYSTEM).filter(state=FindingState.CLOSED).exists()


def test_findings_are_verified_in_bulk_on_the_counter_audits_page(world):
    first, second = counter(world)
    gone, there = said_fixed(world, first, 2)
    second = received(world, second)
    page = world.ciso.get(to("verify_findings", second.uid))
    assert gone.title in text_of(page)
    world.ciso.post(to("verify_findings", second.uid), {f"finding.{there.uid}": "still_there", "rest": "verified"})
    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, there.state) == ("closed", "in_progress")


# Pairs


def test_the_second_of_a_pair_lies_forty_five_to_sixty_days_after_the_first():
    window = second_window(today())
    assert (window.starts_on, window.ends_on) == (today() + 45 * DAY, today() + 60 * DAY)
    assert window.holds(today() + LEAST)
    assert window.holds(today() + MOST)
    assert not window.holds(today() + MOST + DAY)


@pytest.fixture
def pair(world):
    campaign = CampaignFactory(organisation=world.region, objective="exposure_pair")
    first = AuditFactory(organisation=world.hospital, campaign=campaign)
    second = AuditFactory(organisation=world.hospital, campaign=campaign, follows=first)
    return first, second


def test_the_second_audit_of_a_campaign_follows_the_day_on_which_the_first_was_run(world, pair):
    first, second = pair
    received(world, first, today() - 5 * DAY)
    assert (fresh(second).starts_on, fresh(second).ends_on) == (today() + 40 * DAY, today() + 55 * DAY)


def test_a_second_audit_that_has_begun_is_not_planned_again(world, pair):
    first, second = pair
    begun = moved(world, second, "start")
    with world.ciso_context.recording(Verb.EDIT, AUDIT, world.hospital) as record:
        report_came(record, first, today(), None, None)
    assert fresh(second).starts_on == begun.starts_on


# Next things


def titles(world, context=None):
    return [(task.title, task.due_on) for task in tasks_of(context or world.ciso_context, world.hospital)]


def test_an_audit_is_prepared_from_thirty_days_before(world):
    audit = planned(world, starts_on=today() + 31 * DAY, ends_on=today() + 40 * DAY)
    assert titles(world) == []
    with frozen(now() + DAY):
        assert titles(world) == [("Prepare the audit: Exposition", audit.starts_on)]


def test_a_report_is_awaited_from_the_day_after_the_window(world):
    audit = moved(world, planned(world), "start")
    with frozen(now() + 9 * DAY):
        assert titles(world) == []
    with frozen(now() + 10 * DAY):
        assert titles(world) == [("Record the report: Exposition", audit.ends_on)]


def test_the_second_exposure_audit_is_to_plan_until_sixty_days_after_the_first(world):
    first = received(world, planned(world))
    assert titles(world) == [("Plan the second exposure audit", today() + 60 * DAY)]
    with frozen(now() + 60 * DAY):
        assert len(titles(world)) == 1
    with frozen(now() + 61 * DAY):
        assert titles(world) == []
    plan_audit(
        world.ciso_context,
        world.hospital,
        facts(title="Second", starts_on=today() + 45 * DAY, ends_on=today() + 50 * DAY),
        follows=first,
    )
    assert titles(world) == []


def test_a_directory_audit_without_its_level_asks_for_it(world):
    received(world, planned(world, kind=AuditType.DIRECTORY))
    assert titles(world) == [("Give the ADS level: Exposition", None)]


def test_next_things_about_audits_are_for_those_who_can_do_them(world):
    planned(world)
    assert titles(world, world.coordinator_context) == []


# What is read


def test_the_list_and_the_page_of_an_audit_keep_their_budgets(world):
    audit = received(world, planned(world), summary="Ten doors are open.")
    for severity in FindingSeverity:
        FindingFactory(organisation=world.hospital, audit=audit, severity=severity)
    client = world.ciso
    with at_most(15):
        assert "Exposition" in text_of(client.get(to("audits", world.hospital.uid)))
    with at_most(15):
        assert "Ten doors" in text_of(client.get(to("audit", audit.uid)))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_region_reads_where_an_audit_stands_and_never_what_it_says(world, role):
    audit = received(
        world, planned(world, title="Secret portal", perimeter="Vault", provider="Cabinet Lys"), summary="Ten doors."
    )
    finding = FindingFactory(organisation=world.hospital, audit=audit, title="Default password on the vault")
    receive_report(
        world.ciso_context, fresh(audit), fresh(audit).version, ReportFacts(today(), summary="Ten doors."), sized()
    )
    client = world.client(role, world.region)
    for page in (to("audits", world.hospital.uid), to("audit", audit.uid)):
        words = text_of(client.get(page))
        assert "Cabinet Lys" in words
        assert "Internet exposure" in words
        for secret in ("Secret portal", "Vault", "Ten doors", "report.pdf", finding.title, finding.asset.name):
            assert secret not in words
    assert client.get(to("audit_report", audit.uid)).status_code == 404


def sized():
    file = document()
    file.size = 30
    return file


def test_the_region_reads_how_bad_the_findings_of_an_audit_are(world):
    audit = received(world, planned(world))
    FindingFactory(organisation=world.hospital, audit=audit, severity=FindingSeverity.CRITICAL)
    assert "Critical" in text_of(world.coordinator.get(to("audit", audit.uid)))


def test_the_timeline_tells_kinds_and_states_and_never_a_title(world):
    received(world, planned(world, title="Secret portal"))
    for context in (world.ciso_context, world.coordinator_context):
        entries = happened(context, world.hospital, None, 10)
        assert {entry.detail for entry in entries} == {"Internet exposure"}
        assert "Secret" not in str(entries)


def test_a_report_is_recorded_on_its_page_and_downloaded_again(world):
    audit = planned(world)
    world.ciso.post(
        to("receive_report", audit.uid), {"ran_on": today().isoformat(), "file": document(), "seen": audit.version}
    )
    assert fresh(audit).state == A.RECEIVED
    found = world.ciso.get(to("audit_report", audit.uid))
    assert b"".join(found.streaming_content).startswith(b"%PDF-1.7")
    assert "attachment" in found["Content-Disposition"]


def test_a_report_taken_back_is_erased(world, django_capture_on_commit_callbacks, settings):
    audit = planned(world)
    world.ciso.post(
        to("receive_report", audit.uid), {"ran_on": today().isoformat(), "file": document(), "seen": audit.version}
    )
    with django_capture_on_commit_callbacks(execute=True):
        moved(world, audit, "take_back")
    assert world.ciso.get(to("audit_report", audit.uid)).status_code == 404
    assert [path for path in (settings.HYGIE_HOME / "files").rglob("*") if path.is_file()] == []
