"""What audits know of a person with an account: the audits opened to them, and what they asked (RGPD)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from hygie.core.tenancy import Scope

from ..models import AuditorAccess, Question

SYSTEM = Scope.system()


def export(person_id: int) -> dict[str, Any]:
    """Where they were an auditor and when, their questions and answers, as JSON."""
    accesses = AuditorAccess.objects.within(SYSTEM).filter(person_id=person_id).select_related("organisation", "audit")
    mine = Q(asked_by_id=person_id) | Q(answered_by_id=person_id)
    questions = Question.objects.within(SYSTEM).filter(mine).order_by("pk")
    return {
        "audits_opened": [
            {
                "organisation": one.organisation.name,
                "audit": one.audit.title,
                "from": one.given_at.isoformat(),
                "until": one.ended_at.isoformat() if one.ended_at else None,
            }
            for one in accesses.order_by("pk")
        ],
        "questions": [one.text for one in questions if one.asked_by_id == person_id],
        "answers": [one.answer for one in questions if one.answered_by_id == person_id],
    }


def erase(person_id: int) -> int:
    """Their names live in their account, which is anonymised; questions and answers are the audit's. Nothing to do."""
    return 0
