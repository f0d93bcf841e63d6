"""The region's timelines and the days off: who changes them, what follows, and how one decision is explained."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from hygie.audits.actions.deadlines import add_closing_day, remove_closing_day, set_timelines
from hygie.audits.enums import AuditType
from hygie.audits.models import ClosingDay, DeadlinePolicy
from hygie.audits.queries.deadlines import versions_of
from hygie.audits.queries.explanations import explained
from hygie.audits.rules.timelines import PUBLISHED_DAYS
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import today
from hygie.core.jobs import run_job
from hygie.core.models import AuditEvent, Job
from tests.budgets import at_most
from tests.factories.audits import AssetFactory, AuditFactory, FindingFactory
from tests.factories.knowledge import EnrichmentRunFactory, VulnerabilityFactory, everything_loaded
from tests.obligations.page_world import text_of

from .conftest import SYSTEM

TOTAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
HARDER = [*PUBLISHED_DAYS[:10], 30, *PUBLISHED_DAYS[11:]]


def run_jobs():
    for job in Job.objects.within(SYSTEM).filter(kind="audits.reprioritise", state="waiting").order_by("pk"):
        run_job.call(str(job.uid))


def test_the_region_changes_its_timelines_and_every_deadline_follows(world):
    found = FindingFactory(organisation=world.hospital, cvss_vector=TOTAL)
    made = set_timelines(world.coordinator_context, world.region, HARDER, "Plan blanc numérique", 0)
    run_jobs()
    found.refresh_from_db()
    assert found.due_on == date(2026, 11, 4)
    assert AuditEvent.objects.within(SYSTEM).filter(kind="deadlines.changed").count() == 1
    again = set_timelines(world.coordinator_context, world.region, HARDER, "Encore", made.pk)
    assert again.pk == made.pk
    (version,) = versions_of(world.region.pk)
    assert version.changes == [(11, 60, 30)]


def test_a_change_made_on_an_old_version_is_refused(world):
    set_timelines(world.coordinator_context, world.region, HARDER, "Une", 0)
    with pytest.raises(Stale):
        set_timelines(world.coordinator_context, world.region, [3] * 16, "Deux", 0)


@pytest.mark.parametrize(("rows", "reason"), [([3] * 15, "x"), ([0] * 16, "x"), (HARDER, " ")])
def test_timelines_without_16_rows_or_a_reason_are_refused(world, rows, reason):
    with pytest.raises(Refused):
        set_timelines(world.coordinator_context, world.region, rows, reason, 0)
    assert not DeadlinePolicy.objects.within(SYSTEM).exists()


@pytest.mark.parametrize("role", [Role.EXPERT, Role.CISO, Role.DIRECTOR])
def test_nobody_else_changes_the_region_s_timelines(world, role):
    place = world.region if role == Role.EXPERT else world.hospital
    with pytest.raises(Denied):
        set_timelines(world.context(role, place), world.region, HARDER, "x", 0)


def test_an_establishment_closes_for_itself_and_the_region_for_all(world):
    day = today() + timedelta(days=10)
    made = add_closing_day(world.ciso_context, world.hospital, day, "Fermeture")
    assert add_closing_day(world.ciso_context, world.hospital, day).pk == made.pk
    with pytest.raises(Denied):
        add_closing_day(world.ciso_context, world.region, day)
    with pytest.raises(Refused):
        add_closing_day(world.coordinator_context, world.region, today() - timedelta(days=1))
    remove_closing_day(world.ciso_context, made)
    remove_closing_day(world.ciso_context, made)
    assert not ClosingDay.objects.within(SYSTEM).exists()


# Pages


def test_the_page_tells_the_rules_to_the_establishment_and_lets_the_region_change_them(world):
    url = reverse("audits:priorities")
    content = text_of(world.ciso.get(url))
    assert "Track closely" in content
    assert "Change the timelines" not in content
    content = text_of(world.coordinator.get(url))
    assert "Change the timelines" in content
    assert world.client(Role.CONTRIBUTOR).get(url).status_code == 403


def test_the_coordinator_changes_one_row_by_the_page(world):
    client, url = world.coordinator, reverse("audits:change_timelines", args=[world.region.uid])
    form = {f"row_{number}": days or "" for number, days in enumerate(HARDER, start=1)}
    assert client.post(url, {**form, "seen": 0, "reason": ""}).status_code == 200
    assert client.post(url, {**form, "seen": 0, "reason": "Plus vite"}).status_code == 302
    assert client.post(url, {**form, "row_1": 5, "seen": 0, "reason": "Vieux"}).status_code == 409
    content = text_of(world.ciso.get(reverse("audits:priorities")))
    assert "Plus vite" in content
    assert "As the region decided on 5 Oct 2026" in content.replace("\xa0", " ")


def test_a_closing_day_is_added_and_removed_by_the_page(world):
    client = world.ciso
    add = reverse("audits:add_closing_day", args=[world.hospital.uid])
    client.post(add, {"day": "2026-12-24", "label": "Pont de Noël"})
    assert "Pont de Noël" in text_of(client.get(reverse("audits:priorities")))
    assert "Choose a day to come" in text_of(client.post(add, {"day": "2020-01-01"}, follow=True))
    made = ClosingDay.objects.within(SYSTEM).get()
    stranger = world.client(Role.CISO, world.stranger)
    assert "Pont de Noël" not in text_of(stranger.get(reverse("audits:priorities")))
    assert stranger.post(reverse("audits:remove_closing_day", args=[made.uid])).status_code == 404
    client.post(reverse("audits:remove_closing_day", args=[made.uid]))
    assert not ClosingDay.objects.within(SYSTEM).exists()


def test_the_page_costs_few_queries(world):
    client = world.coordinator
    client.get(reverse("audits:priorities"))
    with at_most(13):
        client.get(reverse("audits:priorities"))


# One decision explained


def test_a_decision_is_explained_by_what_was_read_and_what_was_assumed(world):
    everything_loaded()
    VulnerabilityFactory(cve="CVE-2026-10001", listed=True)
    audit = AuditFactory(organisation=world.hospital, kind=AuditType.EXPOSURE)
    found = FindingFactory(organisation=world.hospital, audit=audit, cves=["CVE-2026-10001"])
    with at_most(9):
        told = explained(found)
    assert (told.exploitation, str(told.exploitation_why)) == ("active", "in the KEV catalogue")
    assert (told.has_vector, told.care_is_said, told.exposure) == (False, False, "internet")
    assert str(told.exposure_why) == "found by an exposure audit"
    assert (told.ssvc_number, told.decision, told.timeline_number, told.timeline_days) == (35, 3, 16, 3)
    assert told.forensic
    assert not told.not_fresh


def test_what_is_missing_or_too_old_is_said_where_a_priority_is_explained(world):
    EnrichmentRunFactory(source="kev", stated_on=today() - timedelta(days=9))
    named = explained(FindingFactory(organisation=world.hospital, cves=["CVE-2026-10001"]))
    assert [(one.source, one.is_loaded) for one in named.not_fresh] == [("kev", True), ("epss", False)]
    assert named.exploitation == ""
    unnamed = explained(FindingFactory(organisation=world.hospital, level=2))
    assert (unnamed.not_fresh, unnamed.level_decides, unnamed.level_days) == ([], True, 30)


@pytest.mark.parametrize("level", [None, 1])
def test_the_explanation_is_drawn(world, level):

    asset = AssetFactory(organisation=world.hospital, criticality="high", exposure="internal")
    finding = FindingFactory(
        organisation=world.hospital, level=level, asset=asset, cvss_vector=TOTAL, cves=["CVE-2026-10001"]
    )
    content = render_to_string("audits/_priority.html", {"finding": finding, "explanation": explained(finding)})
    assert "Never loaded" in content
    assert ("ANSSI level 1" if level else "row 12 of the SSVC table") in " ".join(content.split())
