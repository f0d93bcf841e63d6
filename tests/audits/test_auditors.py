"""An external auditor sees the audit that was opened to them, until it closes, and nothing else of the place."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.actions import accept_invitation
from hygie.accounts.models import Invitation, Person
from hygie.audits.actions import personal_data
from hygie.audits.actions.auditors import end_access, open_to_auditor, withdraw_promise
from hygie.audits.actions.audits import AuditFacts, ReportFacts, move_audit, plan_audit, receive_report
from hygie.audits.actions.questions import answer, ask
from hygie.audits.actions.room import answer_establishment, ask_establishment, hand_over, verify_in_room
from hygie.audits.audit_tasks import tasks_of
from hygie.audits.enums import AuditState, AuditType, FindingState, Verdict
from hygie.audits.models import Audit, AuditorAccess, Finding, Question
from hygie.audits.queries.auditors import room_audits
from hygie.core.access import NOTHING, Role, resources
from hygie.core.actions import Denied, Refused
from hygie.core.clock import today
from hygie.exchanges.models import Notification
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.models import Seat
from hygie.territory.queries import seats_of
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.factories.audits import AuditFactory, FindingFactory
from tests.obligations.page_world import text_of

from .conftest import SYSTEM

DAY = timedelta(days=1)
WHOM = {"first_name": "Lou", "last_name": "Vasseur", "language": "en"}


def audit_of(world, title="Exposition", kind=AuditType.EXPOSURE):
    facts = AuditFacts(title, kind, today(), today() + 9 * DAY, perimeter="Portal")
    return plan_audit(world.ciso_context, world.hospital, facts)


def fresh(audit):
    return Audit.objects.within(SYSTEM).select_related("organisation").get(pk=audit.pk)


def opened(world, audit, person=None):
    someone = person or PersonFactory(language="en")
    open_to_auditor(world.ciso_context, audit, email=someone.email, **WHOM)
    return someone


def room_context(person):
    """As the middleware builds it, from the seats held today."""
    seat = next((seat for seat in seats_of(person.pk, today()) if seat.role == Role.AUDITOR), None)
    return context_of(person.pk, seat, today())


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def to(name, *args):
    return reverse(f"audits:{name}", args=args)


def document():
    file = BytesIO(b"%PDF-1.7 The firewall is open.")
    file.name, file.size = "report.pdf", 30
    return file


# Opening and ending


def test_an_audit_opened_to_a_known_person_gives_them_an_auditors_seat_and_no_other(world):
    person = opened(world, audit_of(world))
    assert [(seat.role, seat.holders) for seat in seats_of(person.pk, today())] == [(Role.AUDITOR, (world.hospital,))]


def test_opening_the_same_audit_twice_to_the_same_person_is_one_access(world):
    audit = audit_of(world)
    opened(world, audit, opened(world, audit))
    assert AuditorAccess.objects.within(SYSTEM).count() == 1


def test_an_unknown_auditor_is_invited_and_finds_the_audit_once_they_accept(world):
    audit = audit_of(world)
    invitation = open_to_auditor(world.ciso_context, audit, email="lou@audit.example", **WHOM)
    assert isinstance(invitation, Invitation)
    assert "lou@audit.example" in text_of(world.ciso.get(to("audit", audit.uid)))
    person = accept_invitation(
        invitation, first_name="Lou", last_name="Vasseur", language="en", password="une-longue-phrase-secrete"
    )
    assert room_audits(room_context(person)) == [audit]


def test_an_invitation_says_the_place_and_neither_the_audit_nor_its_kind(world):
    from hygie.audits.actions.auditors import describe_promise

    audit = audit_of(world, "Secret portal")
    said = describe_promise({"audit": str(audit.uid)})
    assert world.hospital.name in said
    assert "Secret" not in said


def test_an_invitation_to_an_audit_that_closed_meanwhile_opens_nothing(world):
    audit = audit_of(world)
    invitation = open_to_auditor(world.ciso_context, audit, email="lou@audit.example", **WHOM)
    move_audit(world.ciso_context, audit, audit.version, "cancel")
    with pytest.raises(Refused):
        accept_invitation(
            invitation, first_name="Lou", last_name="V", language="en", password="une-longue-phrase-secrete"
        )
    assert not Person.objects.filter(email="lou@audit.example").exists()


def test_an_invitation_withdrawn_leads_nowhere(world):
    audit = audit_of(world)
    invitation = open_to_auditor(world.ciso_context, audit, email="lou@audit.example", **WHOM)
    withdraw_promise(world.ciso_context, audit, invitation)
    with pytest.raises(Refused):
        accept_invitation(
            invitation, first_name="Lou", last_name="V", language="en", password="une-longue-phrase-secrete"
        )


@pytest.mark.parametrize("how", ["close", "cancel", "end"])
def test_closed_cancelled_or_ended_the_room_is_empty_and_the_seat_gone(world, how):
    audit = audit_of(world)
    person = opened(world, audit)
    if how == "end":
        end_access(world.ciso_context, AuditorAccess.objects.within(SYSTEM).select_related("organisation").get())
    elif how == "close":
        receive_report(world.ciso_context, audit, audit.version, ReportFacts(today()))
        move_audit(world.ciso_context, audit, fresh(audit).version, "close")
    else:
        move_audit(world.ciso_context, audit, audit.version, "cancel")
    assert seats_of(person.pk, today()) == []
    assert room_audits(room_context(person)) == []
    assert signed_in(person).get(to("room_audit", audit.uid)).status_code == 404


def test_an_auditor_of_two_audits_keeps_the_seat_until_the_second_ends(world):
    one, other = audit_of(world, "One"), audit_of(world, "Other")
    person = opened(world, other, opened(world, one))
    move_audit(world.ciso_context, one, one.version, "cancel")
    assert room_audits(room_context(person)) == [other]
    move_audit(world.ciso_context, other, other.version, "cancel")
    assert seats_of(person.pk, today()) == []


def test_the_room_closes_even_to_whoever_an_administrator_gave_the_role(world):
    audit = audit_of(world)
    person = opened(world, audit)
    move_audit(world.ciso_context, audit, audit.version, "cancel")
    stuck = context_of(person.pk, ActiveSeat(Role.AUDITOR, (world.hospital,)), today())
    assert room_audits(stuck) == []
    with pytest.raises(Denied):
        ask_establishment(stuck, audit, "Still there?")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT, Role.CONTRIBUTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_those_who_edit_the_audit_open_it_to_an_auditor(world, role):
    audit = audit_of(world)
    place = world.region if role in {Role.COORDINATOR, Role.EXPERT} else world.hospital
    with pytest.raises(Denied):
        open_to_auditor(world.context(role, place), audit, email="lou@audit.example", **WHOM)
    assert not Seat.objects.filter(role=Role.AUDITOR).exists()


def test_an_audit_that_is_over_is_opened_to_nobody(world):
    audit = AuditFactory(organisation=world.hospital, state=AuditState.CLOSED)
    with pytest.raises(Refused):
        open_to_auditor(world.ciso_context, audit, email="lou@audit.example", **WHOM)


# What an auditor sees


def test_an_auditor_sees_their_audit_and_no_other_of_the_same_establishment(world):
    mine, other = audit_of(world, "Mine"), audit_of(world, "Other")
    client = signed_in(opened(world, mine))
    words = text_of(client.get(to("room")))
    assert "Mine" in words
    assert "Other" not in words
    assert client.get(to("room_audit", other.uid)).status_code == 404
    for name in ("room_report", "room_report_file", "room_verify"):
        assert client.get(to(name, other.uid)).status_code == 404
    assert client.post(to("room_ask", other.uid), {"text": "?"}).status_code == 404


def test_an_auditor_opens_no_page_of_the_establishment_itself(world):
    audit = audit_of(world)
    client = signed_in(opened(world, audit))
    pages = [
        to("audits", world.hospital.uid),
        to("audit", audit.uid),
        to("audit_report", audit.uid),
        reverse("obligations:establishment", args=[world.hospital.uid]),
        reverse("territory:organisation", args=[world.hospital.uid]),
        reverse("territory:people", args=[world.hospital.uid]),
        reverse("territory:timeline", args=[world.hospital.uid]),
        reverse("governance:policies", args=[world.hospital.uid]),
    ]
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.get(reverse("audits:region")).status_code == 403


def test_the_room_is_the_only_line_of_the_policy_tables_that_an_auditor_has():
    assert [one.code for one in resources if one.may(Role.AUDITOR) != NOTHING] == ["audits.room"]


def test_a_known_auditor_is_told_that_an_audit_is_open_to_them_and_not_where(world):
    person = opened(world, audit_of(world, "Secret portal"))
    told = Notification.objects.get(person=person)
    assert (told.title, told.text, told.organisation) == ("An audit is open to you", "", None)


def test_an_auditor_begins_the_day_in_their_room(world):
    client = signed_in(opened(world, audit_of(world)))
    assert client.get(reverse("web:home")).url == to("room")


def test_the_room_shows_the_findings_of_its_audit_only(world):
    audit = audit_of(world)
    FindingFactory(organisation=world.hospital, audit=audit, title="Door open")
    FindingFactory(organisation=world.hospital, title="Window open")
    client = signed_in(opened(world, audit))
    with at_most(15):
        words = text_of(client.get(to("room_audit", audit.uid)))
    assert "Door open" in words
    assert "Window open" not in words


# Questions


def test_an_auditor_asks_and_the_establishment_answers_and_each_is_told_without_a_word_of_it(world):
    audit = audit_of(world)
    ciso = world.person(Role.CISO, world.hospital)
    person = opened(world, audit)
    question = ask_establishment(room_context(person), audit, "Who administers the firewall?")
    assert next(task.title for task in tasks_of(world.ciso_context, world.hospital)) == "Answer the auditor: Exposition"
    answer(world.context(Role.CISO, person=ciso), question, "The hosting company.")
    question.refresh_from_db()
    assert (question.answer, question.answered_by_id) == ("The hosting company.", ciso.pk)
    told = list(Notification.objects.filter(kind="audits.question").order_by("pk"))
    assert {one.person_id for one in told} == {ciso.pk, world.director.pk, person.pk}
    assert not any("firewall" in f"{one.title}{one.text}" or "hosting" in one.text for one in told)
    words = text_of(signed_in(person).get(to("room_audit", audit.uid)))
    assert "The hosting company." in words


def test_the_establishment_asks_and_its_auditor_answers(world):
    audit = audit_of(world)
    person = opened(world, audit)
    question = ask(world.ciso_context, audit, "Shall we open port 443?")
    with pytest.raises(Refused):
        answer(world.ciso_context, question, "Yes.")
    answer_establishment(room_context(person), question, "No need.")
    question.refresh_from_db()
    assert question.answer == "No need."


def test_an_auditor_does_not_answer_their_own_question_nor_one_twice(world):
    audit = audit_of(world)
    person = opened(world, audit)
    question = ask_establishment(room_context(person), audit, "Who?")
    with pytest.raises(Refused):
        answer_establishment(room_context(person), question, "Me.")
    answer(world.ciso_context, question, "The team.")
    with pytest.raises(Refused):
        answer(world.ciso_context, question, "Somebody else.")


def test_an_empty_question_is_refused_and_the_same_twice_is_one(world):
    audit = audit_of(world)
    with pytest.raises(Refused):
        ask(world.ciso_context, audit, "   ")
    ciso = world.ciso_context
    assert ask(ciso, audit, "When?") == ask(ciso, audit, "When?")
    assert Question.objects.within(SYSTEM).count() == 1


def test_questions_are_asked_and_answered_on_the_pages(world):
    audit = audit_of(world)
    person = opened(world, audit)
    signed_in(person).post(to("room_ask", audit.uid), {"text": "Who?"})
    question = Question.objects.within(SYSTEM).get()
    assert "Who?" in text_of(world.ciso.get(to("answer", question.uid)))
    world.ciso.post(to("answer", question.uid), {"text": "The team."})
    assert "The team." in text_of(signed_in(person).get(to("room_audit", audit.uid)))


def test_what_an_auditor_asked_is_handed_over_to_them(world):
    audit = audit_of(world)
    person = opened(world, audit)
    ask_establishment(room_context(person), audit, "Who?")
    told = personal_data.export(person.pk)
    assert told["questions"] == ["Who?"]
    assert [one["organisation"] for one in told["audits_opened"]] == [world.hospital.name]


# The report and the verification


def test_a_report_handed_over_is_received_proved_and_told(world):
    audit = audit_of(world)
    person = opened(world, audit)
    hand_over(room_context(person), audit, audit.version, ReportFacts(today() - DAY, qualified=True), document())
    assert fresh(audit).state == AuditState.RECEIVED
    assert [proof.happened_on for proof in world.proofs("exposure_audit")] == [today() - DAY]
    assert Notification.objects.filter(kind="audits.report", person=world.director).count() == 1


def test_a_report_is_handed_over_on_the_rooms_page_with_its_file(world):
    audit = audit_of(world)
    client = signed_in(opened(world, audit))
    lacking = client.post(to("room_report", audit.uid), {"ran_on": today().isoformat(), "seen": audit.version})
    assert lacking.status_code == 200
    assert fresh(audit).state == AuditState.PLANNED
    client.post(
        to("room_report", audit.uid), {"ran_on": today().isoformat(), "seen": audit.version, "file": document()}
    )
    assert b"".join(client.get(to("room_report_file", audit.uid)).streaming_content).startswith(b"%PDF")


def test_a_counter_audits_auditor_verifies_what_was_said_fixed_and_sees_nothing_else(world):
    first = audit_of(world)
    receive_report(world.ciso_context, first, first.version, ReportFacts(today()))
    facts = AuditFacts("Second", AuditType.EXPOSURE, today(), today())
    second = plan_audit(world.ciso_context, world.hospital, facts, follows=fresh(first))
    fixed = FindingFactory(organisation=world.hospital, audit=first, title="Door", state=FindingState.TO_VERIFY)
    FindingFactory(organisation=world.hospital, audit=first, title="Window", state=FindingState.CONFIRMED)
    person = opened(world, second)
    client = signed_in(person)
    assert "Door" not in text_of(client.get(to("room_verify", second.uid)))
    hand_over(room_context(person), second, second.version, ReportFacts(today()), document())
    words = text_of(client.get(to("room_verify", second.uid)))
    assert "Door" in words
    assert "Window" not in words
    verify_in_room(room_context(person), fresh(second), {fixed.uid: Verdict.VERIFIED})
    assert Finding.objects.within(SYSTEM).get(pk=fixed.pk).closed_because == "counter_audit"
