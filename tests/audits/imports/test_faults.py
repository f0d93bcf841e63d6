"""What goes wrong around an import: two at the same time, a killed process, a mandate, a connection that breaks."""

import contextvars
import io
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.models import Finding, ReportImport
from hygie.core.access import Level, Role
from hygie.core.models import AuditEvent
from hygie.territory.enums import GrantKind
from hygie.territory.models import Grant
from tests.audits.conftest import MORNING, SYSTEM

from .conftest import Report, one


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_the_same_time_come_one_after_the_other(imports, world):
    """Whoever comes second finds what the first one wrote."""
    context = world.ciso_context
    reports = [imports.read(Report(*(one(f"rule-{rule}") for rule in range(30)), made_at=MORNING)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(contextvars.copy_context().run, _apply, context, report) for report in reports]
        states = {future.result() for future in done}
    assert states == {"applied"}
    assert len(imports.findings()) == 30
    assert {row.times_reopened for row in imports.findings()} == {0}


@pytest.mark.django_db(transaction=True)
def test_a_double_press_at_the_same_moment_is_one_import(imports, world):
    context = world.ciso_context
    report = imports.read(Report(one("a"), one("b")))
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(contextvars.copy_context().run, _apply, context, report) for _ in range(2)]
        assert {future.result() for future in done} == {"applied"}
    assert len(imports.findings()) == 2
    assert AuditEvent.objects.within(SYSTEM).filter(kind="report.imported").count() == 1


def _apply(context, report: ReportImport) -> str:
    try:
        mine = ReportImport.objects.within(SYSTEM).select_related("organisation", "audit").get(pk=report.pk)
        return apply_report(context, mine).state
    finally:
        connection.close()


def test_a_process_killed_while_it_reads_leaves_only_a_file_to_sweep(tmp_path):
    code = """
        import os, signal
        import django
        django.setup()
        from hygie.audits.formats.observation import AssetKind, Observation, Severity
        from hygie.audits.staging.scratch import new_path, new_scratch
        with new_scratch(new_path()) as scratch:
            for number in range(5000):
                told = (str(number), "srv"), "rule", "srv", AssetKind.HOST, Severity.LOW, "Weak"
                scratch.take("nmap", Observation(*told))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env=os.environ | KILLED | {"HYGIE_HOME": str(tmp_path)}, check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = (tmp_path / "files" / "reports").iterdir()
    assert left.stat().st_mode & 0o777 == 0o600


KILLED = {"DJANGO_SETTINGS_MODULE": "hygie.config.settings.dev", "HYGIE_DATABASE_URL": ""}


class Broken(io.BytesIO):
    """A connection that ends in the middle of the file."""

    def read(self, size=-1, /):
        if self.tell() > 10:
            raise OSError("the connection was reset")
        return super().read(min(size, 11) if size > 0 else 11)


def test_an_upload_that_breaks_off_leaves_nothing(imports, world, tmp_path):
    with pytest.raises(OSError, match="reset"):
        read_report(world.ciso_context, world.hospital, Broken(b"INVENTED 0 and more"), Asked("report.xml"))
    assert not ReportImport.objects.within(SYSTEM).exists()
    assert not (tmp_path / "files" / "reports").exists()


def test_an_expert_reads_reports_by_a_running_mandate_and_sends_none(imports, world):
    report = imports.bring(one("a"))
    client = world.client(Role.EXPERT, world.region)
    Grant.objects.create(
        organisation=world.hospital,
        region=world.region,
        kind=GrantKind.MANDATE,
        role=Role.EXPERT,
        resource="audits.finding",
        level=Level.DETAIL,
        starts_on=MORNING.date() - timedelta(days=1),
        ends_on=MORNING.date() + timedelta(days=9),
    )
    assert client.get(reverse("audits:report", args=[report.uid])).status_code == 200
    assert client.get(reverse("audits:send_report", args=[world.hospital.uid])).status_code == 403
    assert client.post(reverse("audits:undo_report", args=[report.uid])).status_code == 403
    assert Finding.objects.within(SYSTEM).count() == 1
