"""What other apps' pages show of exchanges: `{% load exchanges %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context as Page

from hygie.core.access import Level, Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.exchanges.forms import CommentForm
from hygie.exchanges.models import Reminder
from hygie.exchanges.policies import COMMENT, REMINDER
from hygie.exchanges.queries.comments import may_read, people_to_mention, thread_of
from hygie.exchanges.queries.reminders import last_reminders
from hygie.exchanges.registries import subject_kinds
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


@register.inclusion_tag("exchanges/_comments.html", takes_context=True)
def comments(context: Page, kind: str, key: str, organisation: Organisation) -> dict[str, Any]:
    """What was said about an object that the page shows, and the form to say more. Three queries."""
    reader: Context = context["request"].context
    known, key = subject_kinds[kind], str(key)
    if not may_read(reader, known, organisation):
        return {"thread": None}
    writes = reader.may(Verb.EDIT, COMMENT, organisation)
    people = people_to_mention(known, organisation, reader.person_id) if writes else []
    return {
        "thread": thread_of(reader, organisation, kind, key),
        "form": CommentForm(None, people) if writes else None,
        "kind": kind,
        "key": key,
        "organisation": organisation,
        "me": reader.person_id,
        "administers": reader.may(Verb.ADMINISTER, COMMENT, organisation),
    }
