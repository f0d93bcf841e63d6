"""Two presses at once on a register: one row, and a second press that finds its work done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from hygie.core.actions import Context
from hygie.core.clock import frozen, today
from hygie.core.rowsecurity import sight
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.actions.accreditations import SystemFacts
from hygie.governance.actions.filings import FilingFacts
from hygie.governance.filing_enums import SecurityIndicator
from hygie.governance.models import AccreditedSystem, Engagement, IndicatorFiling, Risk
from hygie.governance.rules.filings import Ratio
from tests.factories.obligations import EntityFactory, states

from .conftest import MORNING
from .test_risks import rating
from .test_suppliers import terms

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
    pytest.mark.django_db(transaction=True),
]
SYSTEM = Scope.system()
HANDS = 6


def pressed_at_once(work):
    """Raises what any of the presses raised."""
    start = Barrier(HANDS)

    def press(_hand):
        start.wait()
        try:
            with frozen(MORNING), sight(SYSTEM):
                return work(Context.system("test"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(press, range(HANDS)))


def rows_of(model):
    return model.objects.within(SYSTEM).count()


@pytest.fixture
def hospital():
    found = EntityFactory()
    states(found, "regime", "ose")
    return found


def test_a_supplier_recorded_by_several_hands_is_one_engagement(hospital):
    pressed_at_once(lambda ctx: actions.engage(ctx, hospital, "Orvélis", terms()))
    assert rows_of(Engagement) == 1


def test_a_system_entered_by_several_hands_is_one(hospital):
    facts = SystemFacts("Dossier patient", "Tout le dossier")
    pressed_at_once(lambda ctx: actions.add_system(ctx, hospital, facts))
    assert rows_of(AccreditedSystem) == 1


def test_a_year_filed_by_several_hands_is_filed_once(hospital):
    facts = FilingFacts(today(), {next(iter(SecurityIndicator)): Ratio(1, 10)})
    pressed_at_once(lambda ctx: actions.file_indicators(ctx, hospital, facts.measured_on.year, 0, facts))
    assert rows_of(IndicatorFiling) == 1


def test_a_scenario_picked_by_several_hands_is_one_risk(hospital):
    from hygie.governance.risk_models import risk_models

    code = next(iter(risk_models()))
    pressed_at_once(lambda ctx: actions.add_from_models(ctx, hospital, [code]))
    assert rows_of(Risk) == 1


def test_a_risk_added_by_several_hands_is_one(hospital):
    said = rating()
    pressed_at_once(lambda ctx: actions.add_risk(ctx, hospital, said))
    assert rows_of(Risk) == 1
