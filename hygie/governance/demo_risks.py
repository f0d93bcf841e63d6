"""Risk registers of the demonstration region: half of the establishments have begun, a third have reviewed theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hygie.core.actions import Context
from hygie.core.clock import frozen, now
from hygie.territory.models import Organisation

from . import actions
from .actions.risks import Rating
from .models import Risk
from .queries.risks import register_of
from .risk_enums import Likelihood
from .risk_models import risk_models
from .rules.risks import usual_next_review

OWNERS = ("RSSI", "DSI", "Direction des soins", "Biomédical", "Direction générale")


def load(ctx: Context, places: Sequence[Organisation]) -> None:
    codes = list(risk_models())
    for rank, place in enumerate(places):
        if rank % 2:
            continue
        day = (now() - timedelta(days=40 + 35 * (rank % 12))).date()
        with frozen(datetime.combine(day, time(11), UTC)):
            risks = actions.add_from_models(ctx, place, codes[: 5 + rank % 5])
            for order, risk in enumerate(risks):
                actions.change_risk(ctx, risk, risk.revision, _rated(risk, rank + order))
            if rank % 3 != 2:
                seen = register_of(ctx, place).fingerprint
                actions.review_register(ctx, place, usual_next_review(day), seen)


def _rated(risk: Risk, turn: int) -> Rating:
    """Their own likelihood for some, and an owner for all."""
    names = ("title", "scenario", "measures", "review_on")
    facts = {name: getattr(risk, name) for name in names}
    said = Rating(**facts, gravity=risk.gravity_value, likelihood=risk.likelihood_value, treatment=risk.treatment_value)
    lower = Likelihood(max(1, risk.likelihood - turn % 2))
    return replace(said, likelihood=lower, owner=OWNERS[turn % len(OWNERS)])
