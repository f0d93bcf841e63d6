"""Real reports, which only some machines have, brought in twice, in extracts, and in turn."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest

from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.formats import extract
from hygie.audits.formats.opening import opened
from hygie.audits.formats.recognise import recognise
from hygie.audits.models import Finding, FindingEvent, ReportImport
from hygie.core.clock import frozen
from tests.audits.conftest import MORNING, SYSTEM

from .conftest import counts

SCANS = Path(__file__).parents[4] / "shared" / "data" / "scans"
ALL = sorted(str(path.relative_to(SCANS)) for path in SCANS.glob("*/*") if path.is_file())
KEY = b"k" * 64

pytestmark = pytest.mark.skipif(not ALL, reason="the real reports are not here")


@pytest.fixture
def bring(world):
    def bring(content: bytes, name: str = "report", *, day: int = 0) -> ReportImport:
        with frozen(MORNING + timedelta(days=day)):
            report = read_report(world.ciso_context, world.hospital, io.BytesIO(content), Asked(name))
            return apply_report(world.ciso_context, report, confirmed=True) if report.state == "ready" else report

    return bring


def scan(name: str) -> bytes:
    return (SCANS / name).read_bytes()


def extract_of(content: bytes) -> bytes:
    with opened(io.BytesIO(content)) as stream:
        reader = recognise(stream)()
        out = io.BytesIO()
        extract.write(reader.read(stream), reader.facts, reader.source, KEY, out)
    return out.getvalue()


def rows() -> list[tuple[object, ...]]:
    kept = ("pk", "fingerprint", "state", "severity", "version", "absences", "times_reopened", "title", "closed_at")
    return list(Finding.objects.within(SYSTEM).order_by("pk").values_list(*kept))


def unlike(content: bytes) -> bytes:
    """The same report in another file: what it says is compared, not its bytes."""
    return content + b"\n"


@pytest.mark.parametrize("name", ALL)
def test_a_report_again_changes_nothing(bring, name):
    first = bring(scan(name), name)
    before = rows()
    again = bring(unlike(scan(name)), name, day=1)
    assert first.state == again.state == "applied"
    assert counts(again) == (0, first.fresh, 0, 0, 0)
    assert rows() == before
    assert not FindingEvent.objects.within(SYSTEM).exists()


@pytest.mark.parametrize("name", ALL)
def test_an_extract_counts_as_its_report_does_and_again_changes_nothing(bring, name):
    whole = bring(scan(name), name)
    made = bring(extract_of(scan(name)), f"{name}.hygie.jsonl")
    again = bring(unlike(extract_of(scan(name))), f"{name}.hygie.jsonl", day=1)
    assert (made.fresh, made.level, made.not_evaluated) == (whole.fresh, whole.level, whole.not_evaluated)
    assert counts(again) == (0, whole.fresh, 0, 0, 0)


def test_points_that_all_changed_close_nothing(bring):
    first = bring(scan("pingcastle/many.xml"))
    changed, times = re.subn(rb"<Points>\d+</Points>", b"<Points>77</Points>", scan("pingcastle/many.xml"))
    again = bring(changed, day=1)
    assert times >= first.fresh
    assert (again.fresh, again.closed, again.reopened) == (0, 0, 0)
    assert Finding.objects.within(SYSTEM).filter(is_open=True).count() == first.fresh


def test_three_reports_in_turn_open_close_and_reopen_what_they_should(bring):
    names = ("many_findings", "many_findings_new", "many_findings_third")
    found = [counts(bring(scan(f"nuclei/{name}.json"), day=day)) for day, name in enumerate(names)]
    assert [(new, closed) for new, _same, _updated, closed, _again in found] == [(18, 0), (2, 18), (2, 2)]
    assert found[-1] == (2, 0, 0, 2, 0)
