"""The demonstration's past: every day since the first judgement, six weeks of counts, the quarters of the nation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hygie.core.actions import Context
from hygie.core.clock import frozen, now
from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from .. import actions
from .quarters import invent_quarters

SYSTEM = Scope.system()
DAYS_COUNTED = 42


def load(say: Callable[[str], None]) -> None:
    _compare()
    days = actions.record_missing()
    for back in range(DAYS_COUNTED, 0, -1):
        with frozen(now() - timedelta(days=back)):
            actions.count_indicators_everywhere()
    say(f"Pictures: {days} days, {actions.refresh()} establishments to help")
    invent_quarters()
    say(f"National tables: {actions.publish_due()}")


def _compare() -> None:
    """Most of the public hospitals agreed to be compared."""
    places = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.ENTITY, category="355").order_by("pk")
    for place in places:
        actions.join_peers(Context.system("demonstration"), place)
