"""The next things about audits, for whoever follows them at an establishment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.models import Organisation
from hygie.territory.registries import Task
from hygie.web.formats import day
from hygie.web.tones import Tone

from .enums import AuditState, AuditType
from .models import Audit
from .policies import AUDIT
from .queries.elsewhere import firsts_without_second, questions_waiting, running_audits
from .rules.pairs import second_window

TO_PREPARE = timedelta(days=30)


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """Audits to prepare, reports awaited, questions to answer, the second audit of a pair. Three queries."""
    if organisation.is_closed or not organisation.kind_value.is_establishment:
        return []
    if not context.may(Verb.EDIT, AUDIT, organisation):
        return []
    questions = [
        Task(
            _("Answer the auditor: %(title)s") % {"title": question.audit.title},
            _("A question waits for its answer."),
            reverse("audits:answer", args=[question.uid]),
            tone=Tone.WARNING,
        )
        for question in questions_waiting(context, organisation)
    ]
    audits = [task for audit in running_audits(context, organisation) for task in _of(audit)]
    seconds = [_second(first) for first in firsts_without_second(context, organisation, today())]
    return [*questions, *audits, *seconds]


def _of(audit: Audit) -> list[Task]:
    url, words = reverse("audits:audit", args=[audit.uid]), {"title": audit.title}
    if audit.state_value is AuditState.RECEIVED:
        if audit.kind_value is AuditType.DIRECTORY and audit.level is None:
            title, why = _("Give the ADS level: %(title)s"), _("Until then, this audit answers no requirement.")
            return [Task(title % words, why, reverse("audits:receive_report", args=[audit.uid]), tone=Tone.WARNING)]
        return []
    if today() > audit.ends_on:
        why = _("Its last day was %(day)s.") % {"day": day(audit.ends_on)}
        return [Task(_("Record the report: %(title)s") % words, why, url, audit.ends_on, Tone.DANGER, key="report")]
    if audit.state_value is AuditState.PLANNED and audit.starts_on - TO_PREPARE <= today():
        why = _("It begins on %(day)s.") % {"day": day(audit.starts_on)}
        return [Task(_("Prepare the audit: %(title)s") % words, why, url, audit.starts_on, Tone.INFO, key="prepare")]
    return []


def _second(first: Audit) -> Task:
    assert first.ran_on is not None
    window = second_window(first.ran_on)
    why = _("Between %(first)s and %(last)s it makes a pair with the first one.")
    return Task(
        _("Plan the second exposure audit"),
        why % {"first": day(window.starts_on), "last": day(window.ends_on)},
        reverse("audits:plan_counter_audit", args=[first.uid]),
        window.ends_on,
        Tone.WARNING,
    )
