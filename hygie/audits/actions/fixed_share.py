"""Keeps, once a quarter, the share of critical and high findings fixed on time: as evidence, in counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof
from hygie.obligations.models import Proof
from hygie.territory.models import Organisation

from ..proofs import FIXED_SHARE_KIND
from ..queries.fixed_share import fixes_of, kept_share, without_share
from ..rules.fixed_share import Share, last_day_of_quarter, last_finished_quarter, quarter_code, share_of

SYSTEM = Scope.system()


def deposit_fixed_share(ctx: Context, organisation: Organisation, on: date) -> Proof | None:
    """Keep the share as of a day: one entry a quarter, the first day that it is asked for (an audit closes, or the
    quarter ends). At the quarter's last day it is said again, if it has changed. None where nothing was due or fixed.
    """
    with aside(SYSTEM):
        source = f"audits.fixed_share:{quarter_code(on)}"
        kept = kept_share(organisation, source)
        if kept is not None and on < last_day_of_quarter(on):
            return kept
        share = share_of(fixes_of(organisation, on), on)
        if share is None or (kept is not None and kept.measures == _measures(share)):
            return kept
        return deposit_activity_proof(ctx, organisation, FIXED_SHARE_KIND, on, _measures(share), source)


def _measures(share: Share) -> dict[str, int | float]:
    return {"due": share.due, "fixed": share.fixed, "share": share.percent}


def deposit_finished_quarter(tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """The quarter that ended before today, for every establishment with findings. Returns how many have a share."""
    on = last_finished_quarter(today())
    with aside(SYSTEM):
        places = without_share(f"audits.fixed_share:{quarter_code(on)}", on)
    ctx, kept = Context.system("quarter ends"), 0
    for number, place in enumerate(places, start=1):
        kept += deposit_fixed_share(ctx, place, on) is not None
        tell(number, len(places))
    return kept
