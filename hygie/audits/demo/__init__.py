"""Audits and findings of the demonstration region."""

from __future__ import annotations

from collections.abc import Callable

from . import reports


def load(say: Callable[[str], None]) -> None:
    reports.load(say)
