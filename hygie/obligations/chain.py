"""Where the reader stands on the chain: obligation → activity → evidence → status → regional picture (DESIGN §1)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.core.access import REGIONAL_ROLES
from hygie.territory.models import Organisation
from hygie.web.components import Step, StepState

from .enums import Status
from .expectations import kinds_said
from .lines import Reader, deposit_url
from .requirements import Requirement
from .rules import Verdict


def chain_of(organisation: Organisation, requirement: Requirement, verdict: Verdict, reader: Reader) -> list[Step]:
    """Five links; the current one is the one that waits for somebody."""
    status = verdict.status
    if status is Status.NOT_APPLICABLE:
        return []
    region_url = reverse("obligations:requirement_region", args=[requirement.code])
    shown = status.satisfies or status is Status.IN_REVIEW
    picture = StepState.DONE if status.satisfies else StepState.TODO
    return [
        Step(_("Obligation"), StepState.DONE, str(requirement.nature.label)),
        Step(
            _("Activity"),
            StepState.DONE if shown else StepState.CURRENT,
            kinds_said(sorted(requirement.rule.kinds)[:2]),
        ),
        Step(
            _("Evidence"),
            _evidence_state(status),
            _evidence_note(verdict) if reader.explains else "",
            _evidence_url(organisation, requirement, reader, verdict),
        ),
        Step(_("Status"), StepState.DONE if status.satisfies else StepState.TODO, str(status.label)),
        Step(_("Regional picture"), picture, url=region_url if reader.context.role in REGIONAL_ROLES else ""),
    ]


def _evidence_state(status: Status) -> StepState:
    if status.satisfies:
        return StepState.DONE
    return {Status.IN_REVIEW: StepState.CURRENT, Status.REFUSED: StepState.BLOCKED}.get(status, StepState.TODO)


def _evidence_note(verdict: Verdict) -> str:
    if verdict.status is Status.IN_REVIEW:
        return _("The ARS asks for more") if verdict.asked else _("With the ARS")
    return str(verdict.assurance.label) if verdict.assurance else ""


def _evidence_url(organisation: Organisation, requirement: Requirement, reader: Reader, verdict: Verdict) -> str:
    if reader.edits and not verdict.status.satisfies and requirement.rule.share is None:
        return deposit_url(organisation, requirement)
    return ""
