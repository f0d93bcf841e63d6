"""The whole chain, through the pages: from a planned audit to a verified repair, and who learns what meanwhile."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.audits.models import Audit, FindingDay, ReportImport
from hygie.core.access import Role
from hygie.core.clock import frozen, now, today
from tests.factories.api import client_at
from tests.factories.territory import MandateFactory
from tests.obligations.page_world import text_of
from tests.obligations.page_world import to as page_of_obligations

from .conftest import MORNING, SYSTEM
from .finding_world import all_of, fresh, to
from .formats.reports import ads, as_json, as_lines, control, finding
from .formats.samples_xml import pingcastle, pingcastle_rule

REGULAR = "dns-2025-12-3"
DAY = timedelta(days=1)
#: words of the report that nobody may read without a mandate
SENTINELS = (
    "SentinelTitle",
    "sentinel-asset",
    "sentinel-rule",
    "CVE-2031-4242",
    "sentinel-report",
    "SentinelEvidence",
    "SentinelAudit",
)


def weakness(rule, day: datetime, **info):
    told = {"name": f"Weakness {rule}", "severity": "high", "classification": {}} | info
    host = {"host": f"https://{rule}.example", "matched-at": f"https://{rule}.example/"}
    return finding(**{"template-id": rule, "timestamp": day.isoformat(), "info": told} | host)


def nuclei(*rules, day: datetime | None = None):
    return as_lines(*(weakness(rule, day or now()) for rule in rules))


def that_tells(day: datetime):
    """A finding whose every word is recognised wherever it is shown."""
    info = {
        "name": "SentinelTitle",
        "severity": "critical",
        "description": "SentinelEvidence",
        "classification": {"cve-id": ["CVE-2031-4242"]},
    }
    told = weakness("sentinel-rule", day, **info)
    address = "https://sentinel-asset.example/"
    return told | {"host": address, "matched-at": address, "extracted-results": ["SentinelEvidence"]}


def plan(world, client, kind="exposure"):
    """A new audit of the hospital, on its page."""
    facts = {"title": "SentinelAudit", "kind": kind, "starts_on": today(), "ends_on": today() + 5 * DAY}
    answer = client.post(to("plan_audit", world.hospital.uid), facts, follow=True)
    assert answer.status_code == 200
    return Audit.objects.within(SYSTEM).latest("pk")


def upload(world, client, content, name="sentinel-report.json", **asked):
    """Sent and read; nothing is written before it is confirmed."""
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    answer = client.post(to("send_report", world.hospital.uid), {"file": file, **asked}, follow=True)
    assert b"Nothing is written yet" in answer.content
    return ReportImport.objects.within(SYSTEM).latest("pk")


def confirm(client, report):
    client.post(to("confirm_report", report.uid), {"asks": " ".join(report.asks)})
    done = ReportImport.objects.within(SYSTEM).get(pk=report.pk)
    assert done.state == "applied"
    return done


def bring(world, client, content, **asked):
    return confirm(client, upload(world, client, content, **asked))


def move(client, one, code):
    client.post(to("move_finding", one.uid), {"move": code, "seen": fresh(one).version})
    return fresh(one)


def counted(report):
    return (report.fresh, report.unchanged, report.updated, report.closed, report.reopened)


def states(world):
    rows = all_of(world.hospital).select_related("weakness").order_by("pk")
    return {one.weakness.rule: one.state for one in rows}


OTHERS = ("a", "b", "c", "d")


@pytest.fixture
def exposed(world):
    """A planned exposure audit, and its report brought into it."""
    client = world.ciso
    audit = plan(world, client)
    content = as_lines(that_tells(now())) + nuclei(*OTHERS)
    bring(world, client, content, audit=str(audit.uid))
    return world


def sentinel(world):
    return all_of(world.hospital).get(weakness__rule="sentinel-rule")


def test_a_report_in_a_planned_audit_is_its_proof_and_turns_the_requirement_green(world):
    client = world.ciso
    audit = plan(world, client)
    report = upload(world, client, nuclei("a", "b"), audit=str(audit.uid))
    assert (all_of(world.hospital).count(), world.status(world.hospital, REGULAR)) == (0, "missing")
    confirm(client, report)
    audit.refresh_from_db()
    assert (audit.state, audit.ran_on) == ("received", today())
    (proof,) = world.proofs("exposure_audit", world.hospital)
    assert proof.happened_on == today()
    assert world.status(world.hospital, REGULAR) == "met"
    page = client.get(page_of_obligations("establishment", world.hospital.uid))
    lines = [line for group in page.context["groups"] for line in (*group.unmet_lines, *group.other_lines)]
    assert {line.requirement.code: line.status.value for line in lines}[REGULAR] == "met"


def test_what_is_said_to_be_fixed_is_verified_and_closed_by_the_next_report(exposed):
    one, client = sentinel(exposed), exposed.ciso
    assert (one.state, move(client, one, "take_up").state) == ("new", "in_progress")
    assert move(client, one, "say_fixed").state == "to_verify"
    assert b"SentinelTitle" in client.get(to("findings", exposed.hospital.uid), {"view": "to_verify"}).content
    with frozen(now() + DAY):
        report = bring(exposed, exposed.ciso, nuclei(*OTHERS))
        closed = fresh(one)
        assert (closed.state, closed.closed_because, closed.is_open) == ("closed", "not_seen", False)
    assert counted(report) == (0, 4, 0, 1, 0)
    assert set(states(exposed).values()) == {"new", "closed"}


def test_a_repair_that_failed_is_seen_by_the_next_report(exposed):
    one = move(exposed.ciso, sentinel(exposed), "say_fixed")
    with frozen(now() + DAY):
        report = bring(exposed, exposed.ciso, as_lines(that_tells(now())) + nuclei(*OTHERS))
    assert (fresh(one).state, counted(report)) == ("reopened", (0, 4, 0, 0, 1))


def pages_of_the_region(world):
    """Every page on which somebody who follows the region meets this hospital's weaknesses."""
    place, audit = world.hospital.uid, Audit.objects.within(SYSTEM).get()
    return {
        "overview": to("overview", place),
        "region": to("region"),
        "table": to("region_csv"),
        "directory": to("directory", place),
        "audits": to("audits", place),
        "audit": to("audit", audit.uid),
        "plans": to("plans", place),
        "requirements": page_of_obligations("establishment", place),
        "home": "/",
        "timeline": world.hospital.get_absolute_url(),
        "exploited": to("cves"),
    }


