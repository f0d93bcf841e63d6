"""What the timeline and the search read of governance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from hygie.core.actions import Context
from hygie.core.models import AuditEvent
from hygie.territory.models import Organisation
from hygie.territory.queries.timeline import audited
from hygie.territory.registries import TimelineEntry

from ..accreditation_enums import Outcome
from ..enums import Function, Theme
from ..models import Appointment

APPOINTED = ("appointment.started", "appointment.ended")


def events_of(
    context: Context, organisation: Organisation, before: datetime | None, limit: int, kinds: Collection[str]
) -> list[TimelineEntry]:
    """The audit events of these kinds, newest first. At most two queries."""
    return audited(context, organisation, kinds, before, limit, _about)


def _about(event: AuditEvent) -> str:
    if event.kind in APPOINTED and event.details.get("function") in Function.values:
        return str(Function(event.details["function"]).label)
    if event.details.get("theme") in Theme.values:
        words = {"policy": Theme(event.details["theme"]).label, "number": event.details.get("number", "")}
        return _("%(policy)s, version %(number)s") % words
    if event.kind == "indicators.filed":
        return str(event.details.get("year", ""))
    if event.details.get("outcome") in Outcome.values:
        return f"{event.details.get('system', '')} · {Outcome(event.details['outcome']).label}"
    return str(event.details.get("supplier", ""))


def appointments_named(context: Context, text: str, limit: int) -> list[Appointment]:
    """People appointed, by name."""
    named = Q(last_name__icontains=text) | Q(first_name__icontains=text)
    rows = Appointment.objects.within(context.scope).filter(named).select_related("organisation")
    return list(rows.order_by("last_name", "pk")[:limit])
