"""A machine sends its report: the same counts as on the page, once."""

import json

import pytest

from hygie.audits.models import Finding, ReportImport
from hygie.core.access import Role
from tests.audits.conftest import SYSTEM
from tests.factories.api import client_at
from tests.factories.audits import AuditFactory
from tests.factories.obligations import Upload

from .test_command import nuclei


@pytest.fixture
def tool(world):
    return client_at(Role.CISO, world.hospital)


@pytest.fixture
def send(tool, world, tmp_path):
    def send(*templates: str, day: int = 1, key: str = "", client=tool, content: bytes | None = None, **asked):
        file = content if content is not None else nuclei(tmp_path, *templates, day=day).read_bytes()
        parts = {"asked": json.dumps(asked), "report": Upload(file, "report.json")}
        address = f"/api/v1/organisations/{world.hospital.uid}/reports"
        return client.post(address, parts, headers={"Idempotency-Key": key} if key else {})

    return send


def test_a_report_that_asks_nothing_is_imported(send):
    answer = send("a", "b")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["applied"], said["new"], said["asks"]) == (True, 2, [])
    assert Finding.objects.within(SYSTEM).count() == 2


def test_one_that_asks_waits_for_a_confirmation(send):
    send("a", "b")
    said = send("a", day=2).json()
    assert (said["applied"], said["closed"], said["asks"]) == (False, 1, ["share"])
    assert said["questions"]
    assert send("a", day=2, confirm=True).json()["applied"] is True
    assert Finding.objects.within(SYSTEM).filter(state="closed").count() == 1


def test_sent_again_it_changes_nothing(send):
    send("a", key="k-1")
    said = send("a", key="k-1").json()
    assert (said["applied"], said["known"]) == (True, True)
    assert ReportImport.objects.within(SYSTEM).count() == 1
    assert send("b", key="k-1").status_code == 409


def test_a_broken_report_is_told_by_its_field(send):
    answer = send(content=b'{"template-id": ')
    assert (answer.status_code, answer.json()["field"]) == (422, "file")
    assert not Finding.objects.within(SYSTEM).exists()


def test_its_audit_is_the_establishments(send, world):
    assert send("a", audit=str(AuditFactory(organisation=world.hospital).uid)).status_code == 201
    assert send("b", audit=str(AuditFactory(organisation=world.neighbour).uid)).status_code == 422


@pytest.mark.parametrize("asked", [{"scope": "everything"}, {"unknown": 1}, {"format": "../x"}])
def test_what_it_does_not_know_is_refused(send, asked):
    assert send("a", **asked).status_code == 422


def test_the_region_sends_nothing(send, world):
    assert send("a", client=client_at(Role.COORDINATOR, world.region)).status_code in {403, 404}
