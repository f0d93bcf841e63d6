"""Where a version stands on its way, as the chain of steps that its page shows."""

from __future__ import annotations

from django.utils.translation import pgettext

from hygie.web.components import Step, StepState
from hygie.web.formats import day

from .enums import VersionState
from .models import PolicyVersion

WAY = (VersionState.DRAFT, VersionState.CONSULTATION, VersionState.SUBMITTED, VersionState.IN_FORCE)


def steps_of(version: PolicyVersion) -> list[Step]:
    """Draft, consultation, signature, in force; then the review that is due."""
    state = version.state_value
    signed = version.approved_at is not None
    place = len(WAY) if signed else WAY.index(state) if state in WAY else -1
    steps = [
        Step(str(each.label), _state(index, place, current=each is state and not signed))
        for index, each in enumerate(WAY)
    ]
    if signed and version.review_on is not None and state is VersionState.IN_FORCE:
        steps.append(Step(pgettext("policy", "Review"), StepState.TODO, note=day(version.review_on)))
    return steps


def _state(index: int, place: int, *, current: bool) -> StepState:
    if current:
        return StepState.CURRENT
    return StepState.DONE if index < place else StepState.TODO
