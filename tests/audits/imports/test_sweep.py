"""What nobody confirmed goes after a week."""

import os
from datetime import timedelta

from hygie.audits.actions.reports.sweeping import sweep_reports
from hygie.audits.models import ReportImport
from hygie.core.clock import frozen
from tests.audits.conftest import MORNING, SYSTEM

from .conftest import Report, one


def test_a_report_that_waited_a_week_is_dropped(imports, tmp_path):
    report = imports.read(Report(one("a")))
    with frozen(MORNING + timedelta(days=6)):
        assert sweep_reports() == 0
    with frozen(MORNING + timedelta(days=8)):
        assert sweep_reports() == 1
    assert ReportImport.objects.within(SYSTEM).get(pk=report.pk).state == "dropped"
    assert not list((tmp_path / "files" / "reports").iterdir())


def test_what_a_killed_process_left_behind_is_removed(morning, db, tmp_path):
    folder = tmp_path / "files" / "reports"
    folder.mkdir(parents=True)
    (folder / "left").write_bytes(b"half")
    old = (MORNING - timedelta(days=8)).timestamp()
    os.utime(folder / "left", (old, old))
    (folder / "fresh").write_bytes(b"half")
    os.utime(folder / "fresh", (MORNING.timestamp(),) * 2)
    sweep_reports()
    assert [path.name for path in folder.iterdir()] == ["fresh"]
