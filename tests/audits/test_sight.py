"""Words of an establishment's weaknesses, on every page that is shown: they reach nobody who may not read them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import Person
from hygie.audits.actions import assets as asset_actions
from hygie.audits.actions import finding_moves, findings, plans, room
from hygie.audits.actions import questions as question_actions
from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, RefusedReport, read_report
from hygie.audits.enums import AuditState
from hygie.audits.models import Finding, FindingFile, PlanAction, Product, ReportImport
from hygie.core import files, pdf
from hygie.core.access import Level, Role
from hygie.core.clock import now, today
from hygie.core.models import AuditEvent, Job
from hygie.exchanges.actions import write_comment
from hygie.exchanges.models import Notification
from hygie.obligations.models import Proof
from hygie.territory.enums import GrantKind
from hygie.territory.models import Grant, Organisation
from tests.factories.audits import AuditFactory, AuditorAccessFactory
from tests.factories.territory import LONG_AGO
from tests.permissions.sample import Upload
from tests.permissions.walk import addresses

from .finding_world import SYSTEM, browser, seen

CVE = "CVE-2031-77777"
#: what only those who read the detail may meet: one word for each place where it could come from
SECRETS = (
    *("zqtitle", "zqrule", "zqhost", "zqproof", "zqsolution", "zqreference", "zqfile", "zqreason", "zqowner"),
    *("zqplan", "zqaction", "zqaudit", "zqsummary", "zqquestion", "zqanswer", "zqproduct", "zqlabel", "zqcomment"),
    *("zqnote", "zqreport"),
)
SEARCHED = ("zqtitle", "zqhost", "zqrule", "zqplan", "zqaudit", "zqproduct", CVE)
#: a person's own affairs, and what is about no establishment
LEFT_OUT = ("accounts:", "api:", "open:", "web:style_guide", "web:health", "governance:")


class Sent:
    """Everything that a reader may be sent, by every address that shows something."""

    def __init__(self, world) -> None:
        self.world, self.place = world, world.hospital
        self._brought_in()
        self._worked_on()

    def _brought_in(self) -> None:
        place, ciso = self.place, self.world.ciso_context
        self.audit = AuditFactory(organisation=place, title="zqaudit", summary="zqsummary", perimeter="Perimeter")
        entries = [
            {
                "template-id": f"zqrule-{number}",
                "matched-at": f"https://zqhost-{number}.example/",
                "info": {
                    "name": f"zqtitle {number}",
                    "severity": "critical",
                    "remediation": "zqsolution",
                    "reference": ["https://zqreference.example"],
                    "classification": {"cve-id": [CVE]},
                },
            }
            for number in range(4)
        ]
        told = "\n".join(map(json.dumps, [*entries, {"template-id": ""}])).encode()
        report = read_report(ciso, place, io.BytesIO(told), Asked("zqreport.jsonl", audit=self.audit))
        self.applied = apply_report(ciso, report)
        again = b"\n".join(told.splitlines()[:3])
        self.waiting = read_report(ciso, place, io.BytesIO(again), Asked("zqreport-2.jsonl"))
        with pytest.raises(RefusedReport):
            read_report(ciso, place, io.BytesIO(b"<unknown/>"), Asked("zqreport-3.xml"))

    def _worked_on(self) -> None:
        place, ciso = self.place, self.world.ciso_context
        Finding.objects.within(SYSTEM).filter(organisation=place).update(evidence="zqproof")
        self.findings = list(Finding.objects.within(SYSTEM).filter(organisation=place).order_by("pk"))
        self.fixer = self.world.person(Role.CONTRIBUTOR, place)
        auditor = self.world.person(Role.AUDITOR, place)
        AuditorAccessFactory(audit=self.audit, person=auditor)
        first, second, third, last = self.findings
        mine = Finding.objects.within(SYSTEM)
        findings.assign(ciso, place, mine.filter(pk=first.pk), self.fixer)
        findings.add_evidence(ciso, seen(ciso, second), Upload(b"%PDF-1.7"), "zqnote")
        FindingFile.objects.within(SYSTEM).update(note="zqfile")
        terms = finding_moves.Terms(today() + timedelta(days=30), "zqreason", "zqowner")
        for one in (second, third):
            finding_moves.accept(ciso, seen(ciso, one), terms, self._version(one))
        director = self.world.director_context
        finding_moves.accept(director, seen(director, third), terms, self._version(third), self.world.director)
        finding_moves.set_aside(ciso, seen(ciso, last), terms, self._version(last))
        write_comment(ciso, place, "audits.finding", str(first.uid), "zqcomment")
        write_comment(ciso, place, "audits.finding", str(second.uid), "zqcomment")
        self.plan = plans.start_plan(ciso, place, "zqplan", [one.uid for one in self.findings], "zqnote")
        actions = PlanAction.objects.within(SYSTEM).filter(plan=self.plan)
        actions.update(title="zqaction", note="zqnote", due_on=today() + timedelta(days=9))
        plans.move_plan(ciso, self.plan, self.plan.version, "submit")
        self.action = actions.order_by("pk")[0]
        file = files.store(Upload(b"%PDF-1.7 zqreport"), place, None)
        file.name = "zqreport.pdf"
        file.save()
        self.audit.refresh_from_db()
        self.audit.report, self.audit.title = file, "zqaudit"
        self.audit.save()
        self.question = question_actions.ask(ciso, self.audit, "zqquestion")
        in_room = self.world.context(Role.AUDITOR, place, person=auditor)
        room.answer_establishment(in_room, self.question, "zqanswer")
        Product.objects.create(
            organisation=place, region_id=place.region_pk, name="zqproduct", key="zqproduct", seen_at=now()
        )
        self.asset = first.asset
        words = {"label": "zqlabel", "owner": "zqowner", "care_service": "zqlabel"}
        asset_actions.describe_assets(ciso, place, [self.asset], words)

    def _version(self, finding: Finding) -> int:
        return Finding.objects.within(SYSTEM).get(pk=finding.pk).version

    def things(self) -> dict[str, list[object]]:
        """By the kind of thing, whose pages are told by their samples in the table of permissions."""
        kept = FindingFile.objects.within(SYSTEM).order_by("pk").values_list("uid", flat=True)
        return {
            "samples_findings._uid": [one.uid for one in self.findings],
            "samples_findings._file": list(kept),
            "samples_findings._asset": [self.asset.uid],
            "samples_reports._waiting": [self.applied.uid, self.waiting.uid],
            "samples_reports._applied": [self.applied.uid],
            "samples_campaigns._audit": [self.audit.uid],
            "samples_campaigns.<lambda>": [self.audit.uid],
            "samples_campaigns._question": [self.question.uid],
            "samples_plans.find": [self.plan.uid],
            "samples_plans._action": [self.action.uid],
        }

    def addresses(self) -> Iterator[str]:
        """The pages without an argument, those of the establishment, those of each thing, and what is searched."""
        things = self.things()
        for address in addresses():
            if not address.name or address.name.startswith(LEFT_OUT):
                continue
            if not address.arguments:
                yield reverse(address.name)
            elif len(address.arguments) == 1:
                (sample,) = address.samples.values()
                found = sample.find if sample else None
                kind = f"{getattr(found, '__module__', '').rpartition('.')[2]}.{getattr(found, '__name__', '')}"
                ours = things.get(kind, []) if address.name.startswith("audits:") else []
                known = [self.place.uid] if address.arguments == ("uid",) and not ours else ours
                yield from (reverse(address.name, args=[uid]) for uid in known)
        for one in self.findings:
            yield f"{reverse('exchanges:thread', args=[self.place.uid])}?kind=audits.finding&key={one.uid}"
        yield from (f"/search/?q={word}" for word in SEARCHED)


def sent_to(client: Client, url: str) -> str:
    response = client.get(url)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(map(str, response.headers.values()))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b" ".join(archive.read(name) for name in archive.namelist())
    typed = "".join(f"q={word}" for word in SEARCHED if f"q={word}" in url)
    words = f"{headers} {content.decode(errors='replace')}".lower()
    # What the reader typed stands in its own box.
    return words.replace(typed.removeprefix("q=").lower(), "") if typed else words


def told(client: Client, sent: Sent, secrets: tuple[str, ...]) -> dict[str, list[str]]:
    found = {}
    for url in sent.addresses():
        words = sent_to(client, url)
        if met := [secret for secret in secrets if secret.lower() in words]:
            found[url] = met
    return found


@pytest.fixture
def sent(world, monkeypatch) -> Sent:
    monkeypatch.setattr(pdf, "_compiled", lambda _template, data, _moment: data.encode())
    return Sent(world)


def granted(place: Organisation, role: Role, kind: GrantKind, resource: str = "", person: Person | None = None, **days):
    return Grant.objects.create(
        organisation=place,
        region_id=place.region_pk,
        kind=kind,
        role=role,
        person=person,
        resource=resource,
        level=Level.DETAIL,
        verbs=["edit"] if person else [],
        starts_on=days.get("starts_on", LONG_AGO),
        ends_on=days.get("ends_on", today() + timedelta(days=90)),
    )


REGIONAL = [Role.COORDINATOR, Role.EXPERT, Role.ADMINISTRATOR]
NATIONAL = [Role.ANALYST]


@pytest.mark.parametrize("role", REGIONAL + NATIONAL)
def test_the_region_and_the_country_meet_no_word_of_it(sent, world, role):
    client = browser(world.person(role, world.region if role in REGIONAL else world.nation))
    assert told(client, sent, SECRETS) == {}


def test_a_mandate_that_is_over_or_for_another_place_or_thing_opens_nothing(sent, world):
    granted(world.hospital, Role.EXPERT, GrantKind.MANDATE, ends_on=today())
    granted(world.hospital, Role.EXPERT, GrantKind.MANDATE, starts_on=today() + timedelta(days=1))
    granted(world.hospital, Role.EXPERT, GrantKind.MANDATE, "governance.security_policy")
    granted(world.neighbour, Role.EXPERT, GrantKind.MANDATE)
    assert told(world.client(Role.EXPERT, world.region), sent, SECRETS) == {}


@pytest.mark.parametrize("role", [Role.CISO, Role.CONTRIBUTOR])
def test_a_neighbour_meets_no_word_of_it(sent, world, role):
    assert told(world.client(role, world.neighbour), sent, (*SECRETS, CVE)) == {}


def test_a_contributor_given_nothing_meets_no_word_of_it_even_entrusted_with_everything(sent, world):
    person = world.person(Role.CONTRIBUTOR, world.hospital)
    granted(world.hospital, Role.CONTRIBUTOR, GrantKind.CONTRIBUTION, person=person)
    assert told(browser(person), sent, (*SECRETS, CVE)) == {}


def test_a_contributor_meets_only_the_finding_that_is_theirs(sent, world):
    granted(world.hospital, Role.CONTRIBUTOR, GrantKind.CONTRIBUTION, person=sent.fixer)
    others = ("zqtitle 1", "zqtitle 2", "zqtitle 3", "zqrule-1", "zqhost-1", "zqfile", "zqplan", "zqaction", "zqreport")
    assert told(browser(sent.fixer), sent, others) == {}


@pytest.mark.parametrize("opened", ["closed", "other", "ended"])
def test_an_auditor_meets_no_word_of_an_audit_that_is_not_open_to_them(sent, world, opened):
    person = world.person(Role.AUDITOR, world.hospital)
    if opened == "other":
        AuditorAccessFactory(audit=AuditFactory(organisation=world.hospital, title="Another"), person=person)
    elif opened == "ended":
        AuditorAccessFactory(audit=sent.audit, person=person, ended_at=now())
    else:
        AuditorAccessFactory(audit=sent.audit, person=person)
        sent.audit.state = AuditState.CLOSED
        sent.audit.save()
    assert told(browser(person), sent, (*SECRETS, CVE)) == {}


def test_the_establishment_itself_reads_all_of_them(sent, world):
    """Or the tests above would look for words that nobody is ever shown."""
    met = told(world.client(Role.CISO), sent, SECRETS)
    shown = {secret for secrets in met.values() for secret in secrets}
    assert shown == set(SECRETS)


def test_news_and_mails_hold_no_word_of_it(sent, world):
    words = " ".join(f"{one.title} {one.text} {one.url}" for one in Notification.objects.order_by("pk"))
    words += " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    assert [secret for secret in (*SECRETS, CVE) if secret.lower() in words.lower()] == []


def test_events_and_proofs_hold_no_word_of_it(sent, world):
    events = " ".join(str(one.details) for one in AuditEvent.objects.within(SYSTEM).order_by("pk"))
    proofs = " ".join(f"{one.measures} {one.source}" for one in Proof.objects.within(SYSTEM).order_by("pk"))
    jobs = " ".join(f"{one.payload} {one.result}" for one in Job.objects.within(SYSTEM).order_by("pk"))
    words = f"{events} {proofs} {jobs}".lower()
    assert [secret for secret in (*SECRETS, CVE) if secret.lower() in words] == []
    assert ReportImport.objects.within(SYSTEM).count() == 3
