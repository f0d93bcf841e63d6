"""National files sent from a page: followed, refused, reported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.core.access import Role
from hygie.core.clock import now
from hygie.core.files import private_folder
from hygie.core.jobs import run_job
from hygie.core.models import Job
from hygie.core.tenancy import Scope
from hygie.territory.actions.imports import IMPORT
from hygie.territory.models import ImportRun, Organisation
from tests.territory.pages import text_of, url
from tests.territory.registerfile import register, site

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()


def sent_file(browser, region, content, name="etalab-cs1100502-stock.csv", source="finess"):
    upload = SimpleUploadedFile(name, content, content_type="text/csv")
    return browser.post(url("send_file"), {"source": source, "region": region.code, "file": upload})


def test_a_coordinator_sends_the_register_follows_the_job_and_reads_the_report(w, as_):
    browser = as_(Role.COORDINATOR, w.region)
    followed = sent_file(browser, w.region, register(site())).url
    assert "stock.csv" in text_of(browser.get(followed))
    job = Job.objects.within(SYSTEM).get(kind=IMPORT)
    run_job.call(str(job.uid))
    job.refresh_from_db()
    assert job.state == "done", job.error
    run = ImportRun.objects.get()
    assert (run.created, run.person_id) == (2, job.person_id)
    assert url("import_run", run) in text_of(browser.get(followed))
    assert browser.get(followed, {"fragment": "1"}).status_code == 286
    assert "etalab-cs1100502-stock.csv" in text_of(browser.get(url("import_run", run)))
    report = b"".join(browser.get(url("import_report", run)).streaming_content)
    assert b"HOPITAL" in report
    assert not list((private_folder() / "incoming").iterdir())


def test_a_damaged_file_is_refused_whole_and_the_page_says_why(w, as_):
    browser = as_(Role.COORDINATOR, w.region)
    followed = sent_file(browser, w.region, b"NOM;VILLE\nCH;Paris\n").url
    run_job.call(str(Job.objects.within(SYSTEM).get(kind=IMPORT).uid))
    run = ImportRun.objects.get()
    assert "refused whole" in text_of(browser.get(followed))
    assert len(browser.get(url("import_run", run)).context["line"].reasons) >= 1
    assert not Organisation.objects.within(SYSTEM).filter(city="Paris").exists()


@pytest.mark.parametrize(("content", "name"), [(b"", "stock.csv"), (b"MZ\x90", "virus.exe")])
def test_an_empty_file_or_one_of_another_kind_is_refused_at_once(content, name, w, as_):
    response = sent_file(as_(Role.COORDINATOR, w.region), w.region, content, name)
    assert "file" in response.context["form"].errors
    assert not Job.objects.within(SYSTEM).exists()


def test_a_file_for_another_region_is_refused(w, as_):
    response = sent_file(as_(Role.COORDINATOR, w.region), w.other_region, register(site()))
    assert "region" in response.context["form"].errors


def test_an_import_of_one_person_is_not_anothers_to_follow_or_cancel(w, as_):
    followed = sent_file(as_(Role.COORDINATOR, w.region), w.region, register(site())).url
    other = as_(Role.COORDINATOR, w.region)
    assert other.get(followed).status_code == 404
    assert other.post(f"{followed}cancel/").status_code == 404


def test_a_waiting_import_can_be_cancelled(w, as_):
    browser = as_(Role.COORDINATOR, w.region)
    followed = sent_file(browser, w.region, register(site())).url
    browser.post(f"{followed}cancel/")
    assert Job.objects.within(SYSTEM).get(kind=IMPORT).state == "cancelled"


def test_a_region_sees_its_imports_and_those_of_all_france(w, as_):
    facts = {"source": "ght", "file_sha256": "0" * 64, "at": now()}
    for region, name in ((w.region, "own.json"), (w.other_region, "other.json"), (None, "all.json")):
        ImportRun.objects.create(region=region, file_name=name, **facts)
    page = text_of(as_(Role.COORDINATOR, w.region).get(url("imports")))
    assert ("own.json" in page, "all.json" in page, "other.json" in page) == (True, True, False)
