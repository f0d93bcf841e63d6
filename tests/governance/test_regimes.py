"""The legal regime of an establishment: since when, what it brings, and for whose eyes."""

from datetime import date, timedelta

import pytest

from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.governance.queries.regimes import is_operator, programmes_of_regime
from hygie.governance.regime_models import RegimeState, regime_models
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.territory import actions as territory
from hygie.territory.enums import Provider
from hygie.territory.fact_kinds import REGIMES
from hygie.territory.models import Fact
from tests.budgets import at_most
from tests.factories.territory import FactFactory, MandateFactory
from tests.obligations.page_world import text_of

from .test_accreditations import to

SYSTEM = Scope.system()


def page_of(world, client=None, place=None):
    return text_of((client or world.ciso).get(to("regimes", (place or world.hospital).uid)))


def test_every_regime_that_can_be_recorded_says_what_it_brings_with_its_source():
    assert set(regime_models()) == {code for code, _label in REGIMES}
    for model in regime_models().values():
        assert model.source.title.fr
        assert model.source.title.en
        assert model.as_of >= date(2026, 1, 1)


def test_the_regime_without_any_field_has_none_here_either():
    words = " ".join(f"{model.title.fr} {model.text.fr} {model.text.en}" for model in regime_models().values())
    assert "importance vitale" not in words
    assert "vital importance" not in words


def test_nis_2_is_pending_and_nis_1_in_force():
    states = {code: model.state for code, model in regime_models().items()}
    assert states["ose"] is RegimeState.IN_FORCE
    assert {states["essential"], states["important"]} == {RegimeState.PENDING}


def test_what_a_regime_brings_is_read_from_the_catalogue():
    (ose,) = programmes_of_regime("ose")
    assert ose.programme.code == "ose"
    assert len(ose.requirements) == len(load_catalogue().of_programme("ose"))
    for regime in ("essential", "important"):
        (nis2,) = programmes_of_regime(regime)
        assert [delay.code for delay in nis2.delays] == ["early_warning", "notification", "final_report"]
    assert programmes_of_regime("ordinary") == []


def test_the_page_says_since_when_and_what_is_met(world):
    page = page_of(world)
    assert "Operator of essential services (OSE)" in page
    assert "since" in page
    assert "0 met of 24" in page
    assert "Order of 14 September 2018" in page


def test_an_operator_may_be_an_essential_entity_too(world):
    FactFactory(organisation=world.hospital, kind="regime", value="essential")
    page = world.ciso.get(to("regimes", world.hospital.uid))
    assert [model.code for model, _line, _brought in page.context["held"]] == ["ose", "essential"]
    assert "24 hours" in text_of(page)


def test_a_regime_that_ended_stays_in_the_history(world):
    ended = today() - timedelta(days=10)
    fact = Fact.objects.within(SYSTEM).get(organisation=world.hospital, kind="regime")
    territory.end_fact(Context.system("test"), fact, ended)
    page = world.ciso.get(to("regimes", world.hospital.uid))
    assert page.context["held"] == []
    assert [line.fact.value for line in page.context["history"]] == ["ose"]
    assert "No regime is recorded" in text_of(page)
    assert not is_operator(SYSTEM, world.hospital)


def test_a_regime_recorded_today_brings_its_obligations_and_its_indicators(world):
    assert not is_operator(SYSTEM, world.stranger)
    territory.record_fact(Context.system("test"), world.stranger, "regime", "ose", Provider.ARS)
    assert is_operator(SYSTEM, world.stranger)
    client = world.client(Role.CISO, world.stranger)
    assert to("indicators", world.stranger.uid) in page_of(world, client, world.stranger)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ADMINISTRATOR])
def test_nobody_else_sees_a_regime_whatever_they_were_mandated_for(world, role):
    MandateFactory(organisation=world.hospital)
    client = world.client(role, world.region)
    assert client.get(to("regimes", world.hospital.uid)).status_code == 404


def test_the_ars_and_the_director_see_it_and_may_record_another(world):
    for client in (world.coordinator, world.signing_client()):
        assert "Record a regime" in page_of(world, client)


def test_the_page_keeps_its_budget(world):
    client = world.ciso
    with at_most(12):
        client.get(to("regimes", world.hospital.uid))
