"""What the share of findings fixed on time is counted from, and which quarters are kept already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hygie.core.clock import PARIS
from hygie.core.tenancy import Scope
from hygie.obligations.enums import ProofState
from hygie.obligations.models import Proof
from hygie.territory.models import Organisation

from ..models import Finding, FindingSummary
from ..proofs import FIXED_SHARE_KIND
from ..rules.fixed_share import SERIOUS_FROM, Fix, a_year_before
from .counting import RESTING

SYSTEM = Scope.system()


def fixes_of(organisation: Organisation, on: date) -> Iterator[Fix]:
    """Critical and high findings opened in the year before; accepted risks and false positives rest."""
    first = datetime.combine(a_year_before(on), time.min, PARIS)
    last = datetime.combine(on + timedelta(days=1), time.min, PARIS)
    rows = Finding.objects.within(SYSTEM).filter(
        organisation=organisation, severity__gte=SERIOUS_FROM, opened_at__gte=first, opened_at__lt=last
    )
    columns = rows.exclude(state__in=RESTING).values_list("severity", "opened_at", "due_on", "closed_at")
    for severity, opened_at, due_on, closed_at in columns.order_by().iterator(chunk_size=5000):
        yield Fix(severity, _day(opened_at), due_on, _day(closed_at) if closed_at else None)


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def kept_share(organisation: Organisation, source: str) -> Proof | None:
    """What stands for that quarter."""
    rows = Proof.objects.within(SYSTEM).filter(organisation=organisation, kind=FIXED_SHARE_KIND, source=source)
    return rows.filter(state=ProofState.STANDING).order_by("pk").first()


def without_share(source: str, on: date) -> list[Organisation]:
    """Establishments with findings whose share of that quarter is not yet kept as of its last day."""
    done = Proof.objects.within(SYSTEM).filter(kind=FIXED_SHARE_KIND, source=source, happened_on=on)
    found = FindingSummary.objects.within(SYSTEM).exclude(organisation__in=done.values("organisation_id"))
    return [row.organisation for row in found.select_related("organisation__region").order_by("organisation_id")]
