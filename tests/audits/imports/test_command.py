"""`hygie import-report`: what a script is told."""

import json
import sys

import pytest

from hygie.audits.models import Finding, ReportImport
from hygie.config.cli import main
from tests.audits.conftest import SYSTEM
from tests.factories.audits import AuditFactory

ENTITIES = b"<!DOCTYPE a [<!ENTITY b 'c'>]><nmaprun>&b;</nmaprun>"
KEYS = {"format", "observations", "new", "unchanged", "updated", "closed", "reopened", "refused", "asks", "reasons"}


def nuclei(tmp_path, *templates: str, day: int = 1, name: str = "report.jsonl"):
    path = tmp_path / name
    lines = [
        {
            "template-id": template,
            "matched-at": f"https://srv-{number}.example/login?x={day}",
            "info": {"name": f"Weakness {template}", "severity": "high"},
            "timestamp": f"2026-09-{day:02}T08:00:00Z",
        }
        for number, template in enumerate(templates)
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def run(world, capsys):
    world.hospital.finess = "950999999"
    world.hospital.save()

    def run(file, *options: str, finess: str = "950999999"):
        status = main(["import-report", str(file), "--establishment", finess, *options])
        said = capsys.readouterr()
        return status, json.loads(said.out) if "--json" in options and said.out else said.out, said.err

    return run


def test_one_object_and_nothing_else(run, tmp_path):
    status, told, errors = run(nuclei(tmp_path, "a", "b"), "--json")
    assert (status, errors) == (0, "")
    assert told.keys() >= KEYS
    assert (told["format"], told["observations"], told["new"], told["asks"]) == ("nuclei", 2, 2, [])


def test_the_same_file_again_changes_nothing(run, tmp_path):
    run(nuclei(tmp_path, "a", "b"), "--json")
    status, told, _errors = run(nuclei(tmp_path, "a", "b"), "--json")
    assert (status, told["new"], told["unchanged"], told["closed"]) == (0, 0, 2, 0)


def test_a_script_that_is_asked_writes_nothing(run, tmp_path):
    run(nuclei(tmp_path, "a", "b"))
    status, told, _errors = run(nuclei(tmp_path, "a", day=2), "--json")
    assert (status, told["asks"], told["closed"], told["applied"]) == (3, ["share"], 1, False)
    assert not Finding.objects.within(SYSTEM).filter(state="closed").exists()
    status, told, _errors = run(nuclei(tmp_path, "a", day=2), "--json", "--yes")
    assert (status, told["closed"], told["applied"]) == (0, 1, True)


@pytest.mark.parametrize(("answer", "status"), [("o", 0), ("", 3)])
def test_somebody_at_the_terminal_is_asked(run, tmp_path, monkeypatch, answer, status):
    run(nuclei(tmp_path, "a", "b"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _words: answer)
    assert run(nuclei(tmp_path, "a", day=2))[0] == status


def test_a_scope_that_closes_nothing_asks_nothing(run, tmp_path):
    run(nuclei(tmp_path, "a", "b"))
    status, told, _errors = run(nuclei(tmp_path, "a", day=2), "--json", "--scope", "nothing")
    assert (status, told["closed"], told["scope"]) == (0, 0, "nothing")


def test_a_broken_report_is_one_line_and_an_object(run, tmp_path):
    path = tmp_path / "report.json"
    path.write_text('[{"template-id": "a", "matched-at": "https://srv.example"}, {"template', encoding="utf-8")
    status, told, errors = run(path, "--json")
    assert (status, errors.count("\n")) == (1, 1)
    assert told["refused"] >= 1
    assert told["reasons"][0]["reason"]
    assert not Finding.objects.within(SYSTEM).exists()


def test_the_wrong_format_is_refused(run, tmp_path):
    status, told, errors = run(nuclei(tmp_path, "a"), "--json", "--format", "nessus")
    assert (status, told["new"]) == (1, 0)
    assert "nuclei" in errors


@pytest.mark.parametrize("bomb", [b"", ENTITIES, b"%PDF-1.7", b"\x00" * 9])
def test_what_is_no_report_is_never_an_empty_success(run, tmp_path, text):
    path = tmp_path / "report.xml"
    path.write_bytes(text)
    assert run(path, "--json")[0] == 1


def test_an_unknown_establishment_file_or_audit_is_one_line(run, tmp_path, world):
    report = nuclei(tmp_path, "a")
    assert run(report, finess="000000000")[0] == 1
    assert run(tmp_path / "absent.json")[0] == 1
    other = AuditFactory(organisation=world.neighbour)
    assert run(report, "--audit", str(other.uid))[0] == 1
    assert not ReportImport.objects.within(SYSTEM).exists()


def test_a_report_of_an_audit(run, tmp_path, world):
    audit = AuditFactory(organisation=world.hospital)
    status, _told, _errors = run(nuclei(tmp_path, "a"), "--audit", str(audit.uid))
    audit.refresh_from_db()
    assert (status, audit.state) == (0, "received")


def test_an_older_report_says_why_nothing_changed(run, tmp_path):
    run(nuclei(tmp_path, "a", day=5))
    status, told, _errors = run(nuclei(tmp_path, "b", day=4), "--json")
    assert (status, told["asks"], told["new"]) == (0, ["outdated"], 0)
    assert "later report" in told["reasons"][0]["reason"]
