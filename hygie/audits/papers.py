"""Remediation plans on paper and as a table, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hygie.core import pdf
from hygie.core.exports import Cell
from hygie.web.formats import day, moment, money, number

from .enums import ActionState, PlanState
from .models import RemediationPlan
from .queries.plans import ActionLine, progress_now


def plan_paper(plan: RemediationPlan, lines: Sequence[ActionLine]) -> bytes:
    """The plan as it stands: where it is, what it adds up to, its actions in their order."""
    progress = progress_now(lines)
    data: dict[str, Any] = {
        "organisation": plan.organisation.name,
        "state": str(PlanState(plan.state).label),
        "note": plan.note,
        "tiles": [
            {
                "label": _("Actions done"),
                "value": f"{progress.done} / {progress.actions}",
                "note": _late(progress.late),
            },
            {"label": _("Findings closed"), "value": f"{number(progress.closed)} / {number(progress.findings)}"},
            {"label": _("Cost"), "value": money(progress.cost)},
        ],
        "actions_title": _("Actions"),
        "header": _paper_header(),
        "actions": [_paper_row(rank, line) for rank, line in enumerate(lines, start=1)],
        "none": _("No action yet."),
        "approval": _approval(plan),
    }
    return pdf.render("audits/typst/plan.typ", data, language=pdf.reader_language(), title=plan.title)


def _late(count: int) -> str:
    return _("%(n)s late") % {"n": count} if count else ""


def _paper_header() -> list[str]:
    return [
        "#",
        _("What is to be done"),
        _("In charge"),
        _("Until"),
        _("Cost"),
        _("Findings"),
        pgettext("action", "State"),
    ]


def _paper_row(rank: int, line: ActionLine) -> list[str]:
    one = line.action
    covered = f"{line.closed}/{line.findings}" if line.findings else "–"
    state = str(ActionState(one.state).label)
    return [str(rank), one.title, one.owner or "–", day(one.due_on), money(one.cost), covered, state]


def _approval(plan: RemediationPlan) -> str:
    if plan.approved_at is None or plan.approved_by is None:
        return ""
    words = {"name": plan.approved_by.full_name, "moment": moment(plan.approved_at)}
    return _("Approved by %(name)s, %(moment)s, with a second factor.") % words


def plan_table(lines: Sequence[ActionLine]) -> tuple[list[Cell], list[list[Cell]]]:
    """Header and rows; costs in euros."""
    header: list[Cell] = [
        _("What is to be done"),
        _("In charge"),
        _("Until"),
        _("Cost in euros"),
        pgettext("action", "State"),
        _("Done on"),
        _("Findings"),
        _("Findings closed"),
        _("Note"),
    ]
    return header, [_row(line) for line in lines]


def _row(line: ActionLine) -> list[Cell]:
    one = line.action
    euros = None if one.cost is None else one.cost / 100
    state = str(ActionState(one.state).label)
    return [one.title, one.owner, one.due_on, euros, state, one.done_on, line.findings, line.closed, one.note]
