"""Remediation plans and their actions, for the table."""

from __future__ import annotations

from collections.abc import Callable

from hygie.accounts.models import Person
from hygie.audits.enums import PlanState
from hygie.audits.models import PlanAction, RemediationPlan
from hygie.core import files
from hygie.core.clock import now, today
from hygie.territory.models import Organisation

from .sample import LATER, Sample, Upload


def _plan(state: PlanState) -> Callable[[Organisation, Person | None], object]:
    def find(organisation: Organisation, _reader: Person | None) -> object:
        return action_of(organisation, state).plan.uid

    return find


def _action(organisation: Organisation, _reader: Person | None) -> object:
    return action_of(organisation, PlanState.DRAFT).uid


def action_of(organisation: Organisation, state: PlanState) -> PlanAction:
    """An action with its proof, in a plan of that state."""
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    file = files.store(Upload(b"%PDF-1.7"), organisation, None)
    file.save()
    plan = RemediationPlan.objects.create(**place, title="Annuaire", state=state, made_at=now())
    return PlanAction.objects.create(**place, plan=plan, title="Fermer SMBv1", due_on=today() + LATER, proof=file)


SAMPLES: dict[str, Sample] = {
    **{
        f"audits:{name} uid": Sample(_plan(PlanState.DRAFT))
        for name in ("plan", "plan_edit", "plan_move", "plan_add", "plan_pdf", "plan_xlsx")
    },
    "audits:plan_sign uid": Sample(_plan(PlanState.SUBMITTED)),
    **{
        f"audits:{name} uid": Sample(_action)
        for name in ("plan_action", "plan_action_move", "plan_action_done", "plan_action_proof")
    },
}
