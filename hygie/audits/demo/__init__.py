"""The demonstration's audits and findings."""

from __future__ import annotations

from collections.abc import Callable

from . import history, plans


def load(say: Callable[[str], None]) -> None:
    history.load(say)
    plans.load(say)
