"""What remediation plans show elsewhere: what waits for the director's signature, which actions are late or due."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.territory.models import Organisation
from hygie.territory.registries import GrantOffer, Task, TaskSource, grant_offers, task_sources
from hygie.web.formats import day, number
from hygie.web.tones import Tone

from .enums import PlanState
from .policies import REMEDIATION_PLAN
from .queries.plans import PlanNews, plans_waiting


def register() -> None:
    task_sources.register(TaskSource("audits.plans", tasks_of))
    grant_offers.register(
        GrantOffer(
            REMEDIATION_PLAN.code,
            gettext_lazy("Remediation plans"),
            gettext_lazy("their actions, costs and findings"),
        )
    )


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """For those who may sign or change plans there. One query."""
    signs = context.may(Verb.APPROVE, REMEDIATION_PLAN, organisation)
    edits = context.may(Verb.EDIT, REMEDIATION_PLAN, organisation)
    if not (signs or edits) or not organisation.kind_value.is_establishment:
        return []
    found = []
    for news in plans_waiting(context, organisation):
        if news.plan.state == PlanState.SUBMITTED and signs:
            found.append(_to_sign(news))
        elif news.plan.state == PlanState.APPROVED and edits and news.due_on is not None:
            found.append(_to_do(news))
    return found


def _to_sign(news: PlanNews) -> Task:
    title = _("Sign the remediation plan: %(title)s") % {"title": news.plan.title}
    url = reverse("audits:plan_sign", args=[news.plan.uid])
    return Task(title, _("It is ready and waits for your signature."), url, tone=Tone.WARNING)


def _to_do(news: PlanNews) -> Task:
    title = _("Remediation plan: %(title)s") % {"title": news.plan.title}
    url = reverse("audits:plan", args=[news.plan.uid])
    if news.late:
        why = ngettext("%(n)s action is late.", "%(n)s actions are late.", news.late) % {"n": number(news.late)}
        return Task(title, why, url, news.due_on, Tone.DANGER)
    return Task(title, _("Next action due on %(day)s.") % {"day": day(news.due_on)}, url, news.due_on)
