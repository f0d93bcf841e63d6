"""What a hostile report may hold reaches pages and sheets harmless, and nothing of it is lost unsaid."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.models import FindingCve, ReportImport
from hygie.audits.staging.rows import CVES_AT_MOST
from hygie.config.cli import main
from hygie.core.access import Role
from hygie.core.clock import frozen
from tests.audits.conftest import MORNING, SYSTEM
from tests.audits.finding_world import text_of, to

HOSTILE = "\uffff\ufffe\u202e=cmd|'/c calc'!A1<script>alert(1)</script>#import \"x\"../../etc/passwd\x0b\x1b"


def entry(number: int, **more: object) -> dict[str, object]:
    said = {"name": f"{HOSTILE}{number}", "severity": "critical"} | more.pop("info", {})  # type: ignore[operator]
    return {"template-id": f"t{number}", "matched-at": f"https://h{number}.example/", "info": said, **more}


@pytest.fixture
def bring(world):
    def bring(*entries: dict[str, object], name: str = "report.jsonl") -> ReportImport:
        content = "\n".join(map(json.dumps, entries)).encode()
        report = read_report(world.ciso_context, world.hospital, io.BytesIO(content), Asked(name))
        return apply_report(world.ciso_context, report, confirmed=True) if report.state == "ready" else report

    return bring


def test_titles_are_harmless_on_pages_and_every_sheet_is_sound(bring, world):
    bring(entry(1), entry(2), name="=1+1.json")
    client, place = world.client(Role.CISO), world.hospital.uid
    for name in ("findings", "reports", "assets", "overview"):
        assert "<script>alert" not in text_of(client.get(to(name, place)))
    assert ";=" not in text_of(client.get(to("findings_csv", place)))
    response = client.get(to("findings_xlsx", place))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    with zipfile.ZipFile(io.BytesIO(content)) as sheet:
        cells = b"".join(sheet.read(name) for name in sheet.namelist() if name.endswith(".xml"))
        for name in sheet.namelist():
            etree.fromstring(sheet.read(name))
    assert b"<f>" not in cells


@pytest.mark.parametrize("name", ["../../\u202egnp.exe\x00.json", "C:\\scans\\caf\udce9.json", "a" * 400])
def test_the_name_of_a_file_hides_nothing_and_is_kept_by_any_database(bring, name):
    kept = bring(entry(1), name=name).file_name
    assert kept.isprintable()
    assert "/" not in kept
    assert "\\" not in kept
    assert len(kept) <= 200


def test_a_file_whose_name_is_not_utf_8_is_imported_like_any_other(world, tmp_path, capsys):
    world.hospital.finess = "950999999"
    world.hospital.save()
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json"))
    path.write_text(json.dumps(entry(1)), encoding="utf-8")
    assert main(["import-report", str(path), "--establishment", "950999999", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 1


def test_a_patch_that_names_hundreds_of_vulnerabilities_is_found_by_each(bring):
    cves = [f"CVE-2024-{number}" for number in range(10_000, 10_000 + CVES_AT_MOST)]
    bring(entry(1, info={"classification": {"cve-id": cves}}))
    assert FindingCve.objects.within(SYSTEM).count() == CVES_AT_MOST


def test_of_more_than_can_be_kept_the_latest_stay(bring):
    cves = [f"CVE-{year}-{number}" for year in (2014, 2026) for number in range(10_000, 10_000 + CVES_AT_MOST)]
    bring(entry(1, info={"classification": {"cve-id": cves}}))
    assert not FindingCve.objects.within(SYSTEM).filter(cve__startswith="CVE-2014").exists()


@pytest.mark.parametrize("stamp", ["2099-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_an_absurd_date_does_not_bar_the_report_of_the_day_after(bring, stamp):
    assert bring(entry(1, timestamp=stamp)).made_at <= MORNING
    with frozen(MORNING + timedelta(days=2)):
        made = (MORNING + timedelta(days=1)).isoformat()
        assert bring(entry(1, timestamp=made)).state == "applied"
