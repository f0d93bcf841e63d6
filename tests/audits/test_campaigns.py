"""Campaigns: who runs them, what they plan where, how far they are."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.audits.actions.auditors import open_to_auditor
from hygie.audits.actions.audits import ReportFacts, move_audit, receive_report
from hygie.audits.actions.campaigns import (
    CampaignFacts,
    add_establishments,
    change_campaign,
    close_campaign,
    leave_out,
    open_campaign,
)
from hygie.audits.audit_forms import AuditForm, offer_orders
from hygie.audits.audit_indicators import REGULAR_AUDITS
from hygie.audits.enums import AuditState, AuditType, CampaignStanding, Objective
from hygie.audits.models import Audit, AuditorAccess, Campaign
from hygie.audits.queries.campaigns import progress_of
from hygie.audits.queries.elsewhere import audited_within_a_year
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.territory.audit_orders import AuditOrder, AuditOrderSource, audit_order_sources, orders_for
from hygie.territory.models import Organisation, SavedGroup
from hygie.web.indicators import Count
from hygie.web.tones import Tone
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.factories.audits import AuditFactory, CampaignFactory, FindingFactory
from tests.factories.obligations import EntityFactory, GhtFactory, RegionFactory, joins
from tests.obligations.page_world import text_of

from .conftest import SYSTEM

DAY = timedelta(days=1)


def facts(**more):
    known = {
        "title": "Exposition 2026",
        "kind": AuditType.EXPOSURE,
        "opens_on": today(),
        "closes_on": today() + 120 * DAY,
        "provider": "Cabinet Lys",
        "order_code": "BC-12",
    }
    return CampaignFacts(**{**known, **more})


def opened(world, **more):
    return open_campaign(world.coordinator_context, world.region, facts(**more))


def fresh(row):
    return type(row).objects.within(SYSTEM).select_related("organisation").get(pk=row.pk)


def added(world, campaign, *places, ctx=None):
    return add_establishments(ctx or world.coordinator_context, campaign, [place.pk for place in places])


def audits(**asked):
    return list(Audit.objects.within(SYSTEM).filter(**asked).select_related("organisation").order_by("pk"))


def to(name, *args):
    return reverse(f"audits:{name}", args=args)


# What a campaign is


def test_the_same_campaign_opened_twice_is_one(world):
    assert opened(world) == opened(world)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"closes_on": today() - 4000 * DAY}, "closes_on"),
        ({"kind": AuditType.DIRECTORY, "objective": Objective.EXPOSURE_PAIR}, "objective"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_by_its_field(world, wrong, field):
    with pytest.raises(Refused) as refused:
        opened(world, **wrong)
    assert field in refused.value.problems


def test_a_pair_needs_forty_five_days(world):
    with pytest.raises(Refused) as refused:
        opened(world, objective=Objective.EXPOSURE_PAIR, closes_on=today() + 44 * DAY)
    assert "closes_on" in refused.value.problems
    assert opened(world, objective=Objective.EXPOSURE_PAIR, closes_on=today() + 45 * DAY)


def test_a_hospital_alone_runs_no_campaign(world):
    with pytest.raises(Refused):
        open_campaign(world.ciso_context, world.hospital, facts())
    assert world.ciso.get(to("open_campaign", world.hospital.uid)).status_code == 404


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.CISO, Role.DIRECTOR])
def test_nobody_of_an_establishment_touches_the_regions_campaigns(world, role):
    campaign = opened(world)
    context = world.context(role)
    for act in (
        lambda: open_campaign(context, world.region, facts(title="Mine")),
        lambda: added(world, campaign, world.hospital, ctx=context),
        lambda: close_campaign(context, campaign, campaign.version),
    ):
        with pytest.raises(Denied):
            act()


def test_a_campaign_stands_where_the_calendar_says_until_it_is_closed():
    campaign = Campaign(opens_on=today(), closes_on=today() + DAY)
    days = {-1: CampaignStanding.TO_COME, 0: CampaignStanding.RUNNING, 1: CampaignStanding.RUNNING}
    assert {away: campaign.standing_on(today() + away * DAY) for away in days} == days
    assert campaign.standing_on(today() + 2 * DAY) is CampaignStanding.TO_CLOSE
    campaign.closed_at = now()
    assert campaign.standing_on(today() + 2 * DAY) is CampaignStanding.CLOSED


# Establishments


def test_each_establishment_chosen_gets_one_audit_as_the_campaign_says(world):
    campaign = opened(world)
    assert added(world, campaign, world.hospital, world.neighbour) == 2
    assert added(world, campaign, world.hospital) == 0
    (audit,) = audits(organisation=world.hospital)
    assert (audit.title, audit.provider, audit.order_code) == ("Exposition 2026", "Cabinet Lys", "BC-12")
    assert (audit.starts_on, audit.ends_on) == (campaign.opens_on, campaign.closes_on)
    assert audit.region_id == world.region.pk


def test_the_first_of_a_pair_leaves_the_second_its_days_within_the_window(world):
    campaign = opened(world, objective=Objective.EXPOSURE_PAIR)
    added(world, campaign, world.hospital)
    first, second = audits(organisation=world.hospital)
    assert second.follows == first
    assert (first.starts_on, first.ends_on) == (campaign.opens_on, campaign.closes_on - 45 * DAY)
    assert (second.starts_on, second.ends_on) == (campaign.opens_on + 45 * DAY, campaign.closes_on)


def test_both_audits_of_a_pair_run_in_their_days_are_what_care_d1_asks(world):
    campaign = opened(world, objective=Objective.EXPOSURE_PAIR)
    added(world, campaign, world.hospital)
    first, second = audits(organisation=world.hospital)
    receive_report(world.ciso_context, first, first.version, ReportFacts(today()))
    second = fresh(second)
    with frozen(now() + 50 * DAY):
        assert second.starts_on <= today() <= second.ends_on
        receive_report(world.ciso_context, second, second.version, ReportFacts(today()))
    days = [proof.happened_on for proof in world.proofs("exposure_audit")]
    assert 45 <= (days[1] - days[0]).days <= 60


def test_an_establishment_of_another_region_is_left_out(world):
    far = EntityFactory(region=RegionFactory(name="Far", code="93"))
    world.refresh(far)
    assert added(world, opened(world), far) == 0


def test_a_ght_audits_its_members_and_nobody_else(world):
    ght = GhtFactory(region=world.region)
    joins(world.hospital, ght)
    world.refresh(ght)
    context = world.context(Role.CISO, ght)
    campaign = open_campaign(context, ght, facts())
    assert added(world, campaign, world.hospital, world.neighbour, ctx=context) == 1
    assert [audit.organisation for audit in audits()] == [world.hospital]


def test_left_out_is_what_was_only_planned(world):
    campaign = opened(world)
    added(world, campaign, world.hospital, world.neighbour)
    begun = audits(organisation=world.neighbour)[0]
    move_audit(world.context(Role.CISO, world.neighbour), begun, begun.version, "start")
    assert leave_out(world.coordinator_context, campaign, world.hospital) == 1
    assert leave_out(world.coordinator_context, campaign, world.neighbour) == 0
    assert added(world, campaign, world.hospital) == 1


def test_a_campaign_closed_cancels_what_is_only_planned_and_closes_it_to_its_auditors(world):
    campaign = opened(world)
    added(world, campaign, world.hospital, world.neighbour)
    planned = audits(organisation=world.hospital)[0]
    begun = audits(organisation=world.neighbour)[0]
    whom = {"first_name": "", "last_name": "", "language": "fr"}
    open_to_auditor(world.ciso_context, planned, email=PersonFactory().email, **whom)
    move_audit(world.context(Role.CISO, world.neighbour), begun, begun.version, "start")
    close_campaign(world.coordinator_context, campaign, fresh(campaign).version)
    assert (fresh(planned).state, fresh(begun).state) == (AuditState.CANCELLED, AuditState.IN_PROGRESS)
    assert not AuditorAccess.objects.within(SYSTEM).filter(ended_at__isnull=True).exists()
    with pytest.raises(Refused):
        added(world, campaign, world.hospital)


def test_planned_audits_follow_a_changed_campaign_and_those_planned_again_keep_theirs(world):
    campaign = opened(world)
    added(world, campaign, world.hospital, world.neighbour)
    own = audits(organisation=world.neighbour)[0]
    Audit.objects.within(SYSTEM).filter(pk=own.pk).update(starts_on=today() + 3 * DAY)
    later = facts(opens_on=today() + 9 * DAY, provider="Atelier Nord")
    change_campaign(world.coordinator_context, campaign, fresh(campaign).version, later)
    assert audits(organisation=world.hospital)[0].starts_on == today() + 9 * DAY
    assert fresh(own).starts_on == today() + 3 * DAY
    assert {audit.provider for audit in audits()} == {"Atelier Nord"}


def test_whoever_changes_an_old_reading_of_a_campaign_is_told(world):
    campaign = opened(world)
    change_campaign(world.coordinator_context, campaign, campaign.version, facts(title="Other"))
    with pytest.raises(Stale):
        change_campaign(world.coordinator_context, campaign, campaign.version, facts(title="Third"))


def test_a_campaign_with_audits_keeps_its_kind(world):
    campaign = opened(world)
    added(world, campaign, world.hospital)
    with pytest.raises(Refused):
        change_campaign(world.coordinator_context, campaign, fresh(campaign).version, facts(kind=AuditType.BACKUP))


# Pages


def test_progress_counts_each_state_and_what_is_late(world):
    campaign = opened(world, closes_on=today() + 10 * DAY)
    added(world, campaign, world.hospital, world.neighbour, world.stranger)
    first = audits(organisation=world.hospital)[0]
    receive_report(world.ciso_context, first, first.version, ReportFacts(today()))
    with frozen(now() + 11 * DAY):
        progress = progress_of(world.coordinator_context, campaign)
    assert (progress.planned, progress.received, progress.late, progress.total, progress.done) == (2, 1, 2, 3, 1)


def test_pages_of_campaigns_keep_their_budgets(world):
    campaign = opened(world)
    added(world, campaign, world.hospital)
    client = world.coordinator
    with at_most(15):
        assert "Exposition 2026" in text_of(client.get(to("campaigns")))
    with at_most(15):
        assert world.hospital.name in text_of(client.get(to("campaign", campaign.uid)))
    with at_most(15):
        words = text_of(client.get(to("choose_establishments", campaign.uid)))
    assert world.neighbour.name in words
    assert world.hospital.name not in words


def test_the_regions_page_shows_nothing_of_what_audits_found(world):
    campaign = opened(world)
    added(world, campaign, world.hospital)
    audit = audits()[0]
    receive_report(world.ciso_context, audit, audit.version, ReportFacts(today(), summary="Ten doors."))
    finding = FindingFactory(organisation=world.hospital, audit=audit, title="Door open")
    words = text_of(world.coordinator.get(to("campaign", campaign.uid)))
    for secret in ("Ten doors", "Door open", finding.asset.name):
        assert secret not in words


def test_establishments_are_added_by_ticking_or_all_those_of_a_filter(world):
    campaign = opened(world)
    client = world.coordinator
    page = to("choose_establishments", campaign.uid)
    client.post(page, {"place": [str(world.stranger.uid), "nonsense"]})
    assert [audit.organisation for audit in audits()] == [world.stranger]
    client.post(f"{page}?department=77", {"all": "yes"})
    assert [audit.organisation for audit in audits()] == [world.stranger, world.neighbour]


def test_establishments_are_added_by_a_saved_group(world):
    campaign = opened(world)
    group = SavedGroup.objects.create(
        organisation=world.region, region=world.region, name="East", rule={"departments": ["77"]}, made_at=now()
    )
    page = to("choose_establishments", campaign.uid)
    world.coordinator.post(f"{page}?group={group.uid}", {"all": "yes"})
    assert [audit.organisation for audit in audits()] == [world.neighbour]


def test_a_campaign_is_opened_and_closed_on_its_pages(world):
    client = world.coordinator
    client.post(
        to("open_campaign", world.region.uid),
        {
            "title": "Annuaires",
            "kind": "directory",
            "objective": "single",
            "opens_on": today().isoformat(),
            "closes_on": (today() + 30 * DAY).isoformat(),
        },
    )
    campaign = Campaign.objects.within(SYSTEM).get()
    client.post(to("close_campaign", campaign.uid), {"seen": campaign.version})
    assert fresh(campaign).closed_at is not None


# Elsewhere


def test_orders_are_chosen_where_somebody_keeps_them_and_typed_where_nobody_does(world):
    form = AuditForm()
    assert orders_for(world.ciso_context, world.hospital) == []
    offer_orders(form, [])
    assert not hasattr(form.fields["order_code"], "choices")
    source = AuditOrderSource("funding", lambda ctx, place: [AuditOrder("BC-12", "Order 12", "ANS")])
    audit_order_sources.register(source)
    try:
        offer_orders(form, orders_for(world.ciso_context, world.hospital))
    finally:
        audit_order_sources._items.pop("funding")
    assert [code for code, _label in form.fields["order_code"].choices] == ["", "BC-12"]


def test_the_audited_group_and_the_indicator_hold_those_audited_within_a_year(world):
    done = {"state": AuditState.RECEIVED}
    AuditFactory(organisation=world.hospital, ran_on=today() - 364 * DAY, **done)
    AuditFactory(organisation=world.neighbour, ran_on=today() - 365 * DAY, **done)
    AuditFactory(organisation=world.stranger, state=AuditState.PLANNED)
    rows = Organisation.objects.within(SYSTEM).filter(audited_within_a_year(today()))
    assert [place.pk for place in rows.order_by("pk")] == [world.hospital.pk]
    assert REGULAR_AUDITS.count(SYSTEM, world.region.pk) == Count(1, 3)
    tones = {value.organisation_id: value.tone for value in REGULAR_AUDITS.values(SYSTEM, None)}
    assert tones == {
        world.hospital.pk: Tone.SUCCESS,
        world.neighbour.pk: Tone.WARNING,
        world.stranger.pk: Tone.DANGER,
    }


def test_a_campaign_of_a_region_is_not_told_to_its_hospitals(world):
    campaign = CampaignFactory(organisation=world.region, title="Hidden plan")
    client = world.ciso
    assert client.get(to("campaign", campaign.uid)).status_code == 404
    assert "Hidden plan" not in text_of(client.get(to("campaigns")))
