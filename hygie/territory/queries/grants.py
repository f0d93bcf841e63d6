"""Mandates and contributions of an organisation, running and over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today

from ..access import SeatAuthority, grants_today
from ..enums import GrantKind
from ..models import Grant, Organisation

PAST_SHOWN = 20


@dataclass(frozen=True)
class Given:
    """Grants of one kind: to come and running, then what is over, latest first."""

    running: list[Grant]
    past: list[Grant]


def grants_of(context: Context, organisation: Organisation, kind: GrantKind) -> Given:
    rows = Grant.objects.within(context.scope).filter(organisation=organisation, kind=kind)
    rows = rows.select_related("person", "given_by").order_by("-ends_on", "-pk")
    running = rows.filter(ended_at__isnull=True, ends_on__gt=today())
    past = rows.exclude(ended_at__isnull=True, ends_on__gt=today())
    return Given(list(running), list(past[:PAST_SHOWN]))


def grant_or_404(context: Context, organisation: Organisation, uid: UUID, kind: GrantKind) -> Grant:
    rows = Grant.objects.within(context.scope).select_related("organisation")
    found = rows.filter(organisation=organisation, uid=uid, kind=kind).first()
    if found is None:
        raise Http404
    return found


def mandates_ending(context: Context, organisation: Organisation, within: timedelta) -> list[Grant]:
    """Mandates that run today and end soon, first the soonest; no query when the policy has asked for them already."""
    asked = context.authority
    known = (
        asked.running_grants(organisation) if isinstance(asked, SeatAuthority) else grants_today(organisation, today())
    )
    soon = [one for one in known if one.kind == GrantKind.MANDATE and one.ends_on <= today() + within]
    return sorted(soon, key=lambda one: one.ends_on)
