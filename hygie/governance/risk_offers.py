"""What the risk register shows elsewhere: next things."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.territory.models import Organisation
from hygie.territory.registries import (
    GrantOffer,
    Task,
    TaskSource,
    grant_offers,
    task_sources,
)
from hygie.web.formats import day

from .policies import RISK
from .queries.risks import register_of


def register() -> None:
    grant_offers.register(
        GrantOffer(RISK.code, gettext_lazy("Risks"), gettext_lazy("the risk register: scenarios, ratings, measures"))
    )
    task_sources.register(TaskSource("governance.risks", tasks_of))


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """The review of the register, when it is due, for those who can say that it was done."""
    if organisation.is_closed or not organisation.kind_value.is_establishment:
        return []
    if not context.may(Verb.REVIEW, RISK, organisation):
        return []
    found = register_of(context, organisation)
    if not found.standing.is_to_review:
        return []
    url, due_on = reverse("governance:review_risks", args=[organisation.uid]), found.due_on
    why = _("To be reviewed by %(day)s.") % {"day": day(due_on)} if due_on else _("It was never reviewed here.")
    return [Task(_("Review the risk register"), why, url, due_on, found.standing.tone)]
