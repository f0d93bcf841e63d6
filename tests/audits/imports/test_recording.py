"""A report that was imported alone is recorded as an audit's: the proof is kept and the obligation moves."""

import pytest
from django.urls import reverse

from hygie.audits.actions.reports.recording import AuditWanted, record_as_audit
from hygie.audits.actions.reports.undoing import undo_report
from hygie.audits.enums import AuditState, AuditType
from hygie.audits.models import Audit, ReportImport
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused
from tests.audits.conftest import SYSTEM
from tests.factories.audits import AuditFactory, ReportImportFactory
from tests.obligations.page_world import text_of

from .conftest import Report, one
from .test_pages import confirm, latest, send

NEW = AuditWanted(AuditType.PENETRATION, "Portal")


def to(name, report):
    return reverse(f"audits:{name}", args=[report.uid])


def test_an_upload_becomes_an_audit_by_the_pages_and_the_obligation_turns_green(imports, world):
    before = world.status(world.hospital, "dns-2025-12-3")
    send(world, world.ciso, Report(one("a"), one("b")))
    confirm(world.ciso, latest())
    assert to("record_audit", latest()) in text_of(world.ciso.get(to("report", latest())))
    page = world.ciso.post(to("record_audit", latest()), {"kind": "penetration", "title": "Portal"}, follow=True)
    assert "evidence is kept" in text_of(page)
    audit = Audit.objects.within(SYSTEM).get()
    assert (audit.state, audit.ran_on) == (AuditState.RECEIVED, latest().made_at.date())
    assert {row.audit_id for row in imports.findings()} == {audit.pk}
    assert len(world.proofs("security_audit", world.hospital)) == 1
    world.refresh(world.hospital)
    assert before != "met"
    assert world.status(world.hospital, "dns-2025-12-3") == "met"
    assert to("record_audit", latest()) not in text_of(world.ciso.get(to("report", latest())))


def test_pressed_twice_it_is_one_audit_and_an_undone_import_takes_its_proof_along(imports, world):
    report = imports.bring(one("a"))
    first = record_as_audit(world.ciso_context, report, NEW)
    assert record_as_audit(world.ciso_context, report, NEW) == first
    undo_report(world.ciso_context, ReportImport.objects.within(SYSTEM).select_related("organisation", "audit").get())
    assert not world.proofs("security_audit", world.hospital)
    assert not imports.findings()


def test_an_audit_that_is_there_takes_the_report_and_one_that_is_over_or_anothers_does_not(imports, world):
    report = imports.bring(one("a"))
    over = AuditFactory(organisation=world.hospital, state=AuditState.CLOSED)
    for wrong in (over, AuditFactory(organisation=world.neighbour)):
        with pytest.raises(Refused):
            record_as_audit(world.ciso_context, report, AuditWanted(AuditType.EXPOSURE, "", wrong))
    planned = AuditFactory(organisation=world.hospital, kind=AuditType.EXPOSURE)
    record_as_audit(world.ciso_context, report, AuditWanted(AuditType.EXPOSURE, "", planned))
    assert len(world.proofs("exposure_audit", world.hospital)) == 1


def test_only_an_imported_report_with_a_name_is_recorded_and_only_by_its_establishment(imports, world):
    report = imports.bring(one("a"))
    with pytest.raises(Refused):
        record_as_audit(world.ciso_context, imports.read(Report(one("b"))), NEW)
    with pytest.raises(Refused):
        record_as_audit(world.ciso_context, report, AuditWanted(AuditType.EXPOSURE, " "))
    for context in (world.coordinator_context, world.context(Role.CISO, world.neighbour)):
        with pytest.raises(Denied):
            record_as_audit(context, report, NEW)


@pytest.mark.parametrize(
    ("lane", "kind"), [("nuclei", "exposure"), ("extract:pingcastle:1a2b", "directory"), ("sarif", "configuration")]
)
def test_the_kind_is_proposed_from_the_tool(world, lane, kind):
    report = ReportImportFactory(organisation=world.hospital, lane=lane)
    assert world.ciso.get(to("record_audit", report)).context["form"]["kind"].value() == kind
