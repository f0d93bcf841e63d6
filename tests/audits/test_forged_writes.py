"""Forms filled with the ids of another establishment's things: they change nothing there, and bring nothing here."""

from __future__ import annotations

import contextvars
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.actions.reports.undoing import undo_report
from hygie.audits.models import Asset, Finding, PlannedFinding, ReportImport
from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.models import AuditEvent
from tests.factories.audits import AssetFactory, AuditFactory, FindingFactory, ReportImportFactory

from .finding_world import SYSTEM, browser, fresh, proposals, to


@pytest.fixture
def place(world):
    return world.hospital


@pytest.fixture
def theirs(world):
    return FindingFactory(organisation=world.neighbour, title="Theirs", severity=4)


def report(*rules: str) -> bytes:
    lines = [
        {"template-id": rule, "matched-at": "https://srv.example/", "info": {"name": rule, "severity": "low"}}
        for rule in rules
    ]
    return "\n".join(map(json.dumps, lines)).encode()


@pytest.mark.parametrize("act", ["confirm", "take_up", "say_fixed", "assign", "due", "accept", "set_aside"])
def test_a_bulk_act_moves_no_finding_of_another_establishment(world, place, theirs, act):
    mine, client = FindingFactory(organisation=place), world.ciso
    said = {"said": "1", "until": today() + timedelta(9), "due_on": today() + timedelta(9), "reason": "Forged"}
    ticked = {"act": act, "finding": [mine.uid, theirs.uid], "risk_owner": "Nobody", "assignee": "", **said}
    client.post(to("act_on_findings", place.uid), ticked)
    client.post(to("act_on_findings", world.neighbour.uid), ticked)
    assert (fresh(theirs).version, fresh(theirs).state) == (1, "new")


def test_the_whole_list_of_a_forged_filter_stays_in_the_establishment(world, place, theirs):
    query = f"view=all&audit={AuditFactory(organisation=world.neighbour).uid}&assignee=&text="
    FindingFactory(organisation=place)
    world.ciso.post(to("act_on_findings", place.uid), {"act": "say_fixed", "everything": "1", "query": "view=all"})
    world.ciso.post(to("act_on_findings", place.uid), {"act": "say_fixed", "everything": "1", "query": query})
    assert fresh(theirs).state == "new"


def test_a_critical_risk_accepted_with_many_others_still_waits_for_the_director(world, place):
    low, critical = FindingFactory(organisation=place, severity=1), FindingFactory(organisation=place, severity=4)
    said = {"said": "1", "until": today() + timedelta(9), "reason": "Old", "risk_owner": "The CISO"}
    world.ciso.post(to("act_on_findings", place.uid), {"act": "accept", "finding": [low.uid, critical.uid], **said})
    assert (fresh(low).state, fresh(critical).state) == ("accepted", "new")
    (waiting,) = proposals()
    answer = {"acceptance": [waiting.uid], "answer_is": "sign"}
    assert world.ciso.post(to("answer_risks", place.uid), answer).status_code == 403
    without_factor = browser(world.director).post(to("answer_risks", place.uid), answer)
    assert without_factor.status_code == 302
    assert fresh(critical).state == "new"


def test_assets_of_two_establishments_do_not_merge(world, place, theirs):
    mine, other = AssetFactory(organisation=place), AssetFactory(organisation=place)
    for stays in (theirs.asset.uid, mine.uid):
        ticked = {"act": "merge", "said": "1", "asset": [mine.uid, theirs.asset.uid], "stays": stays}
        world.ciso.post(to("act_on_assets", place.uid), ticked)
        world.ciso.post(to("act_on_assets", place.uid), {**ticked, "asset": [mine.uid, other.uid, theirs.asset.uid]})
    row = Asset.objects.within(SYSTEM).get(pk=theirs.asset.pk)
    assert (row.merged_into_id, row.version) == (None, 1)
    assert fresh(theirs).asset_id == row.pk
    assert not Asset.objects.within(SYSTEM).filter(merged_into=row).exists()


def test_a_plan_covers_no_finding_of_another_establishment(world, place, theirs):
    chosen = {"finding": [theirs.uid], "start": "1", "title": "Plan"}
    world.ciso.post(to("plan_from", place.uid), chosen)
    assert not PlannedFinding.objects.within(SYSTEM).exists()


def test_a_report_goes_into_no_audit_of_another_establishment(world, place):
    audit = AuditFactory(organisation=world.neighbour)
    file = SimpleUploadedFile("report.jsonl", report("a"))
    response = world.ciso.post(to("send_report", place.uid), {"file": file, "audit": audit.uid})
    assert response.status_code == 200
    assert not ReportImport.objects.within(SYSTEM).exists()


@pytest.mark.parametrize("name", ["report", "confirm_report", "drop_report", "undo_report"])
@pytest.mark.parametrize("state", ["ready", "applied"])
def test_nobody_answers_for_another_establishments_report(world, name, state):
    waiting = ReportImportFactory(organisation=world.neighbour, state=state)
    client = world.ciso
    answer = client.get(to(name, waiting.uid)) if name == "report" else client.post(to(name, waiting.uid))
    assert answer.status_code == 404
    assert ReportImport.objects.within(SYSTEM).get().state == state


def test_an_import_on_which_somebody_worked_is_not_undone(world, place):
    made = apply_report(
        world.ciso_context, read_report(world.ciso_context, place, io.BytesIO(report("a", "b")), Asked("a.jsonl"))
    )
    worked = Finding.objects.within(SYSTEM).order_by("pk")[0]
    world.ciso.post(to("move_finding", worked.uid), {"move": "take_up", "seen": worked.version})
    world.client(Role.DIRECTOR).post(to("undo_report", made.uid))
    assert ReportImport.objects.within(SYSTEM).get().state == "applied"
    assert Finding.objects.within(SYSTEM).count() == 2


@pytest.mark.django_db(transaction=True)
def test_undone_twice_at_the_same_moment_is_undone_once(world, place):
    context = world.ciso_context
    made = apply_report(context, read_report(context, place, io.BytesIO(report("a", "b")), Asked("a.jsonl")))

    def undo() -> str:
        try:
            mine = ReportImport.objects.within(SYSTEM).select_related("organisation", "audit").get(pk=made.pk)
            return undo_report(context, mine).state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(contextvars.copy_context().run, undo) for _ in range(2)]
        assert {future.result() for future in done} == {"undone"}
    assert not Finding.objects.within(SYSTEM).exists()
    assert AuditEvent.objects.within(SYSTEM).filter(kind="report.undone").count() == 1
