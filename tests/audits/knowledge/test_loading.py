"""Bringing in a file: whole or not at all, newer only, and what follows for the findings."""

import gzip
import io
import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hygie.audits.actions import knowledge
from hygie.audits.actions.knowledge import import_epss, import_kev
from hygie.audits.formats.observation import BrokenReport
from hygie.audits.knowledge_files import fetching
from hygie.audits.models import EnrichmentRun, Finding, Vulnerability
from hygie.config import cli
from hygie.core.actions import Context
from hygie.core.jobs import run_job
from hygie.core.models import AuditEvent, Job
from tests.budgets import at_most
from tests.factories.audits import FindingFactory

from ..conftest import SYSTEM
from .files import epss, kev, kev_entry, scores

CTX = Context.system("test")


def load_kev(content, **options):
    return import_kev(CTX, io.BytesIO(content), **options)


def load_epss(content, **options):
    return import_epss(CTX, io.BytesIO(content), **options)


def counts(loaded):
    return loaded.created, loaded.changed, loaded.removed, loaded.unchanged


def state():
    """Everything that a refused file must leave alone."""
    return (
        list(Vulnerability.objects.order_by("cve").values_list()),
        EnrichmentRun.objects.count(),
        AuditEvent.objects.within(SYSTEM).filter(kind="knowledge.loaded").count(),
        Job.objects.within(SYSTEM).count(),
    )


def test_the_catalogue_marks_and_unmarks(world):
    assert counts(load_kev(kev(*(kev_entry(n) for n in range(1, 12)), day="2026-10-01"))) == (11, 0, 0, 0)
    next_one = kev(kev_entry(1, dueDate="2026-10-20"), *(kev_entry(n) for n in range(3, 13)))
    assert counts(load_kev(next_one)) == (1, 1, 1, 9)
    one, gone = (Vulnerability.objects.get(cve=f"CVE-2026-000{number}") for number in (1, 2))
    assert (one.in_kev, one.kev_due_on) == (True, date(2026, 10, 20))
    assert (gone.in_kev, gone.kev_due_on, gone.kev_name) == (False, None, "")


def test_scores_and_catalogue_keep_each_other_s_columns(world):
    load_epss(epss(("CVE-2026-0001", 0.5, 0.9), ("CVE-2026-0002", 0.1, 0.4)))
    load_kev(kev(kev_entry(1)))
    assert counts(load_epss(epss(("CVE-2026-0001", 0.6, 0.9), ("CVE-2026-0003", 0.1, 0.4), day="2026-10-06"))) == (
        1, 1, 1, 0
    )  # fmt: skip
    one, two = (Vulnerability.objects.get(cve=f"CVE-2026-000{number}") for number in (1, 2))
    assert (one.in_kev, one.epss, one.epss_percentile) == (True, 0.6, 0.9)
    assert (two.epss, two.epss_percentile) == (None, None)


@pytest.mark.parametrize(("load", "content"), [(load_kev, kev(kev_entry(1))), (load_epss, epss(*scores(3)))])
def test_the_same_file_twice_changes_nothing(world, load, content):
    load(content)
    before = state()
    assert counts(load(content))[:3] == (0, 0, 0)
    assert state() == before


@pytest.mark.parametrize(
    ("load", "good", "bad"),
    [
        (load_kev, kev(kev_entry(1)), kev(kev_entry(1, dueDate="2026-12-01"), kev_entry(2, dueDate="x"))),
        (load_kev, kev(kev_entry(1)), kev(kev_entry(2))[:-9]),
        (load_epss, epss(*scores(3)), epss(*scores(3000, 0.7), day="2026-10-06")[:-4]),
        (load_epss, epss(*scores(3)), gzip.compress(epss(*scores(3000, 0.7), day="2026-10-06"))[:-4]),
    ],
)
def test_a_damaged_file_changes_nothing(world, load, good, bad):
    load(good)
    before = state()
    with pytest.raises(BrokenReport):
        load(bad)
    assert state() == before


@pytest.mark.parametrize(
    ("load", "content"), [(load_kev, kev(kev_entry(1), kev_entry(2))), (load_epss, epss(*scores(3)))]
)
def test_an_import_killed_on_its_way_changes_nothing_and_can_be_run_again(world, load, content, monkeypatch):
    before = state()

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(knowledge, "_close", killed)
        with pytest.raises(KeyboardInterrupt):
            load(content)
    assert state() == before
    assert counts(load(content))[0] > 0


