"""What findings know of a person with an account: to hand over or to erase (RGPD)."""

from __future__ import annotations

from typing import Any

from hygie.core.tenancy import Scope

from ..models import Finding, FindingEvent, RiskAcceptance, SavedFilter

SYSTEM = Scope.system()


def export(person_id: int) -> dict[str, Any]:
    """How many findings are theirs, the risks that they submitted or signed, their filters, as JSON."""
    asked = RiskAcceptance.objects.within(SYSTEM).filter(asked_by_id=person_id)
    signed = RiskAcceptance.objects.within(SYSTEM).filter(answered_by_id=person_id)
    filters = SavedFilter.objects.within(SYSTEM).filter(person_id=person_id)
    return {
        "findings_assigned": Finding.objects.within(SYSTEM).filter(assignee_id=person_id).count(),
        "changes_of_findings": FindingEvent.objects.within(SYSTEM).filter(person_id=person_id).count(),
        "risks_submitted": [one.asked_at.isoformat() for one in asked.order_by("pk")],
        "risks_answered": [one.answered_at.isoformat() for one in signed.order_by("pk") if one.answered_at],
        "filters": [one.name for one in filters.order_by("pk")],
    }


def erase(person_id: int) -> int:
    """Their filters go, and what was theirs to fix is nobody's. Returns how many rows.

    What they did and signed names an account, which is anonymised itself.
    """
    filters, _kinds = SavedFilter.objects.within(SYSTEM).filter(person_id=person_id).delete()
    return filters + Finding.objects.within(SYSTEM).filter(assignee_id=person_id).update(assignee=None)
