"""What pages say of an audit: where it stands on its way, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hygie.core.clock import today
from hygie.web.components import Step, StepState
from hygie.web.formats import day

from .enums import AuditState, AuditType
from .models import Audit

WAY = (AuditState.PLANNED, AuditState.IN_PROGRESS, AuditState.RECEIVED, AuditState.CLOSED)


@dataclass(frozen=True)
class Next:
    """One sentence and one button: `move` of the workflow, or the page of that name."""

    tone: str
    text: str
    page: str = ""
    move: str = ""
    button: str | Promise = ""


def steps_of(audit: Audit) -> list[Step]:
    """The way of an audit; a cancelled one stopped before its report."""
    if audit.state_value is AuditState.CANCELLED:
        return [Step(AuditState.PLANNED.label, StepState.DONE), Step(AuditState.CANCELLED.label, StepState.BLOCKED)]
    at = WAY.index(audit.state_value)
    days = {
        AuditState.PLANNED: _days(audit),
        AuditState.RECEIVED: day(audit.received_on) if audit.received_on else "",
        AuditState.CLOSED: day(audit.closed_on) if audit.closed_on else "",
    }
    return [Step(state.label, _state(rank, at), days.get(state, "")) for rank, state in enumerate(WAY)]


def _state(rank: int, at: int) -> StepState:
    if rank < at or at == len(WAY) - 1:
        return StepState.DONE
    return StepState.CURRENT if rank == at else StepState.TODO


def _days(audit: Audit) -> str:
    return _("%(first)s to %(last)s") % {"first": day(audit.starts_on), "last": day(audit.ends_on)}


def what_next(audit: Audit) -> Next | None:
    """None once there is nothing left to do."""
    if audit.state_value is AuditState.PLANNED and today() < audit.starts_on:
        text = _("It begins on %(day)s: give the auditor access, and prepare the contacts and the perimeter.")
        return Next("info", text % {"day": day(audit.starts_on)}, move="start", button=_("It has begun"))
    if audit.state_value is AuditState.PLANNED:
        text = _("It was to begin on %(day)s.") % {"day": day(audit.starts_on)}
        return Next("warning", text, move="start", button=_("It has begun"))
    if audit.state_value is AuditState.IN_PROGRESS:
        late = today() > audit.ends_on
        text = _("The report was awaited for %(day)s.") if late else _("The report is awaited for %(day)s.")
        tone, words = ("warning" if late else "info"), text % {"day": day(audit.ends_on)}
        return Next(tone, words, page="receive_report", button=_("Record the report"))
    if audit.state_value is AuditState.RECEIVED and audit.kind_value is AuditType.DIRECTORY and audit.level is None:
        text = _("Give the ADS level: until then, this audit answers no requirement.")
        return Next("warning", text, page="receive_report", button=_("Give the level"))
    if audit.state_value is AuditState.RECEIVED:
        text = _("The report has come, and its evidence is deposited. Close the audit once nothing is left to ask.")
        return Next("info", text, move="close", button=_("Close the audit"))
    return None