def closed_pages(world):
    place = world.hospital.uid
    report = ReportImport.objects.within(SYSTEM).latest("pk")
    return (
        to("findings", place),
        to("findings_csv", place),
        to("finding", sentinel(world).uid),
        to("reports", place),
        to("report", report.uid),
        to("assets", place),
    )


def body(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_who_follows_the_region_reads_counts_and_never_what_or_where(exposed, role):
    client = exposed.client(role, exposed.region)
    for name, url in pages_of_the_region(exposed).items():
        answer = client.get(url, follow=True)
        assert answer.status_code == 200, name
        said = body(answer)
        assert not [word for word in SENTINELS if word in said], name
    for url in closed_pages(exposed):
        assert client.get(url).status_code == 404, url
    tool = client_at(role, exposed.region)
    answer = tool.get("/api/v1/finding-counts")
    assert answer.json()["rows"][0]["open"] == {"critical": 1, "high": 4, "medium": 0, "low": 0, "info": 0}
    assert not [word for word in SENTINELS if word in answer.content.decode()]


@pytest.mark.parametrize("typed", ["SentinelTitle", "sentinel-asset", "sentinel-rule", "sentinel-report"])
def test_the_search_of_who_follows_the_region_finds_nothing_of_it(exposed, typed):
    said = body(exposed.coordinator.get("/search/", {"q": typed}))
    assert "/finding/" not in said
    assert not [word for word in SENTINELS if word not in typed and word in said]
    assert "sentinel-asset.example" not in said


def test_the_ars_sees_the_burn_down_of_the_establishment_and_of_the_region(exposed):
    with frozen(now() + 15 * DAY):
        bring(exposed, exposed.ciso, nuclei(*OTHERS))
        client = exposed.coordinator
        place = client.get(to("overview", exposed.hospital.uid))
        assert "Open findings over a year" in text_of(place)
        assert [chart for chart in place.context["charts"] if chart.series]
        region = client.get(to("region"))
        assert (region.context["total"], bool(region.context["charts"])) == (1, True)
        days = FindingDay.objects.within(SYSTEM).filter(organisation=exposed.hospital).order_by("day")
        assert [(one.open_critical, one.open_high) for one in days][-1] == (0, 4)


def test_the_expert_reads_the_detail_under_a_mandate_only(exposed):
    expert, one = exposed.client(Role.EXPERT, exposed.region), sentinel(exposed)
    assert expert.get(to("finding", one.uid)).status_code == 404
    mandate = MandateFactory(organisation=exposed.hospital, resource="audits.finding")
    assert "SentinelTitle" in text_of(expert.get(to("finding", one.uid)))
    assert "sentinel-asset.example" in text_of(expert.get(to("findings", exposed.hospital.uid)))
    assert exposed.coordinator.get(to("finding", one.uid)).status_code == 404
    mandate.ended_at = now()
    mandate.save()
    assert expert.get(to("finding", one.uid)).status_code == 404


def test_pingcastle_with_every_points_changed_closes_nothing(world):
    rules = {"A-MinPwdLen": 10, "P-Delegated": 20, "S-SMB-v1": 5}
    client = world.ciso
    first = bring(world, client, pingcastle(*(pingcastle_rule(rule, points) for rule, points in rules.items())))
    changed = pingcastle(*(pingcastle_rule(rule, points + 30) for rule, points in rules.items()))
    second = bring(world, client, changed.replace("2026-01-01T13", "2026-02-01T13"))
    assert (first.fresh, second.fresh, second.closed, second.reopened) == (3, 0, 0, 0)
    assert second.unchanged + second.updated == 3
    assert states(world) == dict.fromkeys(rules, "new")


def test_an_ads_report_moves_the_level_of_the_directory_and_is_its_proof(world):
    client = world.ciso
    audit = plan(world, client, "directory")
    bring(world, client, as_json(ads(control(level=1), control("vuln_b", 3))), audit=str(audit.uid))
    audit.refresh_from_db()
    assert (audit.state, audit.level) == ("received", 1)
    assert [proof.measures["level"] for proof in world.proofs("directory_audit")] == [1]
    assert world.status(world.hospital, REGULAR) == "met"
    assert world.coordinator.get(to("overview", world.hospital.uid)).context["summary"].level == 1
    fixed = as_json(ads(control(level=1, status="passed"), control("vuln_b", 3), date="2026-06-04"))
    bring(world, client, fixed, audit=str(plan(world, client, "directory").uid))
    assert sorted(proof.measures["level"] for proof in world.proofs("directory_audit")) == [1, 3]
    assert world.coordinator.get(to("overview", world.hospital.uid)).context["summary"].level == 3
    assert states(world) == {"vuln_weak_hash": "closed", "vuln_b": "new"}


def test_three_reports_open_close_and_reopen_exactly_what_they_should(world):
    """a stays, b goes for good, c goes and comes back, d comes later, e comes later and goes."""
    days = [MORNING + (rank - 3) * DAY for rank in range(3)]
    trio = [("a", "b", "c"), ("a", "d", "e"), ("a", "c", "d")]
    client, told = world.ciso, []
    for day, rules in zip(days, trio, strict=True):
        told.append(counted(bring(world, client, nuclei(*rules, day=day))))
    assert told == [(3, 0, 0, 0, 0), (2, 1, 0, 2, 0), (0, 2, 0, 1, 1)]
    assert states(world) == {"a": "new", "b": "closed", "c": "reopened", "d": "new", "e": "closed"}
    times = {one.weakness.rule: one.times_reopened for one in all_of(world.hospital).select_related("weakness")}
    assert times == {"a": 0, "b": 0, "c": 1, "d": 0, "e": 0}
    again = SimpleUploadedFile("again.json", nuclei(*trio[-1], day=days[-1]))
    client.post(to("send_report", world.hospital.uid), {"file": again})
    assert ReportImport.objects.within(SYSTEM).count() == 3
    assert states(world)["c"] == "reopened"
