"""What follows from a change that bears on the priority of findings."""

from __future__ import annotations

from hygie.core.tenancy import TenantQuerySet

from ..models import Finding


def rank_again(findings: TenantQuerySet[Finding]) -> None:
    """Decision, deadline and weight are found again (`actions/priority.py`)."""
