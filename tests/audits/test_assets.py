"""Assets: described so that their findings are ranked, merged under one name, parted again."""

import pytest

from hygie.audits.actions import assets as actions
from hygie.audits.actions.assets import AssetFacts
from hygie.audits.enums import CareCriticality, Exposure
from hygie.audits.models import Asset, Finding, Product
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import now
from tests.budgets import at_most
from tests.factories.audits import AssetFactory, FindingFactory

from .finding_world import HOSTILE, SYSTEM, browser, events_of, fresh, text_of, to, told


@pytest.fixture
def place(world):
    return world.hospital


def kept(asset):
    return Asset.objects.within(SYSTEM).get(pk=asset.pk)


def facts(**more):
    words = {"label": "", "care_service": "", "owner": ""}
    said = {"exposure": Exposure.INTERNET, "criticality": CareCriticality.HIGH} | words | more
    return AssetFacts(**said)


def product(place, asset, key="nginx", version="1"):
    return Product.objects.create(
        organisation=place,
        region_id=place.region_pk,
        asset=asset,
        name=key,
        key=key,
        product_version=version,
        seen_at=now(),
    )


def test_a_described_asset_ranks_its_findings_again(world, place):
    asset = AssetFactory(organisation=place)
    one = FindingFactory(organisation=place, asset=asset, severity=4, cves=["CVE-2026-1"], kev=None)
    actions.describe_asset(world.ciso_context, asset, 1, facts())
    assert kept(asset).exposure == "internet"
    ranked = fresh(one)
    assert ranked.due_on is not None
    assert ranked.weight > 0
    before = ranked.weight
    actions.describe_asset(world.ciso_context, kept(asset), 2, facts(criticality=CareCriticality.LOW))
    assert fresh(one).weight < before


def test_the_same_words_twice_change_once_and_an_old_reading_is_refused(world, place):
    asset = AssetFactory(organisation=place)
    for _ in range(2):
        actions.describe_asset(world.ciso_context, asset, 1, facts())
    assert len(told("asset.changed")) == 1
    with pytest.raises(Stale):
        actions.describe_asset(world.ciso_context, asset, 1, facts(owner="Network team"))


def test_several_are_described_at_once_with_one_event(world, place):
    three = [AssetFactory(organisation=place) for _ in range(3)]
    foreign = AssetFactory(organisation=world.neighbour)
    said = {"exposure": "internal", "owner": "Network team"}
    assert actions.describe_assets(world.ciso_context, place, [*three, foreign], said) == 3
    assert actions.describe_assets(world.ciso_context, place, three, said) == 0
    assert [kept(one).owner for one in (*three, foreign)] == ["Network team"] * 3 + [""]
    assert told("asset.changed")[0].details == {"count": 3}


def test_merged_assets_are_one_and_keep_their_names(world, place):
    stays, other, third = (AssetFactory(organisation=place) for _ in range(3))
    on_stays, on_other = (
        FindingFactory(organisation=place, asset=stays),
        FindingFactory(organisation=place, asset=other),
    )
    product(place, stays)
    product(place, other)
    product(place, other, "openssl")
    actions.merge_assets(world.ciso_context, place, other, [third])
    assert actions.merge_assets(world.ciso_context, place, stays, [stays, other]) == 1
    assert actions.merge_assets(world.ciso_context, place, stays, [other]) == 0
    assert {fresh(one).asset_id for one in (on_stays, on_other)} == {stays.pk}
    assert [kept(one).merged_into_id for one in (other, third)] == [stays.pk, stays.pk]
    assert kept(other).name == other.name
    keys = Product.objects.within(SYSTEM).filter(asset=stays).order_by("key").values_list("key", flat=True)
    assert list(keys) == ["nginx", "openssl"]
    assert events_of(on_other)[0].before == {"asset_id": other.pk}


def test_assets_that_are_parted_have_their_findings_back(world, place):
    stays, other = AssetFactory(organisation=place), AssetFactory(organisation=place)
    mine, came = FindingFactory(organisation=place, asset=stays), FindingFactory(organisation=place, asset=other)
    actions.merge_assets(world.ciso_context, place, stays, [other])
    actions.part_asset(world.ciso_context, kept(other))
    actions.part_asset(world.ciso_context, kept(other))
    assert fresh(mine).asset_id == stays.pk
    assert fresh(came).asset_id == other.pk
    assert kept(other).merged_into is None
    assert len(told("asset.parted")) == 1


