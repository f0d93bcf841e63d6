"""The latest import of a lane is taken back."""

from datetime import timedelta

import pytest

from hygie.audits.actions.reports.undoing import undo_report
from hygie.audits.enums import AuditState, AuditType
from hygie.audits.formats.observation import Severity
from hygie.audits.models import Asset, Finding, FindingCve, FindingEvent, FindingSummary, ReportImport, Weakness
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused
from hygie.core.models import AuditEvent
from tests.audits.conftest import MORNING, SYSTEM
from tests.factories.audits import AuditFactory

from .conftest import Report, counts, one


def everything() -> list[dict]:
    """All rows that an import may change, but for their versions and for what rules say."""
    rows = [list(model.objects.within(SYSTEM).order_by("pk").values()) for model in (Finding, Asset, FindingCve)]
    for row in rows[0]:
        row.pop("version")
        row.pop("last_seen_before_at")
    for row in rows[2]:
        row.pop("id")
    return rows


def test_what_an_import_added_changed_closed_and_reopened_is_as_before(imports, world):
    imports.bring(one("a", cves=("CVE-2024-0001",)), one("b"), one("c"), one("d"))
    imports.bring(one("a", cves=("CVE-2024-0001",)), one("b"), one("c"))
    before = everything()
    report = imports.bring(
        one("a", cves=("CVE-2024-0002",), severity=Severity.CRITICAL), one("c"), one("d"), one("new", "srv-9")
    )
    assert counts(report) == (1, 1, 1, 1, 1)
    undo_report(world.ciso_context, report)
    assert everything() == before
    assert FindingSummary.objects.within(SYSTEM).get(organisation=world.hospital).open_high == 3
    assert not FindingEvent.objects.within(SYSTEM).filter(report=report).exists()
    assert AuditEvent.objects.within(SYSTEM).filter(kind="report.undone").count() == 1


def test_after_undoing_the_latest_the_one_before_can_be_undone_too(imports, world):
    first = imports.bring(one("a"))
    second = imports.bring(one("a"), one("b"))
    undo_report(world.ciso_context, second)
    undo_report(world.ciso_context, ReportImport.objects.within(SYSTEM).get(pk=first.pk))
    assert not imports.findings()
    assert not Weakness.objects.within(SYSTEM).exists()


def test_only_the_latest_of_its_source_can_be_undone(imports, world):
    first = imports.bring(one("a"))
    imports.bring(one("a"), one("b"))
    with pytest.raises(Refused, match="later ones first"):
        undo_report(world.ciso_context, first)


def test_an_undone_file_can_be_imported_again(imports, world):
    report = imports.bring(one("a"))
    undo_report(world.ciso_context, report)
    assert imports.read(Report.kept[-1]).state == "ready"


def test_undoing_twice_is_undoing_once(imports, world):
    report = imports.bring(one("a"))
    undo_report(world.ciso_context, report)
    assert undo_report(world.ciso_context, report).state == "undone"
    assert AuditEvent.objects.within(SYSTEM).filter(kind="report.undone").count() == 1


@pytest.mark.parametrize("change", [{"state": "confirmed"}, {"version": 2}, {"due_because": "by_hand"}])
def test_what_somebody_worked_on_stays(imports, world, change):
    report = imports.bring(one("a"), one("b"))
    Finding.objects.within(SYSTEM).filter(pk=imports.findings()[0].pk).update(**change)
    with pytest.raises(Refused, match="worked since on 1 finding "):
        undo_report(world.ciso_context, report)
    assert len(imports.findings()) == 2


def test_a_note_on_a_new_finding_is_work(imports, world):
    report = imports.bring(one("a"))
    note(imports.findings()[0])
    with pytest.raises(Refused):
        undo_report(world.ciso_context, report)


def test_what_somebody_moved_after_the_import_had_closed_it_stays(imports, world):
    imports.bring(one("a"), one("b"))
    report = imports.bring(one("b"))
    note(imports.findings(weakness__rule="a")[0])
    with pytest.raises(Refused):
        undo_report(world.ciso_context, report)


def test_work_on_what_the_import_left_alone_is_kept(imports, world):
    imports.bring(one("a"), one("b"))
    report = imports.bring(one("a"), one("b"), one("c"))
    worked = imports.findings()[0]
    worked.state = "confirmed"
    worked.save()
    note(worked)
    undo_report(world.ciso_context, report)
    assert imports.states() == {"a@srv-1.example": "confirmed", "b@srv-1.example": "new"}


def test_an_audit_whose_only_report_is_undone_is_under_way_again(imports, world):
    audit = AuditFactory(organisation=world.hospital, kind=AuditType.DIRECTORY)
    report = imports.bring(one("a"), audit=audit, level=2)
    undo_report(world.ciso_context, report)
    audit.refresh_from_db()
    assert (audit.state, audit.level, audit.ran_on) == (AuditState.IN_PROGRESS, None, None)
    assert not world.proofs("directory_audit")


def test_whoever_may_not_edit_findings_undoes_nothing(imports, world):
    report = imports.bring(one("a"))
    with pytest.raises(Denied):
        undo_report(world.context(Role.COORDINATOR, world.region), report)


def note(finding: Finding) -> None:
    place = {"organisation_id": finding.organisation_id, "region_id": finding.region_id}
    FindingEvent.objects.create(**place, finding=finding, at=MORNING + timedelta(hours=1), kind="evidence")
