"""Audits of the demonstration region: invented campaigns and audits."""

from __future__ import annotations

from collections.abc import Callable

from . import campaigns


def load(say: Callable[[str], None]) -> None:
    campaigns.load(say)
