"""The demonstration's audits and findings."""

from __future__ import annotations

from collections.abc import Callable

from . import findings


def load(say: Callable[[str], None]) -> None:
    findings.load(say)
