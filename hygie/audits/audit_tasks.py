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
from .queries.elsewhere import Pending, pending_audits
from .rules.pairs import MOST, second_window

TO_PREPARE = timedelta(days=30)


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """Questions to answer, audits to prepare, reports awaited, the second audit of a pair. One query."""
    if organisation.is_closed or not organisation.kind_value.is_establishment:
        return []
    if not context.may(Verb.EDIT, AUDIT, organisation):
        return []
    found = pending_audits(context, organisation, today())
    asked = [_answer(pending.audit) for pending in found if pending.is_asked]
    ways_on = [task for pending in found for task in _of(pending.audit)]
    seconds = [_second(pending.audit) for pending in found if _lacks_second(pending)]
    return [*asked, *ways_on, *seconds]


def _answer(audit: Audit) -> Task:
    title = _("Answer the auditor: %(title)s") % {"title": audit.title}
    url = reverse("audits:audit", args=[audit.uid])
    return Task(title, _("A question waits for its answer."), url, tone=Tone.WARNING, key="question")


def _of(audit: Audit) -> list[Task]:
    url, words = reverse("audits:audit", args=[audit.uid]), {"title": audit.title}
    if audit.received_on is not None:
        if audit.state_value is AuditState.RECEIVED and audit.kind_value is AuditType.DIRECTORY and audit.level is None:
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


def _lacks_second(pending: Pending) -> bool:
    """A first exposure audit that was run, while the second one's days are not over."""
    audit = pending.audit
    if audit.kind_value is not AuditType.EXPOSURE or audit.follows_id is not None or pending.has_second:
        return False
    return audit.received_on is not None and audit.ran_on is not None and audit.ran_on + MOST >= today()


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
