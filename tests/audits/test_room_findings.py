"""An auditor enters findings and brings report files into their own audit, until it closes, and closes nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.audits.actions.auditors import end_access
from hygie.audits.actions.audits import ReportFacts, move_audit, receive_report
from hygie.audits.actions.findings import HandFinding, add_finding
from hygie.audits.actions.reports import arriving
from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.arriving import confirm_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.actions.room_findings import add_in_room, correct_in_room
from hygie.audits.enums import AuditType, FindingSeverity, FindingState, ImportScope
from hygie.audits.formats.observation import AssetKind
from hygie.audits.models import AuditorAccess, Finding, FindingCve, ReportImport
from hygie.core import jobs
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import today
from hygie.core.models import Job
from hygie.exchanges.models import Notification
from tests.audits.imports.conftest import Report, imports, one  # noqa: F401
from tests.budgets import at_most
from tests.factories.audits import FindingFactory
from tests.obligations.page_world import text_of

from .conftest import SYSTEM
from .test_auditors import audit_of, fresh, opened, room_context, signed_in, to

DAY = timedelta(days=1)
TYPED = {
    "reference": "PT-01",
    "title": "Default password on the portal",
    "asset": "portal.example",
    "asset_kind": "host",
    "severity": "4",
    "cves": "CVE-2024-3400",
    "description": "Anyone signs in.",
    "solution": "Change it.",
}


def said(**more):
    facts = {
        "reference": "PT-01",
        "title": "Default password",
        "asset": "portal.example",
        "asset_kind": AssetKind.HOST,
        "severity": FindingSeverity.HIGH,
    }
    return HandFinding(**(facts | more))


@pytest.fixture
def audit(world):
    return audit_of(world)


@pytest.fixture
def auditor(world, audit):
    return opened(world, audit)


def the_finding():
    rows = Finding.objects.within(SYSTEM).select_related("organisation", "audit", "weakness", "asset")
    return rows.get()


def over(world, audit, how):
    if how == "end":
        end_access(world.ciso_context, AuditorAccess.objects.within(SYSTEM).select_related("organisation").get())
    elif how == "close":
        receive_report(world.ciso_context, audit, audit.version, ReportFacts(today()))
        move_audit(world.ciso_context, audit, fresh(audit).version, "close")
    else:
        move_audit(world.ciso_context, audit, fresh(audit).version, how)


# By hand


def test_an_auditor_enters_a_finding_and_corrects_it_by_the_pages_alone(world, audit, auditor):
    client = signed_in(auditor)
    page = client.post(to("room_add_finding", audit.uid), TYPED, follow=True)
    assert "Default password on the portal" in text_of(page)
    assert "Correct it" in text_of(page)
    assert "Default password on the portal" in text_of(client.get(to("room_audit", audit.uid)))
    found = the_finding()
    assert (found.audit_id, found.organisation_id, found.severity) == (audit.pk, world.hospital.pk, 4)
    form = client.get(to("room_correct_finding", found.uid)).context["form"]
    changed = TYPED | {"title": "Weak password", "severity": "3", "cves": "", "seen": form["seen"].value()}
    page = client.post(to("room_correct_finding", found.uid), changed | {"asset": "portal-2.example"}, follow=True)
    assert "Weak password" in text_of(page)
    assert (the_finding().asset.name, the_finding().severity) == ("portal-2.example", 3)
    assert not FindingCve.objects.within(SYSTEM).exists()


def test_the_establishment_sees_what_the_auditor_entered_and_works_on_it(world, audit, auditor):
    add_in_room(room_context(auditor), audit, said())
    page = text_of(world.ciso.get(to("finding", the_finding().uid)))
    assert "Default password" in page
    assert "Correct it" not in page
    assert world.ciso.get(to("room_correct_finding", the_finding().uid)).status_code == 404


def test_what_the_establishment_entered_is_neither_told_nor_changed_by_the_same_reference(world, audit, auditor):
    own = add_finding(world.ciso_context, world.hospital, said(title="Secret title", description="Secret text"))
    made = add_in_room(room_context(auditor), audit, said())
    assert made.pk != own.pk
    page = text_of(signed_in(auditor).get(to("finding", made.uid)))
    assert "Secret" not in page
    assert signed_in(auditor).get(to("finding", own.uid)).status_code == 404


def test_an_auditor_reads_the_other_findings_of_the_audit_and_corrects_none(world, audit, auditor):
    other = FindingFactory(organisation=world.hospital, audit=audit, title="Seen by a scanner")
    client = signed_in(auditor)
    assert "Seen by a scanner" in text_of(client.get(to("room_audit", audit.uid)))
    page = text_of(client.get(to("finding", other.uid)))
    assert "Seen by a scanner" in page
    assert "Correct it" not in page
    assert client.get(to("room_correct_finding", other.uid)).status_code == 404
    with pytest.raises(Denied):
        correct_in_room(room_context(auditor), other, other.version, said())


def test_the_same_finding_entered_twice_is_one_and_an_old_reading_is_refused(world, audit, auditor):
    context = room_context(auditor)
    made = add_in_room(context, audit, said())
    assert add_in_room(context, audit, said()).pk == made.pk
    with pytest.raises(Refused):
        add_in_room(context, audit, said(title="Another"))
    found = the_finding()
    correct_in_room(context, found, found.version, said(title="Weak password"))
    with pytest.raises(Stale):
        correct_in_room(context, found, found.version, said(title="Yet another"))


def test_a_correction_takes_no_other_findings_place(world, audit, auditor):
    context = room_context(auditor)
    add_in_room(context, audit, said())
    second = add_in_room(context, audit, said(asset="other.example"))
    with pytest.raises(Refused) as refused:
        correct_in_room(context, second, second.version, said())
    assert set(refused.value.problems) == {"asset"}


@pytest.mark.parametrize("how", ["close", "cancel", "end"])
def test_once_over_nothing_is_entered_corrected_or_imported(world, imports, audit, auditor, how):  # noqa: F811
    context = room_context(auditor)
    made = add_in_room(context, audit, said())
    report = read_report(context, world.hospital, Report(one("a")).file(), Asked("a.xml", audit=audit))
    over(world, audit, how)
    with pytest.raises(Denied):
        add_in_room(context, audit, said(reference="PT-02"))
    with pytest.raises(Denied):
        correct_in_room(context, made, made.version, said(title="Later"))
    with pytest.raises(Denied):
        confirm_report(context, report, confirmed=True)
    with pytest.raises((Denied, Refused)):
        read_report(context, world.hospital, Report(one("b")).file(), Asked("b.xml", audit=fresh(audit)))
    assert Finding.objects.within(SYSTEM).count() == 1


def test_another_auditor_has_no_part_in_the_room(world, audit, auditor):
    stranger = opened(world, audit_of(world, "Another", AuditType.PENETRATION))
    made = add_in_room(room_context(auditor), audit, said())
    client = signed_in(stranger)
    for url in (to("room_add_finding", audit.uid), to("room_correct_finding", made.uid), to("room_send", audit.uid)):
        assert client.get(url).status_code == 404
    with pytest.raises(Denied):
        add_in_room(room_context(stranger), audit, said())


# Report files


def send(client, audit, report):
    upload = SimpleUploadedFile("report.jsonl", report.file().getvalue())
    return client.post(to("room_send", audit.uid), {"file": upload}, follow=True)


def the_report():
    return ReportImport.objects.within(SYSTEM).select_related("organisation", "audit").order_by("-pk").first()


def test_an_auditors_report_adds_to_the_audit_and_closes_nothing(world, imports, audit, auditor):  # noqa: F811
    imports.bring(one("old"), one("known", title="Secret wording"))
    client = signed_in(auditor)
    page = text_of(send(client, audit, Report(one("known"), one("fresh"))))
    assert "Weakness fresh" in page
    assert "Secret wording" not in page
    assert "1" in page
    client.post(to("room_confirm", the_report().uid), follow=True)
    assert the_report().scope == ImportScope.NOTHING
    assert imports.states()["old@srv-1.example"] == "new"
    assert [row.weakness.rule for row in imports.findings(audit=audit)] == ["fresh"]
    assert "Secret" not in text_of(client.get(to("room_audit", audit.uid)))
    assert fresh(audit).received_on == today()
    assert len(world.proofs("exposure_audit", world.hospital)) == 1
    assert Notification.objects.filter(kind="audits.report").exists()


def test_even_an_empty_report_or_one_that_says_gone_closes_nothing(world, imports, audit, auditor):  # noqa: F811
    from hygie.audits.formats.observation import Outcome

    imports.bring(one("old"))
    context = room_context(auditor)
    for report in (Report(), Report(one("old", outcome=Outcome.ABSENT))):
        read = read_report(context, world.hospital, report.file(), Asked("r.xml", scope="source", audit=audit))
        apply_report(context, read, confirmed=True)
    assert imports.states() == {"old@srv-1.example": "new"}


def test_an_auditor_confirms_no_report_of_the_establishment(world, imports, audit, auditor):  # noqa: F811
    imports.bring(one("old"))
    waiting = imports.read(Report(one("b")), audit=audit)
    client = signed_in(auditor)
    assert client.get(to("room_preview", waiting.uid)).status_code == 404
    assert client.post(to("room_confirm", waiting.uid)).status_code == 404
    assert client.post(to("room_drop", waiting.uid)).status_code == 404
    with pytest.raises(Denied):
        apply_report(room_context(auditor), waiting, confirmed=True)
    assert imports.states() == {"old@srv-1.example": "new"}


def test_a_file_that_the_establishment_imported_is_told_and_not_shown(world, imports, audit, auditor):  # noqa: F811
    report = Report(one("old"))
    imports.bring(*report.observations)
    known = Report.kept[-1]
    page = text_of(send(signed_in(auditor), audit, known))
    assert "imported this report already" in page


def test_an_auditor_brings_nothing_without_their_audit(world, imports, audit, auditor):  # noqa: F811
    with pytest.raises(Denied):
        read_report(room_context(auditor), world.hospital, Report(one("a")).file(), Asked("a.xml"))
    with pytest.raises(Denied):
        read_report(room_context(auditor), world.neighbour, Report(one("a")).file(), Asked("a.xml", audit=audit))


def test_a_large_report_whose_audit_closed_before_the_job_writes_nothing(
    world,
    imports,  # noqa: F811
    audit,
    auditor,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    monkeypatch.setattr(arriving, "OBSERVATIONS_AT_ONCE", 0)
    client = signed_in(auditor)
    send(client, audit, Report(one("a")))
    client.post(to("room_confirm", the_report().uid))
    over(world, audit, "close")
    jobs.run_job.func(str(Job.objects.within(SYSTEM).get(kind=arriving.APPLY).uid))
    assert not imports.findings()


def test_a_broken_report_is_refused_with_its_reason(world, audit, auditor):
    upload = SimpleUploadedFile("report.xml", b"<nmaprun><host>")
    page = signed_in(auditor).post(to("room_send", audit.uid), {"file": upload}, follow=True)
    assert "Nothing was imported" in text_of(page)


def test_the_pages_of_the_room_keep_their_budgets(world, imports, audit, auditor):  # noqa: F811
    for number in range(30):
        FindingFactory(organisation=world.hospital, audit=audit, title=f"number-{number}")
    made = add_in_room(room_context(auditor), audit, said())
    client = signed_in(auditor)
    send(client, audit, Report(one("a")))
    for url in (
        to("room_audit", audit.uid),
        to("room_add_finding", audit.uid),
        to("room_correct_finding", made.uid),
        to("room_preview", the_report().uid),
    ):
        with at_most(15):
            assert client.get(url).status_code == 200


def test_what_an_auditor_types_is_never_markup(world, audit, auditor):
    client = signed_in(auditor)
    page = client.post(to("room_add_finding", audit.uid), TYPED | {"title": "<b>x</b>"}, follow=True)
    assert b"<b>x</b>" not in page.content
    assert the_finding().state == FindingState.NEW