@pytest.mark.parametrize(
    ("load", "newer", "older"),
    [
        (load_kev, kev(kev_entry(1), day="2026-10-04"), kev(kev_entry(2), day="2026-10-03")),
        (load_epss, epss(*scores(3)), epss(*scores(3, 0.1), day="2026-10-04")),
    ],
)
def test_an_older_file_is_refused_unless_it_is_asked_for(world, load, newer, older):
    load(newer)
    before = state()
    with pytest.raises(BrokenReport, match="older than the one loaded"):
        load(older)
    assert state() == before
    assert load(older, older=True).changed + load_count(older) > 0


def load_count(content):
    return content.count(b"CVE-")


def test_a_file_cut_at_the_end_of_a_line_is_refused_by_its_length(world):
    load_epss(epss(*scores(100)))
    with pytest.raises(BrokenReport, match="probably cut"):
        load_epss(epss(*scores(80), day="2026-10-06"))


def test_a_file_dated_to_come_is_refused(world):
    with pytest.raises(BrokenReport, match="to come"):
        load_kev(kev(kev_entry(1), day="2099-01-01"))


def test_the_findings_that_name_its_cves_are_judged_again(world):
    load_epss(epss(("CVE-2026-0001", 0.2, 0.8), ("CVE-2026-0009", 0.9, 0.97)))
    several = FindingFactory(organisation=world.hospital, cves=["CVE-2026-0001", "CVE-2026-0009"])
    other = FindingFactory(organisation=world.neighbour)
    load_kev(kev(kev_entry(1)))
    for job in Job.objects.within(SYSTEM).filter(kind="audits.reprioritise", state="waiting").order_by("pk"):
        run_job.call(str(job.uid))
    several.refresh_from_db()
    other.refresh_from_db()
    assert (several.kev, several.exploitation, several.epss, several.epss_percentile) == (True, "active", 0.9, 0.97)
    assert (other.kev, other.exploitation) == (None, "")
    assert Finding.objects.within(SYSTEM).filter(due_because="policy").count() == 1


def test_a_thousand_scores_cost_one_statement(world):
    content = epss(*scores(4000))
    with at_most(20):
        load_epss(content)


# The command


def test_the_command_prints_its_counts(world, tmp_path, capsys):
    first, second = tmp_path / "kev.json", tmp_path / "later.json"
    first.write_bytes(kev(kev_entry(1), day="2026-10-03"))
    second.write_bytes(kev(kev_entry(1), kev_entry(2)))
    assert cli.main(["import-kev", str(first), str(second), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["created"], printed["unchanged"], printed["refused"]) == (2, 1, 0)
    assert [one["stated_on"] for one in printed["files"]] == ["2026-10-03", "2026-10-04"]


def test_the_command_says_line_and_reason_of_a_damaged_file(world, tmp_path, capsys):
    file = tmp_path / "epss.csv"
    file.write_bytes(epss(*scores(3))[:-3])
    assert cli.main(["import-epss", str(file), "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["reasons"][0]["line"] == 5
    assert "line 5: the file stops in the middle of this line" in said.err
    assert cli.main(["import-epss", str(tmp_path / "absent.csv")]) == 1
    assert cli.main(["import-epss"]) == 1


class Served(BaseHTTPRequestHandler):
    """Answers on this machine only."""

    def do_GET(self):
        content = kev(kev_entry(1))
        if self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if self.path == "/again":
            self.send_response(302)
            self.send_header("Location", "/kev.json")
            self.end_headers()
            return
        self.send_response(404 if self.path == "/absent" else 200)
        self.send_header("Content-Length", str(len(content) + (50 if self.path == "/cut" else 0)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        """Quiet."""


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    served = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


def test_an_address_given_by_the_operator_is_fetched_and_a_list_of_sources_too(world, server, tmp_path, capsys):
    assert cli.main(["import-kev", f"{server}/kev.json"]) == 0
    assert Vulnerability.objects.filter(in_kev=True).count() == 1
    listed = tmp_path / "sources.txt"
    listed.write_text(f"# the catalogue\n{server}/again\n")
    assert cli.main(["import-kev", "--list", str(listed), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["files"][0]["source"] == f"{server}/again"


@pytest.mark.parametrize(
    ("path", "said"),
    [("/file", "is not allowed"), ("/absent", "404"), ("/cut", "cut on the way")],
)
def test_an_address_that_fails_or_leads_elsewhere_changes_nothing(world, server, path, said, capsys):
    before = state()
    assert cli.main(["import-kev", server + path]) == 1
    assert said in capsys.readouterr().err
    assert state() == before


def test_an_address_that_never_ends_is_given_up(world, server, monkeypatch, capsys):
    monkeypatch.setattr(fetching, "BYTES_AT_MOST", 100)
    assert cli.main(["import-kev", f"{server}/kev.json"]) == 1
    assert "larger than" in capsys.readouterr().err
