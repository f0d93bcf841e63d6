"""Audits, findings and plans of the demonstration region: all invented."""

from __future__ import annotations

from collections.abc import Callable

from . import campaigns, findings, history, knowledge, plans, reports


def load(say: Callable[[str], None]) -> None:
    campaigns.load(say)
    knowledge.load(say)
    reports.load(say)
    findings.load(say)
    history.load(say)
    plans.load(say)
