"""The demonstration's past: every day since the first judgement, and six weeks of counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hygie.core.clock import frozen, now

from . import actions

DAYS_COUNTED = 42


def load(say: Callable[[str], None]) -> None:
    days = actions.record_missing()
    for back in range(DAYS_COUNTED, 0, -1):
        with frozen(now() - timedelta(days=back)):
            actions.count_indicators_everywhere()
    say(f"Pictures: {days} days, {actions.refresh()} establishments to help")
