"""What each reader is shown of findings: the list, its filters and groups, one finding, the exports."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from hygie.audits.actions import plans
from hygie.audits.demo import findings as findings_demo
from hygie.audits.enums import FindingState
from hygie.audits.models import FindingCve, FindingFile, RemediationPlan, SavedFilter
from hygie.audits.queries import plans as plan_queries
from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.persondata import person_data
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.factories.audits import (
    AssetFactory,
    EnrichmentRunFactory,
    FindingFactory,
    VulnerabilityFactory,
    WeaknessFactory,
)
from tests.factories.territory import MandateFactory
from tests.obligations.page_world import seat

from .finding_world import HOSTILE, SYSTEM, all_of, browser, fresh, proposals, text_of, to


@pytest.fixture
def place(world):
    return world.hospital


def list_of(client, place, query=""):
    return text_of(client.get(f"{to('findings', place.uid)}{query}"))


def titled(place, title, **more):
    return FindingFactory(organisation=place, title=title, **more)


def test_the_list_shows_what_is_to_fix_the_most_pressing_first(world, place):
    titled(place, "Later", weight=1)
    titled(place, "First", weight=9)
    titled(place, "Done", state=FindingState.CLOSED, is_open=False)
    page = list_of(world.ciso, place)
    assert page.index("First") < page.index("Later")
    assert "Done" not in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_region_is_shown_no_list_no_finding_no_export(world, place, role):
    one = titled(place, "Secret weakness")
    client = world.client(role, world.region)
    for url in (
        to("findings", place.uid),
        to("findings_csv", place.uid),
        to("findings_xlsx", place.uid),
        to("finding", one.uid),
        to("risks_to_sign", place.uid),
    ):
        assert client.get(url).status_code == 404
    assert "Secret weakness" not in text_of(client.get("/search/?q=Secret"))


def test_a_neighbour_is_shown_nothing(world, place):
    one = titled(place, "Secret weakness")
    client = world.client(Role.CISO, world.neighbour)
    assert client.get(to("findings", place.uid)).status_code == 404
    assert client.get(to("finding", one.uid)).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?view=late", "late"),
        ("?view=to_verify", "verify"),
        ("?view=resting", "accepted"),
        ("?view=closed", "closed"),
        ("?severity=4", "critical"),
        ("?severity=0", "info"),
        ("?decision=3", "act"),
        ("?exposure=internet", "exposed"),
        ("?lane=nmap", "scanned"),
        ("?kev=on", "exploited"),
        ("?q=critic", "critical"),
        ("?q=CVE-2026-1", "named"),
        ("?q=srv-dpi", "exposed"),
        ("?q=SMB-sign", "ruled"),
        ("?cve=cve-2026-1", "named"),
        ("?rule=smb-signing", "ruled"),
        ("?assignee=nobody&q=info", "info"),
    ],
)
def test_each_filter_keeps_what_it_says(world, place, query, found):
    exposed = AssetFactory(organisation=place, name="srv-dpi-01", exposure="internet")
    titled(place, "late", due_on=today() - timedelta(days=1))
    titled(place, "verify", state=FindingState.TO_VERIFY)
    titled(place, "accepted", state=FindingState.ACCEPTED, is_open=False)
    titled(place, "closed", state=FindingState.CLOSED, is_open=False)
    titled(place, "critical", severity=4)
    titled(place, "info", severity=0)
    titled(place, "act", decision=3)
    titled(place, "exposed", asset=exposed)
    titled(place, "scanned", lane="nmap")
    titled(place, "exploited", kev=True)
    titled(place, "ruled", weakness=WeaknessFactory(organisation=place, rule="smb-signing"))
    named = titled(place, "named")
    FindingCve.objects.create(organisation=place, region_id=place.region_pk, finding=named, cve="CVE-2026-1")
    lines = text_of(world.ciso.get(f"{to('findings_csv', place.uid)}{query}"))
    assert [one.title for one in all_of(place).order_by("pk") if f";{one.title};" in lines] == [found]


def test_a_finding_is_found_by_the_reference_that_people_name(world, place):
    one, other = titled(place, "this one"), titled(place, "that one")
    page = list_of(world.ciso, place, f"?q={str(one.uid)[-6:].upper()}")
    assert "this one" in page
    assert str(other.uid) not in page


def test_findings_are_gathered_by_weakness_and_by_asset(world, place):
    weakness = WeaknessFactory(organisation=place, title="SMB signing off", rule="smb")
    asset = AssetFactory(organisation=place, name="srv-1")
    for _ in range(3):
        FindingFactory(organisation=place, weakness=weakness, weight=5, severity=2)
    FindingFactory(organisation=place, asset=asset, weight=9, severity=4)
    by_rule, by_asset = (list_of(world.ciso, place, f"?by={way}") for way in ("rule", "asset"))
    assert 'data-label="All"><strong>3</strong>' in by_rule
    assert "?rule=smb" in by_rule
    assert f"?asset={asset.uid}" in by_asset
    opened = list_of(world.ciso, place, "?rule=smb")
    assert "Weakness: <strong>smb</strong>" in opened


def test_groups_go_on_from_page_to_page(world, place, monkeypatch):
    monkeypatch.setattr("hygie.audits.queries.finding_groups.PER_PAGE", 2)
    for number in range(5):
        weakness = WeaknessFactory(organisation=place, title=f"Weakness-{number}")
        FindingFactory(organisation=place, weakness=weakness, weight=3)
    client, seen, query = world.ciso, [], "?by=rule"
    for _ in range(3):
        response = client.get(f"{to('findings', place.uid)}{query}")
        seen += [group.title for group, _url in response.context["groups"]]
        query = response.context["page"].query(response.wsgi_request.GET, response.context["page"].next_cursor)
    assert sorted(seen) == [f"Weakness-{number}" for number in range(5)]


def test_pages_hold_their_order_while_findings_come_and_go(world, place):
    made = [titled(place, f"number-{number:03}", weight=7) for number in range(60)]
    client = world.ciso
    first = client.get(to("findings", place.uid))
    titled(place, "came-meanwhile", weight=8)
    made[5].delete()
    query = first.context["page"].query(first.wsgi_request.GET, first.context["page"].next_cursor)
    second = client.get(f"{to('findings', place.uid)}{query}")
    shown = [line.finding.pk for page in (first, second) for line in page.context["lines"]]
    assert shown == [one.pk for one in reversed(made) if one.title != "number-005"]


def test_hostile_texts_are_shown_as_text_and_exported_as_text(world, place):
    weakness = WeaknessFactory(
        organisation=place,
        description=HOSTILE,
        solution=HOSTILE,
        rule=HOSTILE,
        references=["javascript:alert(1)", HOSTILE],
    )
    asset = AssetFactory(organisation=place, name=HOSTILE)
    one = titled(place, HOSTILE, weakness=weakness, asset=asset, evidence=HOSTILE, location=HOSTILE, cves=[HOSTILE])
    client = world.ciso
    for url in (
        to("finding", one.uid),
        to("findings", place.uid),
        f"{to('findings', place.uid)}?by=rule",
        f"{to('findings', place.uid)}?by=asset",
    ):
        page = text_of(client.get(url))
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
    csv = text_of(client.get(to("findings_csv", place.uid)))
    assert ";\"'=cmd" in csv
    assert ';"=cmd' not in csv
    sheet = CalamineWorkbook.from_filelike(BytesIO(client.get(to("findings_xlsx", place.uid)).content))
    cells = [str(cell) for row in sheet.get_sheet_by_index(0).to_python() for cell in row]
    assert f"'{HOSTILE}" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_a_masked_finding_says_so_with_its_level_and_how_many_objects(world, place):
    masked = titled(place, "", level=2, count=14, weakness=WeaknessFactory(organisation=place, title=""))
    client = world.ciso
    for url in (to("finding", masked.uid), to("findings", place.uid), f"{to('findings', place.uid)}?by=rule"):
        assert "Masked finding" in text_of(client.get(url))
    assert "14" in text_of(client.get(to("finding", masked.uid)))


def test_what_was_never_looked_up_is_not_a_no(world, place):
    unknown, no = titled(place, "unknown", cves=["CVE-2026-6"]), titled(place, "no", cves=["CVE-2026-7"])
    client = world.ciso
    assert "not everything was looked up" in text_of(client.get(to("finding", unknown.uid)))
    EnrichmentRunFactory(source="kev")
    VulnerabilityFactory(cve="CVE-2026-7", epss=0.01, epss_percentile=0.2)
    assert "looked up in KEV and EPSS" in text_of(client.get(to("finding", no.uid)))


def test_a_ciso_moves_a_finding_with_one_press(world, place):
    one = titled(place, "weak")
    client = world.ciso
    response = client.post(to("move_finding", one.uid), {"move": "say_fixed", "seen": 1}, follow=True)
    assert fresh(one).state == FindingState.TO_VERIFY
    assert "up to date" in text_of(response)
    assert client.post(to("move_finding", one.uid), {"move": "verify", "seen": 1}).status_code == 409


def test_many_are_moved_as_ticked_or_all_that_the_filter_keeps(world, place):
    client, act = world.ciso, to("act_on_findings", place.uid)
    ticked, other = titled(place, "a", severity=4), titled(place, "b", severity=4)
    lower = titled(place, "c", severity=1)
    client.post(act, {"act": "confirm", "finding": [ticked.uid, "nonsense", uuid4()]})
    assert (fresh(ticked).state, fresh(other).state) == ("confirmed", "new")
    response = client.post(act, {"act": "take_up", "everything": "1", "query": "severity=4"})
    assert response["Location"] == f"{to('findings', place.uid)}?severity=4"
    assert [fresh(one).state for one in (ticked, other, lower)] == ["in_progress", "in_progress", "new"]


def test_what_needs_words_asks_for_them_before_many_are_changed(world, place):
    client, act = world.ciso, to("act_on_findings", place.uid)
    one = titled(place, "a")
    asked = client.post(act, {"act": "set_aside", "finding": [one.uid]})
    assert str(one.uid) in text_of(asked)
    assert fresh(one).state == "new"
    said = {"act": "set_aside", "finding": [one.uid], "said": "1", "until": "2026-12-01", "reason": "A test machine."}
    client.post(act, said)
    assert fresh(one).state == FindingState.FALSE_POSITIVE
    assert fresh(one).reason == "A test machine."


def test_chosen_findings_are_put_into_a_plan_from_the_list_and_from_their_page(world, place):
    client, act = world.ciso, to("act_on_findings", place.uid)
    one, other, _closed = titled(place, "a"), titled(place, "b"), titled(place, "c", is_open=False, state="closed")
    asked = client.post(act, {"act": "plan", "everything": "1", "query": ""})
    assert {str(one.uid), str(other.uid)} == {str(found.uid) for found in asked.context["findings"]}
    assert f'action="{to("plan_from", place.uid)}"' in asked.content.decode()
    client.post(to("plan_from", place.uid), {"finding": [one.uid], "title": "Firewall", "start": "1"})
    page = text_of(client.get(to("finding", one.uid)))
    assert f'href="{to("plan", RemediationPlan.objects.within(SYSTEM).get().uid)}"' in page
    assert "Firewall" not in text_of(client.get(to("finding", other.uid)))
    link = f"{to('plan_from', place.uid)}?finding={other.uid}"
    assert link in text_of(client.get(to("finding", other.uid)))
    assert "1 finding chosen" in text_of(client.get(link))


def test_more_findings_than_a_plan_takes_are_said_and_the_most_pressing_taken(world, place, monkeypatch):
    monkeypatch.setattr(plan_queries, "FINDINGS_AT_MOST", 2)
    for weight in (1, 9, 5):
        titled(place, f"weighs-{weight}", weight=weight)
    page = text_of(world.ciso.post(to("act_on_findings", place.uid), {"act": "plan", "everything": "1"}))
    assert "1 is left for a next time" in page
    assert "weighs-9" in page
    assert "weighs-1" not in page


def test_whoever_reads_findings_by_a_mandate_reads_plans_only_by_one(world, place):
    one = titled(place, "a")
    plans.start_plan(world.ciso_context, place, "Firewall", [one.uid])
    MandateFactory(organisation=place, resource="audits.finding")
    page = text_of(world.client(Role.EXPERT, world.region).get(to("finding", one.uid)))
    assert "In remediation plans" not in page


def test_nothing_ticked_or_nothing_chosen_changes_nothing_and_says_so(world, place):
    client, act = world.ciso, to("act_on_findings", place.uid)
    assert "Tick the findings first" in text_of(client.post(act, {"act": "confirm"}, follow=True))
    assert "Choose what to do" in text_of(client.post(act, {"act": "explode"}, follow=True))


def test_a_filter_is_kept_for_its_author_alone(world, place):
    client = world.ciso
    client.post(to("save_filter", place.uid), {"name": "My late ones", "query": "view=late"})
    assert "My late ones" in list_of(client, place)
    assert "My late ones" not in list_of(world.client(Role.CISO), place)
    saved = SavedFilter.objects.within(SYSTEM).get()
    assert world.client(Role.CISO).post(to("forget_filter", saved.uid)).status_code == 404
    client.post(to("forget_filter", saved.uid))
    assert "My late ones" not in list_of(client, place)


def test_a_kept_filter_leads_nowhere_else(world, place):
    client = world.ciso
    client.post(to("save_filter", place.uid), {"name": "x", "query": "view=late&next=//evil&page=1"})
    assert SavedFilter.objects.within(SYSTEM).get().query == "view=late"
    client.post(to("save_filter", place.uid), {"name": "x", "query": "rule=\x00"})
    assert "\x00" not in SavedFilter.objects.within(SYSTEM).get().query
    response = client.get(to("findings", place.uid))
    assert "evil" not in response.context["asked"]


def test_evidence_is_kept_and_given_back_as_a_file(world, place):
    one, client = titled(place, "weak"), world.ciso
    image = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    for _ in range(2):
        client.post(to("add_evidence", one.uid), {"file": SimpleUploadedFile("fixed.png", image), "note": "Patched"})
    kept = FindingFile.objects.within(SYSTEM).get()
    given = client.get(to("finding_file", kept.uid))
    assert b"".join(given.streaming_content) == image
    assert "attachment" in given["Content-Disposition"]
    assert world.coordinator.get(to("finding_file", kept.uid)).status_code == 404
    wrong = client.post(to("add_evidence", one.uid), {"file": SimpleUploadedFile("x.png", b"MZ"), "note": ""})
    assert "does not match its name" in text_of(wrong)


def test_a_finding_entered_by_hand_is_there_once(world, place):
    client = world.ciso
    typed = {
        "reference": "PT-1",
        "title": "Default password",
        "asset": "SRV-9.example.",
        "asset_kind": "host",
        "severity": "4",
        "cves": "cve-2026-1234",
    }
    for _ in range(2):
        client.post(to("add_finding", place.uid), typed)
    one = all_of(place).get()
    assert (one.lane, one.asset.name, one.cves) == ("manual", "srv-9.example", ["CVE-2026-1234"])
    other = client.post(to("add_finding", place.uid), typed | {"title": "Something else"})
    assert "already used" in text_of(other)
    assert "is no CVE" in text_of(client.post(to("add_finding", place.uid), typed | {"cves": "CVE-1"}))


def test_the_list_its_groups_and_a_finding_stay_within_their_budgets(world, place):
    for number in range(60):
        titled(place, f"number-{number}", assignee=world.director, cves=["CVE-2026-1"])
    one = all_of(place).order_by("pk").first()
    client = browser(world.director)
    for url in (
        to("findings", place.uid),
        f"{to('findings', place.uid)}?by=rule",
        f"{to('findings', place.uid)}?by=asset&severity=3",
        to("finding", one.uid),
        to("risks_to_sign", place.uid),
    ):
        with at_most(15):
            assert client.get(url).status_code == 200


def test_an_expert_with_a_mandate_reads_everything_and_changes_nothing(world, place):
    one = titled(place, "Opened to the expert", asset=AssetFactory(organisation=place, name="srv-open"))
    MandateFactory(organisation=place)
    client = world.client(Role.EXPERT, world.region)
    assert "Opened to the expert" in list_of(client, place)
    page = text_of(client.get(to("finding", one.uid)))
    assert "Opened to the expert" in page
    assert "move_finding" not in page
    assert 'name="move"' not in page
    assert "srv-open" in text_of(client.get(to("assets", place.uid)))
    assert client.post(to("move_finding", one.uid), {"move": "confirm", "seen": 1}).status_code == 403
    assert client.post(to("act_on_findings", place.uid), {"act": "confirm", "everything": "1"}).status_code == 403
    assert client.get(to("accept_finding", one.uid)).status_code == 403
    assert fresh(one).state == "new"


def test_what_is_known_of_a_person_is_handed_over_and_erased(world, place):
    one = titled(place, "weak", assignee=world.director)
    client = browser(world.director)
    client.post(to("save_filter", place.uid), {"name": "Mine", "query": "view=late"})
    part = person_data["audits.findings"]
    assert part.export(world.director.pk)["findings_assigned"] == 1
    assert part.export(world.director.pk)["filters"] == ["Mine"]
    assert part.erase(world.director.pk) == 2
    assert fresh(one).assignee is None


def test_the_demonstration_is_loaded_once(world, place):
    place.name = "Centre hospitalier de Montervan"
    place.save(update_fields=["name"])
    ciso = PersonFactory(email="rssi@hygie.example")
    seat(Role.CISO, place, ciso)
    contributor = PersonFactory(email="contributeur@hygie.example")
    seat(Role.CONTRIBUTOR, place, contributor)
    said = []
    for _ in range(2):
        findings_demo.load(said.append)
    states = sorted(all_of(place).order_by("pk").values_list("state", flat=True))
    assert states == ["accepted", "confirmed", "confirmed", "confirmed", "false_positive", "to_verify"]
    assert len(proposals()) == 1
    assert said[-1] == "Findings: already there"
