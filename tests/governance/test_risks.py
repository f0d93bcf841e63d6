"""The risk register: from the starting set to a review that answers what asks for a risk analysis."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.actions.risks import RISKS_AT_MOST, Rating
from hygie.governance.models import Risk, RiskReview
from hygie.governance.queries.risks import register_of
from hygie.governance.risk_enums import Gravity, Likelihood, ReviewStanding, RiskLevel, Treatment
from hygie.governance.risk_models import risk_models
from hygie.governance.risk_offers import tasks_of
from hygie.governance.rules.risks import fingerprint_of, level_of, standing_of
from hygie.obligations.actions.statuses import reassess, reassess_due
from hygie.territory.queries import organisation_or_404
from tests.budgets import at_most
from tests.obligations.page_world import text_of

SYSTEM = Scope.system()
OSE_1 = "ose-01"
NEXT = timedelta(days=300)
TITLE = "Un rançongiciel arrête le dossier patient"


def to(name, *args):
    return reverse(f"governance:{name}", args=args)


def rating(**more):
    facts = {"gravity": Gravity.CRITICAL, "likelihood": Likelihood.LIKELY, "treatment": Treatment.REDUCE}
    return Rating(**{"title": TITLE, "measures": "Sauvegardes hors ligne", "review_on": today() + NEXT} | facts | more)


def added(world, **more):
    return actions.add_risk(world.ciso_context, world.hospital, rating(**more))


def register(world):
    return register_of(world.ciso_context, world.hospital)


def reviewed(world, ctx=None, next_on=None):
    seen = register(world).fingerprint
    return actions.review_register(ctx or world.director_context, world.hospital, next_on or today() + NEXT, seen)


def proofs(world):
    return [(proof.happened_on, proof.expires_on) for proof in world.proofs("risk_analysis")]


def test_a_review_answers_the_rule_on_risk_analysis_and_its_end_turns_it_back(world):
    added(world)
    assert world.status(world.hospital, OSE_1) == "missing"
    reviewed(world)
    assert world.status(world.hospital, OSE_1) == "met"
    with frozen(now() + NEXT + timedelta(days=1)):
        reassess_due()
        assert world.status(world.hospital, OSE_1) == "overdue"
        reviewed(world)
        assert world.status(world.hospital, OSE_1) == "met"


def test_the_whole_is_done_by_the_pages_alone(world):
    client = world.ciso
    client.post(to("begin_risks", world.hospital.uid), {"codes": ["ransomware", "data-leak"]})
    page = client.get(to("review_risks", world.hospital.uid))
    initial = page.context["form"].initial
    typed = initial | {"next_on": initial["next_on"].isoformat()}
    answer = client.post(to("review_risks", world.hospital.uid), typed, follow=True)
    assert "Reviewed: what it answers has just been judged." in text_of(answer)
    assert world.status(world.hospital, OSE_1) == "met"
    risk = Risk.objects.within(SYSTEM).order_by("pk").first()
    change = client.get(to("change_risk", risk.uid)).context["form"].initial
    client.post(to("change_risk", risk.uid), change | {"owner": "DSI", "review_on": change["review_on"].isoformat()})
    assert "DSI" in text_of(client.get(to("risk", risk.uid)))
    client.post(to("close_risk", risk.uid), {"reason": "Système arrêté"})
    assert "Système arrêté" in text_of(client.get(to("risks", world.hospital.uid)))


def test_a_review_pressed_twice_is_one_review_and_one_proof(world):
    added(world)
    seen = register(world).fingerprint
    for _twice in range(2):
        actions.review_register(world.director_context, world.hospital, today() + NEXT, seen)
    assert RiskReview.objects.within(SYSTEM).count() == 1
    assert proofs(world) == [(today(), today() + NEXT)]


def test_another_day_for_the_next_review_corrects_the_proof_of_the_day(world):
    added(world)
    reviewed(world)
    reviewed(world, next_on=today() + timedelta(days=100))
    assert proofs(world) == [(today(), today() + timedelta(days=100))]


def test_a_register_that_changed_since_it_was_read_is_not_reviewed(world):
    risk, seen = added(world), register(world).fingerprint
    actions.change_risk(world.ciso_context, risk, 1, rating(likelihood=Likelihood.UNLIKELY))
    with pytest.raises(Stale):
        actions.review_register(world.director_context, world.hospital, today() + NEXT, seen)


def test_an_empty_register_is_no_risk_analysis(world):
    with pytest.raises(Refused):
        reviewed(world)
    assert proofs(world) == []


@pytest.mark.parametrize("days", [0, 4 * 366])
def test_the_next_review_comes_within_three_years(world, days):
    added(world)
    with pytest.raises(Refused) as refused:
        reviewed(world, next_on=today() + timedelta(days=days))
    assert "next_on" in refused.value.problems


def test_director_and_ciso_review_and_nobody_else(world):
    added(world)
    reviewed(world, world.ciso_context)
    for role, place in ((Role.COORDINATOR, world.region), (Role.EXPERT, world.region), (Role.CISO, world.stranger)):
        with pytest.raises(Denied):
            reviewed(world, world.context(role, place), today() + timedelta(days=9))


def test_scenarios_of_the_starting_set_are_added_once(world):
    ctx = world.ciso_context
    assert len(actions.add_from_models(ctx, world.hospital, ["ransomware", "data-leak"])) == 2
    assert actions.add_from_models(ctx, world.hospital, ["ransomware"]) == []
    assert len(register(world).risks) == 2


def test_the_starting_set_is_whole_in_both_languages_and_fits_in_a_register():
    models = risk_models()
    assert 6 <= len(models) <= RISKS_AT_MOST
    for model in models.values():
        assert len(model.title.fr) <= 120
        assert len(model.title.en) <= 120


def test_a_register_stays_short(world):
    actions.add_from_models(world.ciso_context, world.hospital, list(risk_models()))
    for more in range(RISKS_AT_MOST - len(risk_models())):
        added(world, title=f"{TITLE} {more}")
    with pytest.raises(Refused):
        added(world)


def test_a_risk_said_twice_is_one(world):
    assert added(world) == added(world)
    assert Risk.objects.within(SYSTEM).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [({"title": " "}, "title"), ({"measures": ""}, "measures"), ({"review_on": date(2020, 1, 1)}, "review_on")],
)
def test_what_lacks_is_refused_by_its_field(world, more, field):
    with pytest.raises(Refused) as refused:
        added(world, **more)
    assert field in refused.value.problems


def test_an_accepted_risk_needs_no_measure(world):
    assert added(world, treatment=Treatment.ACCEPT, measures="").pk


def test_a_change_on_an_old_reading_is_refused(world):
    risk = added(world)
    actions.change_risk(world.ciso_context, risk, 1, rating(owner="DSI"))
    with pytest.raises(Stale):
        actions.change_risk(world.ciso_context, risk, 1, rating(owner="RSSI"))


def test_a_review_that_is_due_becomes_a_task_with_its_day(world):
    added(world)
    place = organisation_or_404(world.director_context, world.hospital.uid)
    assert tasks_of(world.director_context, place)[0].due_on is None
    reviewed(world)
    assert tasks_of(world.director_context, place) == []
    with frozen(now() + NEXT):
        (task,) = tasks_of(world.director_context, place)
        assert task.due_on == today()


def test_a_risk_that_is_to_be_looked_at_sooner_brings_the_review_forward(world):
    risk = added(world)
    reviewed(world)
    soon = today() + timedelta(days=10)
    actions.change_risk(world.ciso_context, risk, 2, rating(review_on=soon))
    assert register(world).due_on == soon
    assert register(world).standing is ReviewStanding.DUE


def test_the_ars_sees_how_high_and_how_old_and_no_scenario(world):
    added(world)
    reviewed(world)
    page = text_of(world.coordinator.get(to("risks", world.hospital.uid)))
    assert "Reviewed" in page
    assert "<strong>1</strong>" in page
    assert TITLE not in page
    risk = Risk.objects.within(SYSTEM).get()
    assert world.coordinator.get(to("risk", risk.uid)).status_code == 404


def test_another_hospital_sees_no_risk_of_this_one(world):
    risk, stranger = added(world), world.client(Role.CISO, world.stranger)
    assert stranger.get(to("risks", world.hospital.uid)).status_code == 404
    assert stranger.get(to("risk", risk.uid)).status_code == 404


def test_a_review_shows_in_the_timeline(world):
    added(world)
    reviewed(world)
    page = text_of(world.ciso.get(reverse("territory:timeline", args=[world.hospital.uid])))
    assert "Risk register reviewed" in page


def test_the_register_keeps_its_budget(world):
    actions.add_from_models(world.ciso_context, world.hospital, list(risk_models()))
    reassess([world.hospital.pk])
    client = world.ciso
    with at_most(14):
        client.get(to("risks", world.hospital.uid))


SCALES = st.sampled_from(Gravity), st.sampled_from(Likelihood)
LEVELS = list(RiskLevel)


@given(*SCALES, *SCALES)
def test_a_worse_risk_is_never_lower(gravity, likelihood, other_gravity, other_likelihood):
    if gravity <= other_gravity and likelihood <= other_likelihood:
        lower, higher = level_of(gravity, likelihood), level_of(other_gravity, other_likelihood)
        assert LEVELS.index(lower) <= LEVELS.index(higher)


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), unique_by=lambda row: row[0]))
def test_a_fingerprint_does_not_depend_on_the_order_of_the_rows(rows):
    assert fingerprint_of(rows) == fingerprint_of(reversed(rows))


def test_where_a_register_stands():
    day = date(2026, 10, 5)
    assert standing_of(0, None, day) is ReviewStanding.EMPTY
    assert standing_of(3, None, day) is ReviewStanding.NEVER
    assert standing_of(3, day - timedelta(days=1), day) is ReviewStanding.OVERDUE
    assert standing_of(3, day + timedelta(days=30), day) is ReviewStanding.DUE
    assert standing_of(3, day + timedelta(days=31), day) is ReviewStanding.GOOD
