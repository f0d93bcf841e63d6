"""The pages of reports, by a browser's forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hygie.audits.actions.reports import arriving
from hygie.audits.models import Finding, ReportImport
from hygie.core import jobs
from hygie.core.access import Role
from hygie.core.models import Job
from tests.audits.conftest import SYSTEM
from tests.budgets import at_most
from tests.factories.audits import AuditFactory, ReportImportFactory

from .conftest import Report, one
from .test_command import nuclei


@pytest.fixture
def ciso(world):
    return world.client(Role.CISO, world.hospital)


def send(world, client, report: Report | bytes, **asked):
    content = report if isinstance(report, bytes) else report.file().getvalue()
    upload = SimpleUploadedFile("report.jsonl", content)
    url = reverse("audits:send_report", args=[world.hospital.uid])
    return client.post(url, {"file": upload, **asked}, follow=True)


def latest() -> ReportImport:
    return ReportImport.objects.within(SYSTEM).order_by("-pk").first()


def confirm(client, report: ReportImport, asks: str = ""):
    return client.post(reverse("audits:confirm_report", args=[report.uid]), {"asks": asks}, follow=True)


def test_a_report_is_shown_before_it_is_imported(imports, world, ciso):
    answer = send(world, ciso, Report(one("a", title="<b>Weak</b> cipher"), one("b")))
    assert b"Nothing is written yet" in answer.content
    assert b"&lt;b&gt;Weak&lt;/b&gt; cipher" in answer.content
    assert not imports.findings()
    answer = confirm(ciso, latest())
    assert b"Report imported" in answer.content
    assert len(imports.findings()) == 2


def test_a_question_is_answered_by_whoever_saw_it(imports, world, ciso):
    imports.bring(one("a"), one("b"))
    answer = send(world, ciso, Report(one("b")))
    assert b"1 finding would close" in answer.content
    confirm(ciso, latest(), asks="")
    assert set(imports.states().values()) == {"new"}
    confirm(ciso, latest(), asks="share")
    assert imports.states()["a@srv-1.example"] == "closed"


def test_a_real_report_of_a_scanner(world, ciso, tmp_path):
    audit = AuditFactory(organisation=world.hospital)
    send(world, ciso, nuclei(tmp_path, "a", "b").read_bytes(), audit=str(audit.uid), scope="nothing")
    confirm(ciso, latest())
    assert Finding.objects.within(SYSTEM).filter(audit=audit).count() == 2
    assert latest().scope == "nothing"


def test_a_broken_report_says_where_and_why(imports, world, ciso):
    answer = send(world, ciso, b'{"template-id": "a", "matched-at": "https://srv.example"}\n{"template-id": ')
    assert b"The report was refused" in answer.content
    assert latest().state == "refused"


@pytest.mark.parametrize("asked", [{}, {"scope": "named"}, {"scope": "named", "assets": " \n"}, {"audit": "x"}])
def test_a_form_that_is_not_filled_in_is_shown_again(imports, world, ciso, asked):
    url = reverse("audits:send_report", args=[world.hospital.uid])
    file = {"file": SimpleUploadedFile("report.xml", Report(one("a")).file().getvalue())} if asked else {}
    answer = ciso.post(url, asked | file)
    assert answer.status_code == 200
    assert not ReportImport.objects.within(SYSTEM).exists()


def test_named_assets_are_what_may_close(imports, world, ciso):
    imports.bring(one("a", "one"), one("a", "two"))
    send(world, ciso, Report(one("b", "three")), scope="named", assets="ONE")
    assert latest().closed == 1


def test_a_large_report_is_read_and_imported_by_jobs(imports, world, ciso, monkeypatch):
    monkeypatch.setattr(arriving, "BYTES_AT_ONCE", 1)
    monkeypatch.setattr(arriving, "OBSERVATIONS_AT_ONCE", 0)
    answer = send(world, ciso, Report(one("a")))
    assert latest().state == "waiting"
    assert b"Reading of the report" in answer.content
    run_jobs()
    assert latest().state == "ready"
    page = reverse("audits:report", args=[latest().uid])
    assert b"Nothing is written yet" in ciso.get(page).content
    answer = confirm(ciso, latest())
    assert b"Import of the report" in answer.content
    assert not imports.findings()
    run_jobs()
    assert latest().state == "applied"
    assert len(imports.findings()) == 1
    assert latest().arrived_by_id == int(ciso.session["_auth_user_id"])


def test_a_large_report_that_is_broken_is_refused_by_the_job(imports, world, ciso, monkeypatch, tmp_path):
    monkeypatch.setattr(arriving, "BYTES_AT_ONCE", 1)
    send(world, ciso, b"neither this nor that")
    run_jobs()
    assert latest().state == "refused"
    assert not list((tmp_path / "files" / "reports").iterdir())


def run_jobs() -> None:
    for job in Job.objects.within(SYSTEM).filter(state="waiting", kind__startswith="audits.").order_by("pk"):
        jobs.run_job.func(str(job.uid))


def test_a_file_too_large_for_the_web_is_refused(imports, world, ciso, monkeypatch):
    monkeypatch.setattr(arriving, "BYTES_AT_MOST", 3)
    assert b"larger than 200" in send(world, ciso, Report(one("a"))).content
    assert not ReportImport.objects.within(SYSTEM).exists()


def test_the_same_file_leads_to_its_first_import(imports, world, ciso):
    first = imports.bring(one("a"))
    answer = send(world, ciso, Report.kept[0].file().getvalue())
    assert answer.redirect_chain[-1][0] == reverse("audits:report", args=[first.uid])
    assert b"imported already" in answer.content


def test_undoing_from_the_page(imports, world, ciso):
    report = imports.bring(one("a"))
    page = reverse("audits:report", args=[report.uid])
    assert b"Undo this import" in ciso.get(page).content
    ciso.post(reverse("audits:undo_report", args=[report.uid]))
    assert not imports.findings()
    assert b"Undo this import" not in ciso.get(page).content


def test_dropping_from_the_page(imports, world, ciso):
    send(world, ciso, Report(one("a")))
    ciso.post(reverse("audits:drop_report", args=[latest().uid]))
    assert latest().state == "dropped"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_region_sees_no_report(imports, world, role):
    report = imports.bring(one("a"))
    client = world.client(role, world.region)
    for url in (
        reverse("audits:reports", args=[world.hospital.uid]),
        reverse("audits:send_report", args=[world.hospital.uid]),
        reverse("audits:report", args=[report.uid]),
    ):
        assert client.get(url).status_code == 404


def test_the_list_asks_the_same_of_the_database_for_many_reports(imports, world, ciso):
    for _count in range(30):
        ReportImportFactory(organisation=world.hospital)
    url = reverse("audits:reports", args=[world.hospital.uid])
    ciso.get(url)
    with at_most(8):
        answer = ciso.get(url)
    assert answer.status_code == 200
    report = imports.read(Report(one("a")))
    page = reverse("audits:report", args=[report.uid])
    with at_most(9):
        ciso.get(page)
