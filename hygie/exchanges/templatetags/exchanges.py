"""What other apps' pages show of exchanges: `{% load exchanges %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context as Page

from hygie.core.access import Level, Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.exchanges.models import Reminder
from hygie.exchanges.policies import REMINDER
from hygie.exchanges.queries.reminders import last_reminders
from hygie.exchanges.rules import may_chase_again_on
from hygie.territory.models import Organisation

register = template.Library()


@register.inclusion_tag("exchanges/_chase.html", takes_context=True)
def chase(context: Page, kind: str, key: str, organisation: Organisation, *, waits: bool = True) -> dict[str, Any]:
    """The last reminder on one thing, and the button that sends the next; `waits`: whether somebody waits for it."""
    request = context["request"]
    reader: Context = request.context
    if not reader.sees(Level.DETAIL, REMINDER, organisation):
        return {"last": None, "button": False}
    last = _last_of(request, reader, organisation).get((kind, key))
    again = may_chase_again_on(last.sent_on) if last else today()
    may = waits and reader.may(Verb.EDIT, REMINDER, organisation)
    return {
        "last": last,
        "again_on": again if may and again > today() else None,
        "button": may and again <= today(),
        "kind": kind,
        "key": key,
        "organisation": organisation,
        "next": request.get_full_path(),
    }


def _last_of(request: Any, reader: Context, organisation: Organisation) -> dict[tuple[str, str], Reminder]:
    """One query for a page, however many buttons it has."""
    known: dict[int, dict[tuple[str, str], Reminder]] = request.__dict__.setdefault("_last_reminders", {})
    if organisation.pk not in known:
        known[organisation.pk] = last_reminders(reader, organisation)
    return known[organisation.pk]
