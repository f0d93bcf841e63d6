"""Remediation plans, from chosen findings to the director's signature and after."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hygie.audits.actions import plan_lines, plans
from hygie.audits.actions.plan_lines import ActionFacts
from hygie.audits.enums import ActionState, FindingState, PlanState
from hygie.audits.models import PlanAction, PlannedFinding, RemediationPlan
from hygie.audits.plan_offers import tasks_of
from hygie.audits.queries.plans import signed_part
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.models import AuditEvent, LedgerEntry
from tests.budgets import at_most
from tests.factories.audits import FindingFactory, WeaknessFactory
from tests.obligations.page_world import text_of

from .conftest import MORNING, SYSTEM
from .test_overview import SENTINELS, a_finding_that_tells

DAY = timedelta(days=1)
PDF = b"%PDF-1.7 what was done"


def to(name, *args):
    return reverse(f"audits:{name}", args=args)


def the_plan():
    return RemediationPlan.objects.within(SYSTEM).select_related("organisation").get()


def actions_in(plan):
    return list(PlanAction.objects.within(SYSTEM).filter(plan=plan).order_by("rank", "pk"))


@pytest.fixture
def findings(world):
    """Three findings of two weaknesses; the first weakness tells who it is."""
    weakness = WeaknessFactory(organisation=world.hospital, title="SMBv1 actif")
    return [
        a_finding_that_tells(world.hospital),
        FindingFactory(organisation=world.hospital, weakness=weakness),
        FindingFactory(organisation=world.hospital, weakness=weakness),
    ]


@pytest.fixture
def plan(world, findings):
    """A draft whose two actions have dates and costs."""
    made = plans.start_plan(world.ciso_context, world.hospital, "Annuaire", [one.uid for one in findings])
    for rank, action in enumerate(actions_in(made)):
        facts = ActionFacts(action.title, "Équipe systèmes", today() + 10 * (rank + 1) * DAY, 150_000)
        plan_lines.change_action(world.ciso_context, action, action.version, facts)
    return the_plan()


def submitted(world, plan):
    return plans.move_plan(world.ciso_context, the_plan(), the_plan().version, "submit")


def approved(world, plan):
    ready = submitted(world, plan)
    digest, _said = signed_part(ready)
    return plans.approve_plan(world.director_context, ready, ready.version, world.director, digest)


def test_chosen_findings_become_one_action_for_each_weakness(world, findings):
    made = plans.start_plan(world.ciso_context, world.hospital, " Annuaire ", [one.uid for one in findings])
    assert sorted(action.title for action in actions_in(made)) == ["SMBv1 actif", "SentinelTitle"]
    assert PlannedFinding.objects.within(SYSTEM).count() == 3


def test_a_plan_begun_twice_is_one_draft_and_takes_what_is_new(world, findings):
    ctx = world.ciso_context
    first = plans.start_plan(ctx, world.hospital, "Annuaire", [findings[0].uid])
    again = plans.start_plan(ctx, world.hospital, "Annuaire", [findings[0].uid, findings[1].uid])
    assert first.pk == again.pk
    assert PlannedFinding.objects.within(SYSTEM).count() == 2


def test_findings_of_another_establishment_are_not_taken(world):
    elsewhere = FindingFactory(organisation=world.neighbour)
    made = plans.start_plan(world.ciso_context, world.hospital, "Annuaire", [elsewhere.uid])
    assert actions_in(made) == []


def test_the_coordinator_and_another_hospital_change_nothing(world, plan):
    for ctx in (world.coordinator_context, world.context(Role.CISO, world.stranger)):
        with pytest.raises(Denied):
            plans.move_plan(ctx, plan, plan.version, "submit")
    with pytest.raises(Denied):
        plans.approve_plan(world.ciso_context, submitted(world, plan), 1, world.director, "")


def test_a_plan_is_not_submitted_without_actions_or_dates(world):
    empty = plans.start_plan(world.ciso_context, world.hospital, "Vide")
    with pytest.raises(Refused):
        plans.move_plan(world.ciso_context, empty, empty.version, "submit")
    plan_lines.add_action(world.ciso_context, empty, ActionFacts("Sans date"))
    with pytest.raises(Refused):
        plans.move_plan(world.ciso_context, empty, the_plan().version, "submit")


def test_only_a_draft_is_changed_and_an_old_reading_is_refused(world, plan):
    action, ctx = actions_in(plan)[0], world.ciso_context
    with pytest.raises(Stale):
        plan_lines.change_action(ctx, action, action.version + 7, ActionFacts("Autre chose"))
    submitted(world, plan)
    with pytest.raises(Refused):
        plan_lines.change_action(ctx, action, action.version, ActionFacts("Autre chose"))
    with pytest.raises(Refused):
        plan_lines.add_action(ctx, plan, ActionFacts("De plus"))


def test_actions_are_put_in_order_and_dropped(world, plan):
    ctx, (first, second) = world.ciso_context, actions_in(plan)
    plan_lines.shift_action(ctx, second, up=True)
    plan_lines.shift_action(ctx, second, up=True)
    assert [one.pk for one in actions_in(plan)] == [second.pk, first.pk]
    plan_lines.drop_action(ctx, first, first.version)
    assert [one.pk for one in actions_in(plan)] == [second.pk]


def test_an_action_dropped_after_the_signature_stays_to_be_read(world, plan):
    approved(world, plan)
    action = actions_in(plan)[0]
    plan_lines.drop_action(world.ciso_context, action, action.version)
    assert actions_in(plan)[0].state == ActionState.DROPPED


def test_a_signature_deposits_counts_and_cost_and_no_word_of_the_plan(world, plan):
    approved(world, plan)
    (proof,) = world.proofs("remediation_plan", world.hospital)
    assert proof.measures == {"actions": 2, "findings": 3, "cost": 3000.0}
    assert (proof.title, proof.comment, proof.file_id) == ("", "", None)
    told = str(list(AuditEvent.objects.within(SYSTEM).values_list("details", flat=True)))
    assert [word for word in (*SENTINELS, "Annuaire", "SMBv1") if word in told] == []
    assert LedgerEntry.objects.within(SYSTEM).filter(kind="plan.approved").count() == 1


def test_a_plan_signed_twice_is_signed_once(world, plan):
    done = approved(world, plan)
    again = plans.approve_plan(world.director_context, done, done.version, world.director, "whatever")
    assert again.version == done.version
    assert len(world.proofs("remediation_plan")) == 1


def test_what_changed_since_it_was_read_is_not_signed(world, plan):
    ready = submitted(world, plan)
    with pytest.raises(Stale):
        plans.approve_plan(world.director_context, ready, ready.version, world.director, "0" * 64)


def test_a_director_without_a_second_factor_does_not_sign(world, plan):
    ready, someone = submitted(world, plan), world.person(Role.DIRECTOR, world.hospital)
    with pytest.raises(Refused):
        plans.approve_plan(world.director_context, ready, ready.version, someone, signed_part(ready)[0])


def test_an_abandoned_plan_proves_nothing_any_more(world, plan):
    done = approved(world, plan)
    plans.move_plan(world.ciso_context, done, done.version, "abandon")
    assert world.proofs("remediation_plan") == []
    assert the_plan().state == PlanState.ABANDONED


def test_an_action_is_done_with_what_shows_it(world, plan):
    approved(world, plan)
    action = actions_in(plan)[0]
    client = world.ciso
    sent = {"done_on": today().isoformat(), "seen": action.version, "file": SimpleUploadedFile("ticket.pdf", PDF)}
    client.post(to("plan_action_done", action.uid), sent)
    action = actions_in(plan)[0]
    assert (action.state, action.done_on) == (ActionState.DONE, today())
    assert b"".join(client.get(to("plan_action_proof", action.uid)).streaming_content) == PDF
    assert world.coordinator.get(to("plan_action_proof", action.uid)).status_code == 404


def test_a_day_to_come_is_not_done_yet(world, plan):
    action = actions_in(plan)[0]
    with pytest.raises(Refused):
        plan_lines.finish_action(world.ciso_context, action, action.version, today() + DAY)


def test_a_plan_ends_once_everything_is_done(world, plan):
    done = approved(world, plan)
    with pytest.raises(Refused):
        plans.move_plan(world.ciso_context, done, done.version, "finish")
    for action in actions_in(plan):
        plan_lines.finish_action(world.ciso_context, action, action.version, today())
    plans.move_plan(world.ciso_context, done, the_plan().version, "finish")
    assert the_plan().state == PlanState.DONE
    assert len(world.proofs("remediation_plan")) == 1


def test_from_the_list_of_findings_to_the_signature_by_the_pages_alone(world, findings):
    client, director = world.ciso, world.signing_client()
    address = to("plan_from", world.hospital.uid)
    page = client.post(address, {"finding": [str(one.uid) for one in findings] + ["nonsense"]})
    assert "3 findings chosen" in text_of(page)
    client.post(address, {"finding": [str(one.uid) for one in findings], "title": "Annuaire", "start": "1"})
    for action in actions_in(the_plan()):
        typed = {"title": action.title, "owner": "DSI", "due_on": "2026-12-01", "cost": "1200.50"}
        client.post(to("plan_action", action.uid), typed | {"seen": action.version})
    assert {action.cost for action in actions_in(the_plan())} == {120_050}
    client.post(to("plan_move", the_plan().uid), {"move": "submit", "seen": the_plan().version})
    page = director.get(to("plan_sign", the_plan().uid))
    initial = page.context["form"].initial
    answer = director.post(to("plan_sign", the_plan().uid), initial | {"read": "on"}, follow=True)
    assert "the plan is approved" in text_of(answer)
    assert the_plan().state == PlanState.APPROVED


def test_signing_asks_first_for_a_code(world, plan):
    ready, client = submitted(world, plan), Client()
    client.force_login(world.director)
    assert client.get(to("plan_sign", ready.uid)).url.startswith(reverse("accounts:prove_by_code"))


def test_findings_left_out_are_no_longer_covered(world, plan, findings):
    action = next(one for one in actions_in(plan) if one.title == "SMBv1 actif")
    typed = {"title": action.title, "due_on": "2026-12-01", "uncovered": [str(findings[1].uid)], "seen": action.version}
    world.ciso.post(to("plan_action", action.uid), typed)
    assert PlannedFinding.objects.within(SYSTEM).filter(action=action).count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_ars_sees_how_far_a_plan_is_and_no_word_of_it(world, plan, role):
    approved(world, plan)
    with frozen(MORNING + 15 * DAY):
        page = text_of(world.client(role, world.region).get(to("plans", world.hospital.uid)))
    assert "0 of 2 done" in page
    assert "1 action late" in page
    assert [word for word in (*SENTINELS, "Annuaire", "SMBv1", "systèmes") if word in page] == []
    for name in ("plan", "plan_pdf", "plan_xlsx", "plan_edit"):
        assert world.client(role, world.region).get(to(name, plan.uid)).status_code == 404


def test_progress_follows_the_findings_that_close(world, plan, findings):
    one = findings[1]
    one.state, one.is_open, one.closed_at = FindingState.CLOSED, False, now()
    one.save()
    page = text_of(world.ciso.get(to("plan", plan.uid)))
    assert "1 of 3 closed" in page


def test_the_director_is_asked_to_sign_and_the_hospital_told_what_is_late(world, plan):
    submitted(world, plan)
    (task,) = tasks_of(world.director_context, world.hospital)
    assert task.url == to("plan_sign", plan.uid)
    assert tasks_of(world.ciso_context, world.hospital) == []
    digest, _said = signed_part(the_plan())
    plans.approve_plan(world.director_context, the_plan(), the_plan().version, world.director, digest)
    (task,) = tasks_of(world.ciso_context, world.hospital)
    assert task.due_on == today() + 10 * DAY
    with frozen(MORNING + 15 * DAY):
        (task,) = tasks_of(world.ciso_context, world.hospital)
        assert "1 action is late" in task.why
    assert tasks_of(world.coordinator_context, world.hospital) == []


def test_the_plan_is_printed_and_exported(world, plan):
    client = world.ciso
    assert client.get(to("plan_pdf", plan.uid)).content.startswith(b"%PDF-")
    content = client.get(to("plan_xlsx", plan.uid)).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][3] == 1500.0
    assert len(rows) == 3


def test_pages_of_plans_keep_their_budgets(world, plan):
    client = world.ciso
    client.get(to("plans", world.hospital.uid))
    with at_most(10):
        client.get(to("plans", world.hospital.uid))
    with at_most(9):
        client.get(to("plan", plan.uid))


def test_what_people_type_is_never_markup(world, plan):
    plan_lines.add_action(world.ciso_context, plan, ActionFacts("<script>alert(1)</script>", "<b>x"))
    page = text_of(world.ciso.get(to("plan", plan.uid)))
    assert "<script>alert" not in page
    assert "<b>x" not in page
