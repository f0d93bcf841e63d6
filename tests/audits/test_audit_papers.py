"""An audit on paper and as a sheet: whole for whoever sees its detail, and for nobody else."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hygie.audits.enums import AuditState
from hygie.core import pdf
from hygie.core.access import Level, Role
from hygie.core.clock import today
from tests.factories.audits import AuditFactory, FindingFactory, QuestionFactory
from tests.factories.territory import MandateFactory

DAY = timedelta(days=1)


@pytest.fixture
def audit(world):
    found = AuditFactory(
        organisation=world.hospital,
        title="Exposition de printemps",
        state=AuditState.RECEIVED,
        ran_on=today(),
        received_on=today(),
        perimeter="Portal #1",
        summary="Ten *doors* are open.",
    )
    FindingFactory(organisation=world.hospital, audit=found, title="=Door open", due_on=today() + DAY)
    QuestionFactory(audit=found, text="Who administers it?")
    return found


@pytest.fixture
def words_only(monkeypatch):
    """The words that the paper would print, as the answer."""
    monkeypatch.setattr(pdf, "_compiled", lambda _template, data, _moment: data.encode())


def paper_of(response):
    return response.content.decode()


def test_the_paper_is_a_tagged_pdf(world, audit):
    response = world.ciso.get(reverse("audits:audit_paper", args=[audit.uid]))
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid" in response.content


def test_the_paper_tells_identity_findings_and_questions_that_wait(world, audit, words_only):
    words = paper_of(world.ciso.get(reverse("audits:audit_paper", args=[audit.uid])))
    for told in (
        "Exposition de printemps",
        "Portal #1",
        "Ten *doors* are open.",
        "Door open",
        "High",
        "Who administers",
    ):
        assert told in words


def test_the_sheet_has_one_line_for_each_finding_and_no_formula(world, audit):
    response = world.ciso.get(reverse("audits:audit_sheet", args=[audit.uid]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][0] == "'=Door open"
    assert rows[-1][2] == "High"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
@pytest.mark.parametrize("name", ["audit_paper", "audit_sheet"])
def test_the_region_gets_neither(world, audit, role, name):
    assert world.client(role, world.region).get(reverse(f"audits:{name}", args=[audit.uid])).status_code == 404


def test_an_expert_whose_mandate_is_on_audits_alone_reads_no_finding(world, audit, words_only):
    MandateFactory(organisation=world.hospital, role=Role.EXPERT, resource="audits.audit", level=Level.DETAIL)
    response = world.client(Role.EXPERT, world.region).get(reverse("audits:audit_paper", args=[audit.uid]))
    words = paper_of(response)
    assert "Ten *doors*" in words
    assert "Door open" not in words
