"""What rests until a day: whose day has come, and whose comes soon."""

from __future__ import annotations

from datetime import timedelta

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..enums import FindingState
from ..models import Finding
from ..workflow import RESTING

SYSTEM = Scope.system()
SOON = timedelta(days=30)


def organisations_with_expired() -> list[Organisation]:
    """Where an acceptance or a false positive is over. One query."""
    ended = Finding.objects.within(SYSTEM).filter(state__in=RESTING, until__lte=today())
    rows = Organisation.objects.within(SYSTEM).filter(pk__in=ended.values("organisation_id"))
    return list(rows.order_by("pk"))


def ending_soon(context: Context, organisation: Organisation) -> tuple[int, Finding | None]:
    """How many accepted risks end within the month, and the first of them. Two queries at most."""
    rows = Finding.objects.within(context.scope).filter(
        organisation=organisation, state=FindingState.ACCEPTED, until__lte=today() + SOON
    )
    first = rows.order_by("until", "pk").first()
    return (rows.count(), first) if first is not None else (0, None)
