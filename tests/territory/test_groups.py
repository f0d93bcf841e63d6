"""Saved groups: a rule under a name, shared by the people of one place, and what it may not tell."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.cockpit.queries.sums import totals_on
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.obligations.actions.statuses import reassess
from hygie.obligations.queries.places import positions
from hygie.territory import actions
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Organisation, SavedGroup
from hygie.territory.queries.groups import groups_of_places, members, narrowed
from hygie.territory.queries.lists import Narrowing, counts_of, organisations
from tests.budgets import at_most
from tests.factories.obligations import HOSPITAL, deposited
from tests.factories.territory import FactFactory, context_at
from tests.territory.pages import text_of, url

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system()
PARIS = GroupRule(departments=("75",))


def held(context, **rule):
    return {one.name for one in Organisation.objects.within(SYSTEM).filter(pk__in=members(context, GroupRule(**rule)))}


@pytest.fixture
def ars(w):
    return context_at(Role.COORDINATOR, w.region)


def test_a_rule_survives_json_and_leaves_aside_what_it_does_not_know():
    rule = GroupRule(departments=("75", "92"), predicates=("no-ciso",))
    assert GroupRule.of(rule.to_json()) == rule
    assert GroupRule.of({"departments": ["92", "75", "92"], "colour": ["red"]}) == GroupRule(departments=("75", "92"))
    assert GroupRule.of({}).is_empty


def test_values_of_a_field_are_alternatives_and_fields_narrow_each_other(w, ars):
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(category="355", department="93")
    Organisation.objects.within(SYSTEM).filter(pk=w.south.pk).update(category="365", department="93")
    assert {w.north.name, w.south.name} <= held(ars, categories=("355", "365"), departments=("93",))
    assert held(ars, categories=("355",), departments=("93",)) == {w.north.name}
    assert held(ars, categories=("355",), departments=("75",)) == set()


def test_sizes_are_bands_of_the_beds_that_hold_today(w, ars):
    FactFactory(organisation=w.north, kind="beds", value=299)
    FactFactory(organisation=w.south, kind="beds", value=300)
    assert held(ars, sizes=("medium",)) == {w.north.name}
    assert held(ars, sizes=("medium", "large")) == {w.north.name, w.south.name}
    assert w.clinic.name in held(ars, sizes=("unknown",))
    assert w.north.name not in held(ars, sizes=("unknown",))


def test_a_ght_is_itself_and_whom_it_reaches(w, ars):
    assert {w.ght.name, w.north.name, w.south.name} <= held(ars, ghts=(str(w.ght.uid),))
    assert w.clinic.name not in held(ars, ghts=(str(w.ght.uid),))


def test_a_group_holds_nobody_out_of_sight(w, ars):
    assert w.far.name not in held(ars, sizes=("unknown",))


def test_a_programme_that_binds_is_a_rule_too(w, ars):
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(category=HOSPITAL)
    FactFactory(organisation=w.north, kind="candidature", value="care-d2")
    reassess([w.north.pk])
    assert held(ars, predicates=("bound-dns-2025-12",)) == {w.north.name}
    assert held(ars, predicates=("no-longer-known",)) == set()


def test_regimes_are_for_who_may_know_designations(w, ars):
    FactFactory(organisation=w.north, kind="regime", value="ose")
    expert = context_at(Role.EXPERT, w.region)
    assert held(ars, regimes=("ose",)) == {w.north.name}
    assert held(expert, regimes=("ose",)) == set()
    assert held(expert, predicates=("bound-ose",)) == set()
    actions.make_group(ars, w.region, "Designated", GroupRule(regimes=("ose",)))
    actions.make_group(ars, w.region, "Bound", GroupRule(predicates=("bound-ose",)))
    actions.make_group(ars, w.region, "Paris", PARIS)
    assert [group.name for group in groups_of_places(expert)] == ["Paris"]
    with pytest.raises(Refused):
        actions.make_group(expert, w.region, "Mine", GroupRule(regimes=("ose",)))


def test_a_group_is_shared_at_its_place_and_unknown_elsewhere(w, ars):
    director = context_at(Role.DIRECTOR, w.north)
    actions.make_group(ars, w.region, "Paris", PARIS)
    actions.make_group(director, w.north, "Ours", PARIS)
    assert [group.name for group in groups_of_places(context_at(Role.COORDINATOR, w.region))] == ["Paris"]
    assert [group.name for group in groups_of_places(context_at(Role.CISO, w.north))] == ["Ours"]
    assert groups_of_places(context_at(Role.COORDINATOR, w.other_region)) == []
    assert groups_of_places(context_at(Role.ANALYST, w.nation)) == []


@pytest.mark.parametrize(
    ("name", "rule", "field"),
    [
        ("", PARIS, "name"),
        ("x" * 81, PARIS, "name"),
        ("Empty", GroupRule(), ""),
        ("Odd", GroupRule(departments=("1234",)), "departments"),
        ("Odd", GroupRule(sizes=("gigantic",)), "sizes"),
        ("Odd", GroupRule(predicates=("nothing",)), "predicates"),
    ],
)
def test_a_group_asks_something_known_under_a_name(name, rule, field, w, ars):
    with pytest.raises(Refused) as refused:
        actions.make_group(ars, w.region, name, rule)
    assert field in refused.value.problems


def test_a_name_is_given_once_at_a_place(w, ars):
    made = actions.make_group(ars, w.region, "Paris", PARIS)
    with pytest.raises(Refused):
        actions.make_group(ars, w.region, " Paris ", PARIS)
    other = actions.make_group(ars, w.region, "Other", PARIS)
    with pytest.raises(Refused):
        actions.change_group(ars, other, other.version, "Paris", PARIS)
    assert actions.change_group(ars, made, made.version, "Paris", PARIS).version == 2


def test_a_change_on_an_old_reading_is_refused(w, ars):
    made = actions.make_group(ars, w.region, "Paris", PARIS)
    actions.change_group(ars, made, 1, "Paris and around", PARIS)
    with pytest.raises(Stale):
        actions.change_group(ars, made, 1, "Something else", PARIS)


def test_nobody_saves_a_group_at_anothers_place(w):
    with pytest.raises(Denied):
        actions.make_group(context_at(Role.CISO, w.north), w.clinic, "Theirs", PARIS)


def test_rows_without_a_group_stay_as_they_are(w, ars):
    rows = Organisation.objects.within(SYSTEM)
    assert narrowed(ars, rows, None) is rows


# Pages


def test_a_group_is_made_used_changed_and_deleted_on_its_pages(w, as_):
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(department="93")
    ars = as_(Role.COORDINATOR, w.region)
    page = ars.post(url("make_group"), {"name": "Seine", "departments": ["93"]}, follow=True)
    assert "Seine" in text_of(page)
    group = SavedGroup.objects.within(SYSTEM).get()
    listed = ars.get(url("organisations"), {"group": group.uid})
    assert [one.name for one in listed.context["page"].rows] == [w.north.name]
    assert "Saved group" in text_of(listed)
    sent = b"".join(ars.get(url("organisations_csv"), {"group": group.uid}).streaming_content).decode("utf-8-sig")
    assert len(sent.splitlines()) == 2
    form = {"name": "Seine", "departments": ["93"], "seen": 0}
    assert ars.post(url("change_group", group), form).status_code == 409
    ars.post(url("change_group", group), form | {"name": "Seine-Saint-Denis", "seen": 1})
    assert SavedGroup.objects.within(SYSTEM).get().name == "Seine-Saint-Denis"
    ars.post(url("delete_group", group))
    assert not SavedGroup.objects.within(SYSTEM).exists()
    assert ars.get(url("organisations"), {"group": group.uid}).status_code == 200


def test_the_count_follows_what_is_ticked(w, as_):
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(department="93")
    ars = as_(Role.COORDINATOR, w.region)
    assert "1 organisation" in text_of(ars.get(url("count_group"), {"departments": "93"})).replace(
        "</strong>", ""
    ).replace("<strong>", "")
    assert "Choose something" in text_of(ars.get(url("count_group")))


def test_anothers_group_is_not_there(w, as_):
    group = actions.make_group(context_at(Role.DIRECTOR, w.north), w.north, "Ours", PARIS)
    ars = as_(Role.COORDINATOR, w.region)
    assert ars.get(url("change_group", group)).status_code == 404
    assert ars.post(url("delete_group", group)).status_code == 404
    assert as_(Role.CISO, w.north).get(url("change_group", group)).status_code == 200


def test_an_experts_form_does_not_speak_of_designations(w, as_):
    assert "regimes" in as_(Role.COORDINATOR, w.region).get(url("make_group")).context["form"].fields
    assert "regimes" not in as_(Role.EXPERT, w.region).get(url("make_group")).context["form"].fields


def test_the_list_of_groups_costs_the_same_however_many_there_are(w, as_, ars):
    browser = as_(Role.COORDINATOR, w.region)
    for number in range(12):
        actions.make_group(ars, w.region, f"Group {number}", PARIS)
    browser.get(url("groups"))
    with at_most(9):
        browser.get(url("groups"))


@pytest.fixture
def bound(w, ars):
    """Two hospitals bound by the same instruction, and a group that holds one of them."""
    Organisation.objects.within(SYSTEM).filter(pk__in=[w.north.pk, w.clinic.pk]).update(category=HOSPITAL)
    Organisation.objects.within(SYSTEM).filter(pk=w.north.pk).update(department="93")
    reassess([w.north.pk, w.clinic.pk])
    return actions.make_group(ars, w.region, "Seine", GroupRule(departments=("93",)))


@pytest.mark.parametrize("name", ["matrix", "matrix_csv", "requirement_region", "designations"])
def test_a_list_shows_the_group_alone(name, w, as_, bound):
    FactFactory(organisation=w.north, kind="regime", value="ose")
    FactFactory(organisation=w.clinic, kind="regime", value="ose")
    if name == "designations":
        address = reverse("cockpit:designations")
    else:
        address = reverse(f"obligations:{name}", args=["dns-2025-12-1"] if name == "requirement_region" else [])
    browser, asked = as_(Role.COORDINATOR, w.region), {"programme": "dns-2025-12"}
    whole, shown = sent(browser.get(address, asked)), sent(browser.get(address, asked | {"group": bound.uid}))
    assert w.north.name in whole
    assert w.clinic.name in whole
    assert w.north.name in shown
    assert w.clinic.name not in shown
    assert name == "matrix_csv" or "Seine" in shown


def sent(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_the_queue_to_review_shows_the_group_alone(w, as_, bound):
    for place in (w.ght, w.clinic):
        FactFactory(organisation=place, kind="candidature", value="care-d2")
    reassess([w.ght.pk, w.north.pk, w.clinic.pk])
    for place in (w.north, w.clinic):
        deposited(place, "security_policy")
    browser = as_(Role.COORDINATOR, w.region)
    address = reverse("obligations:review_queue")
    assert {proof.organisation for proof, _kind in browser.get(address, {"everything": "on"}).context["rows"]} == {
        w.north,
        w.clinic,
    }
    rows = browser.get(address, {"everything": "on", "group": bound.uid}).context["rows"]
    assert {proof.organisation for proof, _kind in rows} == {w.north}


def test_the_situation_of_the_region_counts_the_group_alone(w, as_, ars, bound):
    for day in (today(), today() - timedelta(days=1)):
        whole, part = totals_on(ars, day), totals_on(ars, day, GroupRule.of(bound.rule))
        assert all(total.judged < whole[code].judged for code, total in part.items())
    assert totals_on(ars, today(), GroupRule.of(bound.rule))
    for name in ("cockpit:home", "cockpit:help", "cockpit:picture"):
        page = as_(Role.COORDINATOR, w.region).get(reverse(name), {"group": bound.uid})
        assert page.status_code == 200
    page = as_(Role.COORDINATOR, w.region).get(reverse("cockpit:home"), {"group": bound.uid})
    assert f"?group={bound.uid}" in text_of(page)
    assert "remove" in text_of(page)


def test_the_map_shows_the_group_alone(w, ars, bound):
    assert {one.pk for one in positions(ars, GroupRule.of(bound.rule))} == {w.north.pk}


def test_the_counts_of_the_list_are_those_of_the_page_of_groups(w, ars):
    rules = [PARIS, GroupRule(sizes=("unknown",))]
    listed = [organisations(ars, Narrowing(group=rule)).count() for rule in rules]
    assert counts_of(ars, rules) == listed
    assert counts_of(ars, []) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CONTRIBUTOR])
def test_a_role_without_saved_groups_is_told_the_name_of_none(w, role):
    director = context_at(Role.DIRECTOR, w.north)
    actions.make_group(director, w.north, "To visit first", PARIS)
    assert groups_of_places(director)
    assert groups_of_places(context_at(role, w.north)) == []