def test_what_was_merged_with_another_into_a_third_has_its_findings_back(world, place):
    first, second, last = (AssetFactory(organisation=place) for _ in range(3))
    came, others = FindingFactory(organisation=place, asset=first), FindingFactory(organisation=place, asset=second)
    actions.merge_assets(world.ciso_context, place, second, [first])
    actions.merge_assets(world.ciso_context, place, last, [second])
    actions.part_asset(world.ciso_context, kept(first))
    assert fresh(came).asset_id == first.pk
    assert fresh(others).asset_id == last.pk


def test_what_was_merged_away_takes_nothing_over(world, place):
    stays, other, third = (AssetFactory(organisation=place) for _ in range(3))
    actions.merge_assets(world.ciso_context, place, stays, [other])
    with pytest.raises(Refused):
        actions.merge_assets(world.ciso_context, place, other, [third])


def test_a_finding_entered_by_hand_on_a_merged_name_goes_to_the_survivor(world, place):
    stays, other = AssetFactory(organisation=place), AssetFactory(organisation=place, name="old-name")
    actions.merge_assets(world.ciso_context, place, stays, [other])
    typed = {"reference": "PT-1", "title": "Weak", "asset": "old-name", "asset_kind": "host", "severity": "3"}
    world.ciso.post(to("add_finding", place.uid), typed)
    assert Finding.objects.within(SYSTEM).get().asset_id == stays.pk


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT, Role.CONTRIBUTOR])
def test_others_neither_see_nor_change_assets(world, place, role):
    where = world.region if role is not Role.CONTRIBUTOR else place
    asset = AssetFactory(organisation=place)
    client = world.client(role, where)
    assert client.get(to("assets", place.uid)).status_code == 404
    assert client.get(to("asset", asset.uid)).status_code == 404
    with pytest.raises(Denied):
        actions.describe_asset(world.context(role, where), asset, 1, facts())


def test_assets_are_described_and_merged_from_their_pages(world, place):
    client, act = world.ciso, to("act_on_assets", place.uid)
    stays, other = (AssetFactory(organisation=place, name=name) for name in ("srv-a", "srv-b"))
    FindingFactory(organisation=place, asset=other, severity=4)
    assert "Tick the assets first" in text_of(client.post(act, {"act": "merge", "asset": [stays.uid]}, follow=True))
    ticked = {"asset": [stays.uid, other.uid], "said": "1"}
    client.post(act, {**ticked, "act": "describe", "exposure": "internet", "criticality": "as_it_is"})
    assert [kept(one).exposure for one in (stays, other)] == ["internet", "internet"]
    assert "Which one stays?" in text_of(client.post(act, {"act": "merge", "asset": [stays.uid, other.uid]}))
    client.post(act, {**ticked, "act": "merge", "stays": stays.uid})
    page = text_of(client.get(to("assets", place.uid)))
    assert "srv-a" in page
    assert "srv-b" not in page
    assert "srv-b" in text_of(client.get(to("asset", stays.uid)))
    client.post(to("part_asset", other.uid))
    assert "srv-b" in text_of(client.get(to("assets", place.uid)))
    client.post(to("change_asset", stays.uid), {"label": "Records", "seen": kept(stays).version})
    assert kept(stays).label == "Records"


def test_hostile_names_are_shown_as_text(world, place):
    asset = AssetFactory(organisation=place, name=HOSTILE, owner=HOSTILE)
    product(place, asset, HOSTILE)
    for url in (to("assets", place.uid), to("asset", asset.uid), to("change_asset", asset.uid)):
        assert "<script>alert" not in text_of(world.ciso.get(url))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=dpi", {"srv-dpi"}),
        ("?kind=web", {"vpn"}),
        ("?exposure=unknown", {"srv-dpi"}),
        ("?criticality=high", {"vpn"}),
    ],
)
def test_assets_are_filtered(world, place, query, found):
    AssetFactory(organisation=place, name="srv-dpi")
    AssetFactory(organisation=place, name="vpn", kind="web", exposure="internet", criticality="high")
    response = world.ciso.get(f"{to('assets', place.uid)}{query}")
    assert {line.asset.name for line in response.context["lines"]} == found


def test_the_pages_of_assets_stay_within_their_budgets(world, place):
    for _ in range(60):
        FindingFactory(organisation=place)
    asset = Asset.objects.within(SYSTEM).order_by("pk").first()
    client = browser(world.director)
    for url in (to("assets", place.uid), to("asset", asset.uid), to("change_asset", asset.uid)):
        with at_most(15):
            assert client.get(url).status_code == 200
