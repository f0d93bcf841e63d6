"""What the registers of governance show elsewhere: the next things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.models import Organisation
from hygie.territory.registries import Task, TaskSource, task_sources
from hygie.web.formats import day
from hygie.web.tones import Tone

from .policies import ACCREDITATION, SECURITY_INDICATORS
from .queries.accreditations import SystemLine, systems_to_decide, systems_to_renew
from .queries.filings import lacks_this_years_filing
from .rules.filings import last_day_to_file

#: from here on to the end of the year, the filing presses
PRESSES = timedelta(days=90)


def register() -> None:
    task_sources.register(TaskSource("governance.accreditations", accreditation_tasks))
    task_sources.register(TaskSource("governance.indicators", indicator_tasks))


def accreditation_tasks(context: Context, organisation: Organisation) -> Sequence[Task]:
    """What to decide or to renew, for those who prepare it or sign it."""
    if organisation.is_closed or not context.may(Verb.EDIT, ACCREDITATION, organisation):
        return []
    signs = context.may(Verb.APPROVE, ACCREDITATION, organisation)
    lines = systems_to_renew(context, organisation)
    if signs:
        lines += systems_to_decide(context, organisation)
    return [_task(line, signs=signs) for line in lines]


def _task(line: SystemLine, *, signs: bool) -> Task:
    where = "governance:decide_accreditation" if signs else "governance:accreditation"
    url, words = reverse(where, args=[line.system.uid]), {"system": line.system.name}
    if line.decision is None:
        title = _("Decide on the accreditation: %(system)s") % words
        return Task(title, _("It is in the register and waits for your decision."), url, tone=line.standing.tone)
    title = _("Renew the accreditation: %(system)s") % words
    why = _("Valid until %(day)s.") % {"day": day(line.decision.valid_until)}
    return Task(title, why, url, line.decision.valid_until, line.standing.tone)


def indicator_tasks(context: Context, organisation: Organisation) -> Sequence[Task]:
    """This year's six indicators, for those who file them at an operator of essential services."""
    if organisation.is_closed or not context.may(Verb.EDIT, SECURITY_INDICATORS, organisation):
        return []
    if not lacks_this_years_filing(context, organisation):
        return []
    year, due = today().year, last_day_to_file(today().year)
    url = reverse("governance:file_indicators", args=[organisation.uid, year])
    tone = Tone.WARNING if due - today() <= PRESSES else Tone.INFO
    title = _("File the six security indicators of %(year)s") % {"year": year}
    return [Task(title, _("Type the counts: the shares follow by themselves."), url, due, tone)]
